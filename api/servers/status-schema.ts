import { z } from 'zod';
import type {
  ManagementAgentState,
  RunLockStatus,
  RunningRun,
  WaitingRequest,
} from '../../domain/run-lock/status.js';

const managementAgentState: z.ZodType<ManagementAgentState> = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    category: z.string().describe("The engine's category, for example `AD` or `FIM`."),
    execution: z.enum(['idle', 'waiting', 'running']),
    lastOutcome: z
      .strictObject({
        runNumber: z.int().exactOptional().describe('Absent if the engine never started the run.'),
        result: z.string().describe("The engine's result string."),
        summary: z.string(),
        errorCount: z.int(),
        runProfile: z.string(),
        cycle: z.string(),
        at: z.string().describe('ISO 8601, UTC.'),
      })
      .exactOptional(),
  })
  .meta({ id: 'ManagementAgentState' });

const runningRun: z.ZodType<RunningRun> = z
  .strictObject({
    managementAgent: z.string(),
    runProfile: z.string(),
    since: z.string().describe('ISO 8601, UTC.'),
    cycle: z.string().exactOptional().describe('Absent for a run that somebody else started.'),
    token: z.int().describe('Grows with each grant of the run lock.'),
    reason: z.string().describe('Why it runs, in words.'),
  })
  .meta({ id: 'RunningRun' });

const waitingRequest: z.ZodType<WaitingRequest> = z
  .strictObject({
    requestId: z.string(),
    cycle: z.string(),
    managementAgent: z.string(),
    runProfile: z.string(),
    urgency: z.enum(['continuation', 'immediate', 'normal']),
    since: z
      .string()
      .exactOptional()
      .describe('ISO 8601, UTC; absent until it has been looked up in the catalogue.'),
    position: z.int().describe('1 = next.'),
    reason: z.string().describe('Why it is wanted, in words.'),
    waitsFor: z.array(z.string()).describe('What it waits for, by name.'),
  })
  .meta({ id: 'WaitingRequest' });

/** The status of a sync server, for the API's documentation. */
export const serverStatusSchema: z.ZodType<RunLockStatus> = z
  .strictObject({
    server: z.string(),
    version: z.int().describe('Grows with each change.'),
    engineSeen: z
      .boolean()
      .describe(
        'Whether the engine has been looked at since the run lock started; before that nothing runs.',
      ),
    managementAgents: z.array(managementAgentState),
    running: z.array(runningRun),
    waiting: z.array(waitingRequest),
  })
  .meta({
    id: 'ServerStatus',
    examples: [
      {
        server: 'default',
        version: 412,
        engineSeen: true,
        managementAgents: [
          {
            id: '{6B5F4D3C-0000-4000-8000-000000000001}',
            name: 'HR',
            category: 'MSSQL',
            execution: 'running',
            lastOutcome: {
              runNumber: 17,
              result: 'success',
              summary: '1 add staged',
              errorCount: 0,
              runProfile: 'Delta Import',
              cycle: 'autosync/default/cycle/HR/hire-4711',
              at: '2001-01-01T10:02:08.120Z',
            },
          },
        ],
        running: [
          {
            managementAgent: 'HR',
            runProfile: 'Delta Sync',
            since: '2001-01-01T10:02:08.190Z',
            cycle: 'autosync/default/cycle/HR/hire-4711',
            token: 93,
            reason: 'step 1 staged 1 add in partition default',
          },
        ],
        waiting: [],
      },
    ],
  });

/** The list of sync servers, for the API's documentation. */
export const serversSchema = z
  .array(
    z
      .strictObject({
        server: z.string().describe('Id of the sync server.'),
        links: z.strictObject({
          status: z.string(),
          managementAgents: z.string(),
          cycles: z.string(),
        }),
      })
      .meta({ id: 'Server' }),
  )
  .describe('The sync servers of the configuration.');
