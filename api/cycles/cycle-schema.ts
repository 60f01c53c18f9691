import { z } from 'zod';
import { TRIGGERS, type Cause, type CycleStep, type Trigger } from '../../domain/cycle/cycle.js';
import { limitSchema } from '../pagination/limit-schema.js';
import { runProgressSchema } from '../runs/run-progress-schema.js';
import type { CycleActivity } from './cycle-activity.js';
import type { CycleListItem } from './cycle-store.js';
import type { ChildCycleTree, CycleLinks, CycleTree } from './cycle-tree.js';

const links = {
  cycle: z.string().describe('Its workflow id.'),
  webUi: z.string().exactOptional().describe("Its address in Temporal's Web UI."),
  links: z.strictObject({ cycle: z.string().describe('Where to read on, in this API.') }),
};

const LINKS_EXAMPLE = {
  cycle: 'autosync/default/cycle/HR/hire-4711',
  webUi:
    'http://127.0.0.1:8233/namespaces/default/workflows/autosync%2Fdefault%2Fcycle%2FHR%2Fhire-4711/0198c5b2-0000-7000-8000-000000000000/history',
  links: { cycle: '/api/v1/servers/default/cycles/autosync%2Fdefault%2Fcycle%2FHR%2Fhire-4711' },
};

/** The answer to a request for a cycle, for the API's documentation. */
export const startedCycleSchema: z.ZodType<CycleLinks> = z.strictObject(links).meta({
  id: 'StartedCycle',
  examples: [LINKS_EXAMPLE],
});

const TIME_HINT = 'write a time such as 2001-01-01T10:00:00Z, from 1970 to 2199';

const trigger: z.ZodType<Trigger> = z.enum(TRIGGERS);

const cause: z.ZodType<Cause> = z
  .strictObject({
    trigger,
    description: z.string(),
    parentCycle: z.string().exactOptional().describe('Workflow id of the cycle that caused it.'),
  })
  .meta({ id: 'Cause' });

const step: z.ZodType<CycleStep> = z
  .strictObject({
    wants: z.string().describe('In words: `delta sync of partition default`.'),
    reason: z.string().describe('Why, in words: `step 1 staged 3 adds in partition default`.'),
    state: z.enum([
      'waiting-to-retry',
      'waiting',
      'held',
      'running',
      'finished',
      'coalesced',
      'refused',
      'not-wanted',
      'vetoed',
    ]),
    askedAt: z.string().describe('When the run lock was asked; ISO 8601, UTC.'),
    answeredAt: z.string().exactOptional().describe('When it answered.'),
    run: z
      .strictObject({
        runProfile: z.string(),
        runNumber: z.int(),
        result: z.string().describe("The engine's result string."),
        start: z.string().describe('ISO 8601, UTC.'),
        end: z.string().describe('ISO 8601, UTC.'),
        summary: z.string(),
        errorCount: z.int(),
      })
      .exactOptional(),
    note: z
      .string()
      .exactOptional()
      .describe('Which cycle carries the work, why it was refused, or what it waits for.'),
    followUps: z.array(z.string()).describe('What followed and why, in words.'),
  })
  .meta({ id: 'CycleStep' });

const activity: z.ZodType<CycleActivity> = z
  .strictObject({
    at: z
      .string()
      .exactOptional()
      .describe('When its worker said so; ISO 8601, UTC. Absent if no worker has taken it up yet.'),
    attempt: z
      .int()
      .describe('1 = the first; more where a worker was lost, or the engine could not be reached.'),
    worker: z.string().exactOptional().describe('The worker, as it names itself.'),
    progress: runProgressSchema.exactOptional(),
    waits: z.string().exactOptional().describe('What it waits for, if not for the end of its own run.'),
    lastFailure: z.string().exactOptional().describe('Why the attempt before failed.'),
  })
  .meta({ id: 'CycleActivity' });

const child = z.strictObject({
  cycle: z.string().describe('Its workflow id.'),
  managementAgent: z.string(),
  reason: z.string(),
  outcome: z.string(),
  runs: z.int(),
  notCompleted: z
    .array(z.string())
    .readonly()
    .exactOptional()
    .describe('What it caused that did not complete: `Fabrikam AD: refused`.'),
  links: z.strictObject({ cycle: z.string() }),
  note: z
    .string()
    .exactOptional()
    .describe('Why there is no `tree`: it is cut here, or Temporal no longer has the cycle.'),
  get tree(): z.ZodExactOptional<z.ZodType<CycleTree>> {
    return cycleTreeSchema.exactOptional();
  },
}) satisfies z.ZodType<ChildCycleTree>;

