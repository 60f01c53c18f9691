import { z } from 'zod';
import type { ExportFigures } from '../../domain/thresholds/judge-pending-exports.js';
import { serverLinks } from '../links.js';
import { runProgressSchema } from '../runs/run-progress-schema.js';
import type { Queue, RunningRunWithProgress, ServerStatus } from './server-status.js';
import type {
  Hold,
  ManagementAgentState,
  Raised,
  Stopped,
  WaitingRequest,
} from '../../domain/run-lock/status.js';

const time = z.string().describe('ISO 8601, UTC.');

const stopped: z.ZodType<Stopped> = z
  .strictObject({ at: time, by: z.string(), why: z.string().exactOptional() })
  .meta({ id: 'Stopped' });

const managementAgentState: z.ZodType<ManagementAgentState> = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    category: z.string().describe("The engine's category, for example `AD` or `FIM`."),
    control: z
      .enum(['started', 'stopping', 'stopped', 'disabled'])
      .describe(
        '`stopping`: it is stopped, and its last run goes on to its end. `disabled`: the configuration says that it never runs.',
      ),
    execution: z.enum(['idle', 'waiting', 'running']),
    error: z
      .enum(['threshold-exceeded', 'controller-faulted', 'unexpected-change'])
      .exactOptional()
      .describe('Why it was stopped, if it was not an operator.'),
    stopped: stopped
      .exactOptional()
      .describe('By whom, when and why it was stopped; absent if only the whole sync server is.'),
    lastOutcome: z
      .strictObject({
        runNumber: z.int().exactOptional().describe('Absent if the engine never started the run.'),
        result: z.string().describe("The engine's result string."),
        summary: z.string(),
        errorCount: z.int(),
        cancelled: z.boolean().exactOptional().describe('The cycle was cancelled, and its run stopped.'),
        runsAgain: z
          .literal(true)
          .exactOptional()
          .describe('It did not get through, and its cycle runs it again.'),
        mayGoOn: z.boolean().exactOptional().describe('Nobody knew how the run ended, or whether it did.'),
        unmanagedRuns: z
          .array(z.int())
          .exactOptional()
          .describe('Numbers of runs that somebody else had started, and that were waited for.'),
        runProfile: z.string(),
        cycle: z.string(),
        at: time,
      })
      .exactOptional(),
  })
  .meta({ id: 'ManagementAgentState' });

const runningRun: z.ZodType<RunningRunWithProgress> = z
  .strictObject({
    managementAgent: z.string(),
    runProfile: z.string(),
    runNumber: z.int().exactOptional().describe('Absent until the engine has shown it.'),
    since: z.string().describe('When it was granted, or first seen; ISO 8601, UTC.'),
    cycle: z.string().exactOptional().describe('Absent for a run that somebody else started.'),
    token: z.int().describe('Of its lease: grows with each grant of the run lock.'),
    reason: z.string().describe('Why it runs, in words.'),
    progress: runProgressSchema
      .exactOptional()
      .describe('How far it is; absent for a run that somebody else started.'),
  })
  .meta({ id: 'RunningRun' });

const waitingRequest: z.ZodType<WaitingRequest> = z
  .strictObject({
    requestId: z.string().describe('Unique for ever. In a path it is URL-encoded: it holds slashes and `#`.'),
    cycle: z.string(),
    managementAgent: z.string(),
    runProfile: z.string(),
    urgency: z
      .enum(['continuation', 'immediate', 'normal'])
      .describe('What carries on a cycle goes before what is asked for at once, and that before the rest.'),
    since: z
      .string()
      .exactOptional()
      .describe('ISO 8601, UTC; absent until it has been looked up in the catalogue.'),
    position: z.int().describe('1 = next.'),
    reason: z.string().describe('Why it is wanted, in words.'),
    waitsFor: z.array(z.string()).describe('What it waits for, by name.'),
  })
  .meta({ id: 'WaitingRequest' });

