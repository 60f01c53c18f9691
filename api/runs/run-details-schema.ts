import { z } from 'zod';
import type {
  ExportCounters,
  OutboundChanges,
  RunDetails,
  RunError,
  StagingCounters,
} from '../../domain/run-history/run-details.js';
import { stepTypeSchema } from '../management-agents/catalogue-schema.js';

/** {@link StagingCounters}, for the API's documentation. */
export const stagingCountersSchema: z.ZodType<StagingCounters> = z
  .strictObject({
    noChange: z.int(),
    add: z.int(),
    update: z.int(),
    rename: z.int(),
    delete: z.int(),
    deleteAdd: z.int(),
    failure: z.int(),
  })
  .meta({ id: 'StagingCounters', description: 'Objects that an import step staged, by operation.' });

/** {@link ExportCounters}, for the API's documentation. */
export const exportCountersSchema: z.ZodType<ExportCounters> = z
  .strictObject({
    add: z.int(),
    update: z.int(),
    rename: z.int(),
    delete: z.int(),
    deleteAdd: z.int(),
    failure: z.int(),
  })
  .meta({ id: 'ExportCounters', description: 'Objects that an export step wrote, by operation.' });

const outbound: z.ZodType<OutboundChanges> = z
  .strictObject({ managementAgentId: z.string(), managementAgentName: z.string(), changes: z.int() })
  .meta({ id: 'OutboundChanges', description: 'Pending exports that a synchronization made.' });

const runError: z.ZodType<RunError> = z
  .strictObject({
    kind: z.enum(['discovery', 'synchronization', 'export', 'metaverse-retry']),
    type: z.string().describe("The engine's `error-type`."),
    dn: z.string(),
    detail: z.string().exactOptional(),
  })
  .meta({ id: 'RunError' });

const step = z
  .strictObject({
    number: z.int().describe('1-based.'),
    dropFile: z
      .boolean()
      .exactOptional()
      .describe('The step wrote a drop file, or read one, in place of the connected directory.'),
    type: stepTypeSchema.exactOptional().describe('Absent for a type that AutoSync does not know.'),
    partition: z.string(),
    start: z.string().describe('ISO 8601, UTC.'),
    end: z.string().exactOptional().describe('Absent while the step runs.'),
    result: z.string().describe("The engine's result string."),
    progress: z.string().exactOptional().describe('`x/y` while the engine completes referential updates.'),
    staging: stagingCountersSchema,
    export: exportCountersSchema,
    outbound: z.array(outbound),
    inboundObjects: z.int().describe('Objects whose inbound synchronization did some work.'),
    errorCount: z.int(),
    errors: z.array(runError).describe('The first few of `errorCount`; all of them under `errors`.'),
    errorTypes: z
      .array(z.strictObject({ type: z.string(), count: z.int() }))
      .exactOptional()
      .describe('`errorCount` by type, the most frequent first; absent where there are none.'),
  })
  .meta({ id: 'StepDetails' });

/** A run's details as JSON, for the API's documentation. */
export const runDetailsSchema = z
  .strictObject({
    managementAgentId: z.string(),
    managementAgentName: z.string(),
    runNumber: z.int(),
    runProfile: z.string(),
    initiator: z.string().describe('The account that started the run.'),
    steps: z.array(step).describe('In the order in which they ran.'),
  })
  .meta({
    id: 'RunDetails',
    examples: [
      {
        managementAgentId: '{6B5F4D3C-0000-4000-8000-000000000001}',
        managementAgentName: 'HR',
        runNumber: 17,
        runProfile: 'Delta Import',
        initiator: 'FABRIKAM\\svc-autosync',
        steps: [
          {
            number: 1,
            type: 'delta-import',
            partition: 'default',
            start: '2001-01-01T10:02:08.000Z',
            end: '2001-01-01T10:02:08.120Z',
            result: 'success',
            staging: { noChange: 0, add: 1, update: 0, rename: 0, delete: 0, deleteAdd: 0, failure: 0 },
            export: { add: 0, update: 0, rename: 0, delete: 0, deleteAdd: 0, failure: 0 },
            outbound: [],
            inboundObjects: 0,
            errorCount: 0,
            errors: [],
          },
        ],
      },
    ],
  }) satisfies z.ZodType<WireForm>;

/** JSON leaves a step type out that is `undefined`. */
type WireForm = Omit<RunDetails, 'steps'> & { readonly steps: readonly object[] };