/** A cycle with all that it caused, for the API's documentation. */
export const cycleTreeSchema: z.ZodType<CycleTree> = z
  .strictObject({
    ...links,
    server: z.string(),
    managementAgent: z.string(),
    cause,
    depth: z.int().describe('0 for a cycle that a trigger started.'),
    outcome: z.string().describe('`running`, how it ended, or the result string of the failed run.'),
    reason: z.string().exactOptional().describe('More about the outcome.'),
    startedAt: z.string().describe('ISO 8601, UTC.'),
    endedAt: z.string().exactOptional().describe('Absent while it runs.'),
    activity: activity.exactOptional().describe('What its worker does now.'),
    steps: z.array(step),
    runs: z.int().describe('Runs of this cycle and of all that it caused.'),
    children: z
      .array(child)
      .describe('The cycles that it caused; without `tree`, but with a `note`, where there is none to show.'),
  })
  .meta({
    id: 'CycleTree',
    examples: [
      {
        ...LINKS_EXAMPLE,
        server: 'default',
        managementAgent: 'HR',
        cause: { trigger: 'operator', description: 'hire 4711' },
        depth: 0,
        outcome: 'completed',
        startedAt: '2001-01-01T10:02:07.900Z',
        endedAt: '2001-01-01T10:02:13.300Z',
        steps: [
          {
            wants: 'delta import',
            reason: 'hire 4711',
            state: 'finished',
            askedAt: '2001-01-01T10:02:07.910Z',
            answeredAt: '2001-01-01T10:02:08.000Z',
            run: {
              runProfile: 'Delta Import',
              runNumber: 17,
              result: 'success',
              start: '2001-01-01T10:02:08.000Z',
              end: '2001-01-01T10:02:08.120Z',
              summary: '1 add staged',
              errorCount: 0,
            },
            followUps: ['delta sync, because step 1 staged 1 add in partition default'],
          },
        ],
        runs: 3,
        children: [
          {
            cycle: 'autosync/default/cycle/Fabrikam AD/hire-4711.1',
            managementAgent: 'Fabrikam AD',
            reason: 'delta sync of HR, run 18: 1 change for Fabrikam AD',
            outcome: 'completed',
            runs: 2,
            links: {
              cycle:
                '/api/v1/servers/default/cycles/autosync%2Fdefault%2Fcycle%2FFabrikam%20AD%2Fhire-4711.1',
            },
            note: 'The tree is cut here: read on at the link of this cycle.',
          },
        ],
      },
    ],
  });

const listItem: z.ZodType<CycleListItem & CycleLinks> = z
  .strictObject({
    ...links,
    runId: z.string().describe("Temporal's id of the workflow's run."),
    managementAgent: z.string(),
    startsWith: z.string().describe('In words, for example `delta import`.'),
    trigger: z.string(),
    outcome: z.string(),
    startedAt: z.string().describe('ISO 8601, UTC.'),
    endedAt: z.string().exactOptional().describe('Absent while it runs.'),
  })
  .meta({ id: 'CycleListItem' });

/** A page of cycles, as the API gives it. */
export interface ListedCycles {
  readonly cycles: readonly (CycleListItem & CycleLinks)[];
  /** The `cursor` of the next page; absent on the last one. */
  readonly next?: string;
}

/** A page of cycles, for the API's documentation. */
export const cyclePageSchema: z.ZodType<ListedCycles> = z
  .strictObject({
    cycles: z
      .array(listItem)
      .describe(
        'What runs first, then the latest ended. It may be fewer than `limit`, or none, and `next` there all the same.',
      ),
    next: z.string().exactOptional().describe('The `cursor` of the next page; absent on the last one.'),
  })
  .meta({
    id: 'CyclePage',
    examples: [
      {
        cycles: [
          {
            ...LINKS_EXAMPLE,
            runId: '0198c5b2-0000-7000-8000-000000000000',
            managementAgent: 'HR',
            startsWith: 'delta import',
            trigger: 'operator',
            outcome: 'completed',
            startedAt: '2001-01-01T10:02:07.900Z',
            endedAt: '2001-01-01T10:02:13.300Z',
          },
        ],
        next: 'q5uVbV2rkJ0w.eyJDbG9zZVRpbWUiOiIyMDAxIn0',
      },
    ],
  });

/** How much of the tree of a cycle is wanted. */
export const treeQuerySchema = z.strictObject({
  depth: z
    .string()
    .refine((text) => /^\d{1,2}$/.test(text), 'write a number from 0 to 99')
    .meta({ type: 'integer', minimum: 0, maximum: 99, default: 20 })
    .optional()
    .transform((text) => Number(text ?? 20))
    .describe('Generations of children; 0 = the cycle alone.'),
});

/** A cycle in a path. */
export const cycleIdSchema = z
  .string()
  .describe('Its workflow id, or `<management agent>/<unique part>`, URL-encoded.');

/** Temporal counts time in nanoseconds since 1970, which is enough for so long. */
const searchableTime = z
  .string()
  .regex(/^(19[7-9]\d|2[01]\d\d)-/, TIME_HINT)
  .pipe(z.iso.datetime({ offset: true, error: TIME_HINT }))
  .transform((text) => new Date(text).toISOString());

/** What narrows a list of cycles. */
export const cycleQuerySchema = z
  .strictObject({
    managementAgent: z
      .string()
      .min(1, 'write at least one character')
      .optional()
      .describe('Only cycles of this management agent, by its name as the engine spells it.'),
    outcome: z
      .string()
      .regex(/^[\w:.-]{1,100}$/, 'write `running`, `completed`, … or a result string')
      .optional()
      .describe('Only cycles with this outcome: `running`, `completed`, `terminated`, … or a result string.'),
    trigger: trigger.optional().describe('Only cycles that were started by this.'),
    open: z
      .enum(['true', 'false'], 'write true or false')
      .transform((text) => text === 'true')
      .optional()
      .describe('`true`: only those that run; `false`: only those that have ended.'),
    since: searchableTime.optional().describe('Only cycles that started then or later; ISO 8601.'),
    until: searchableTime.optional().describe('Only cycles that started before; ISO 8601.'),
    limit: limitSchema(20, 100),
    cursor: z.string().min(1).optional().describe("The previous page's `next`, with the same filters."),
  })
  .refine(({ since, until }) => since === undefined || until === undefined || since < until, {
    path: ['until'],
    error: 'it is not after `since`: no cycle started then',
  });
