import { z } from 'zod';
import {
  STEP_TYPES,
  type ManagementAgent,
  type Partition,
  type RunProfile,
} from '../../domain/management-agent/management-agent.js';

/** What a run step does: the engine's step types. */
export const stepTypeSchema = z.enum(STEP_TYPES);

const partition: z.ZodType<Partition> = z
  .strictObject({
    id: z.string(),
    name: z.string().describe('`default`, or the DN of a naming context.'),
    selected: z.boolean().describe('Only selected partitions take part in runs.'),
  })
  .meta({ id: 'Partition' });

const runProfile: z.ZodType<RunProfile> = z
  .strictObject({
    name: z.string(),
    steps: z.array(
      z.strictObject({
        type: stepTypeSchema,
        partitionId: z.string(),
        objectLimit: z.int().exactOptional().describe('Stops after this many objects; absent = unlimited.'),
        deletionLimit: z.int().exactOptional().describe('Stops after this many deletes; absent = unlimited.'),
        dropFile: z
          .boolean()
          .exactOptional()
          .describe('Works with a drop file, not the connected directory.'),
      }),
    ),
  })
  .meta({ id: 'RunProfile' });

const managementAgent: z.ZodType<ManagementAgent> = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    category: z.string().describe("The engine's category, for example `AD` or `FIM`."),
    partitions: z.array(partition),
    runProfiles: z.array(runProfile),
  })
  .meta({
    id: 'ManagementAgent',
    examples: [
      {
        id: '{6B5F4D3C-0000-4000-8000-000000000001}',
        name: 'HR',
        category: 'MSSQL',
        partitions: [{ id: '{6B5F4D3C-0000-4000-8000-000000000101}', name: 'default', selected: true }],
        runProfiles: [
          {
            name: 'Delta Import',
            steps: [{ type: 'delta-import', partitionId: '{6B5F4D3C-0000-4000-8000-000000000101}' }],
          },
        ],
      },
    ],
  });

/** The catalogue of a sync server, for the API's documentation. */
export const catalogueSchema: z.ZodType<readonly ManagementAgent[]> = z
  .array(managementAgent)
  .describe('The management agents of a sync server, with partitions and run profiles.');