const figures = z.strictObject({
  partition: z.string(),
  adds: z.int(),
  updates: z.int().describe('With the renames: before an export the engine does not tell them apart.'),
  deletes: z.int(),
  connectorSpaceObjects: z.int().describe("All objects of the partition's connector space."),
}) satisfies z.ZodType<ExportFigures>;

/** An export that is held, for the API's documentation. */
export const holdSchema: z.ZodType<Hold> = z
  .strictObject({
    requestId: z.string().describe('Names it for a decision. In a path it is URL-encoded.'),
    cycle: z.string(),
    managementAgent: z.string(),
    runProfile: z.string(),
    since: time,
    reason: z.string().describe('Which threshold is reached, and by how much.'),
    figures: z.array(figures).describe('What is pending in the partitions in which a threshold is reached.'),
  })
  .meta({
    id: 'Hold',
    examples: [
      {
        requestId: 'autosync/default/cycle/Fabrikam AD/0198c5b2#2',
        cycle: 'autosync/default/cycle/Fabrikam AD/0198c5b2',
        managementAgent: 'Fabrikam AD',
        runProfile: 'Export',
        since: '2001-01-01T10:02:09.000Z',
        reason:
          '1,200 deletes pending in partition DC=fabrikam,DC=test, 40 % of 3,000 objects; the threshold is 20 %',
        figures: [
          {
            partition: 'DC=fabrikam,DC=test',
            adds: 3,
            updates: 0,
            deletes: 1_200,
            connectorSpaceObjects: 3_000,
          },
        ],
      },
    ],
  });

const raised: z.ZodType<Raised> = figures
  .extend({ managementAgent: z.string(), at: time, by: z.string(), why: z.string().exactOptional() })
  .meta({ id: 'RaisedThreshold' });

const RUNNING_EXAMPLE = [
  {
    managementAgent: 'HR',
    runProfile: 'Delta Sync',
    runNumber: 18,
    since: '2001-01-01T10:02:08.190Z',
    cycle: 'autosync/default/cycle/HR/hire-4711',
    token: 93,
    reason: 'step 1 staged 1 add in partition default',
  },
];

const WAITING_EXAMPLE = [
  {
    requestId: 'autosync/default/cycle/Fabrikam AD/0198c5b2#1',
    cycle: 'autosync/default/cycle/Fabrikam AD/0198c5b2',
    managementAgent: 'Fabrikam AD',
    runProfile: 'Delta Import',
    urgency: 'normal',
    since: '2001-01-01T10:02:09.000Z',
    position: 1,
    reason: 'scheduled import: every 5 min',
    waitsFor: ['sync engine, held by HR Delta Sync, run 18, since 10:02:08 UTC'],
  },
];

/** The status of a sync server, for the API's documentation. */
export const serverStatusSchema: z.ZodType<ServerStatus> = z
  .strictObject({
    engineWorker: z
      .discriminatedUnion('state', [
        z.strictObject({ state: z.literal('present') }),
        z.strictObject({
          state: z.literal('absent'),
          since: time.exactOptional().describe('When one last asked for work; absent if that is long ago.'),
        }),
      ])
      .describe("Whether a worker asks the engine's task queue for work. Without one nothing starts."),
    server: z.string(),
    version: z.int().describe('Grows with each change.'),
    engineSeen: z
      .boolean()
      .describe(
        'Whether the engine has been looked at since the run lock started; before that nothing runs.',
      ),
    engine: z
      .strictObject({
        state: z
          .enum(['not-seen', 'up', 'down'])
          .describe('`down`: it does not answer, and nothing is granted meanwhile.'),
        since: z.string().exactOptional().describe('Since when it is down; ISO 8601, UTC.'),
        reason: z.string().exactOptional(),
      })
      .describe('Whether the sync engine can be reached.'),
    control: z.enum(['started', 'stopped']).describe('Whether the sync server may run anything.'),
    stopped: stopped.exactOptional().describe('By whom, when and why the sync server was stopped.'),
    policy: z
      .enum(['fifo', 'yield-queued', 'yield-all', 'batch'])
      .describe('Who may pass whom in the queue.'),
    runMode: z
      .enum(['supported', 'unsupported', 'exclusive'])
      .describe(
        '`supported`: a synchronization runs alone. `unsupported`: only synchronizations exclude each other. `exclusive`: one run at a time.',
      ),
    unknownInConfiguration: z
      .array(z.string())
      .exactOptional()
      .describe(
        'Names and ids under which the configuration has settings, and which the engine does not have: those settings do nothing. Absent if there are none.',
      ),
    hearing: z
      .array(z.string())
      .describe(
        'Cycles that a run lock which started from nothing has yet to hear before it grants anything.',
      ),
    managementAgents: z.array(managementAgentState),
    running: z.array(runningRun),
    waiting: z.array(waitingRequest).describe('In the order in which they are to run.'),
    holds: z.array(holdSchema).describe("Exports that wait for an operator's decision, the oldest first."),
    raised: z
      .array(raised)
      .describe('Of so much no export is held: an operator has approved it once and for all.'),
    controls: z
      .array(
        z.strictObject({
          at: time,
          by: z.string(),
          why: z.string().exactOptional(),
          what: z.string().describe('In words: `management agent HR stopped`.'),
        }),
      )
      .describe('What operators did, the newest last.'),
  })
  .meta({
    id: 'ServerStatus',
    examples: [
      {
        engineWorker: { state: 'present' },
        server: 'default',
        version: 412,
        engineSeen: true,
        engine: { state: 'up' },
        control: 'started',
        policy: 'batch',
        runMode: 'supported',
        hearing: [],
        managementAgents: [
          {
            id: '{6B5F4D3C-0000-4000-8000-000000000001}',
            name: 'HR',
            category: 'MSSQL',
            control: 'started',
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
          {
            id: '{6B5F4D3C-0000-4000-8000-000000000002}',
            name: 'Phone System',
            category: 'MSSQL',
            control: 'stopped',
            execution: 'idle',
            stopped: { at: '2001-01-01T09:30:00.000Z', by: 'jane', why: 'its database is being moved' },
          },
          {
            id: '{6B5F4D3C-0000-4000-8000-000000000003}',
            name: 'Fabrikam AD',
            category: 'AD',
            control: 'started',
            execution: 'waiting',
          },
        ],
        running: RUNNING_EXAMPLE,
        waiting: WAITING_EXAMPLE,
        holds: [],
        raised: [],
        controls: [
          {
            at: '2001-01-01T09:30:00.000Z',
            by: 'jane',
            why: 'its database is being moved',
            what: 'management agent Phone System stopped',
          },
        ],
      },
    ],
  });

/** What a sync server does now and next, for the API's documentation. */
export const queueSchema: z.ZodType<Queue> = z
  .strictObject({
    version: z.int().describe('Of the status; grows with each change.'),
    running: z.array(runningRun),
    waiting: z.array(waitingRequest).describe('In the order in which they are to run.'),
    holds: z.array(holdSchema).describe("Exports that wait for an operator's decision, the oldest first."),
  })
  .meta({
    id: 'Queue',
    examples: [{ version: 412, running: RUNNING_EXAMPLE, waiting: WAITING_EXAMPLE, holds: [] }],
  });

/** The list of sync servers, for the API's documentation. */
export const serversSchema = z
  .array(
    z
      .strictObject({
        server: z.string().describe('Id of the sync server.'),
        links: z.strictObject({
          status: z.string(),
          queue: z.string(),
          managementAgents: z.string(),
          cycles: z.string(),
        }),
      })
      .meta({
        id: 'Server',
        examples: [{ server: 'default', links: serverLinks('default') }],
      }),
  )
  .describe('The sync servers of the configuration.');
