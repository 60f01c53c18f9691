import { z } from 'zod';
import { STEP_TYPES } from '../../domain/management-agent/management-agent.js';

/**
 * The faults that the simulator can be told to have, and when they strike. This schema is their only definition: the
 * HTTP interface and scenario files read it.
 */

const name = z.string().min(1);

/** How often a fault strikes where it could. */
const often = {
  times: z
    .number()
    .int()
    .min(1)
    .exactOptional()
    .describe('It strikes so often and then no more. Absent = until it is disarmed.'),
  probability: z
    .number()
    .min(0)
    .max(1)
    .exactOptional()
    .describe('It strikes at random, with this probability each time. Absent = each time.'),
  seed: z
    .number()
    .int()
    .default(1)
    .describe('The same seed makes the same choices for the same runs, in whatever order they start.'),
};

/** Which starts a fault is for. */
const ofStart = {
  managementAgent: name.exactOptional().describe('Name or id. Absent = any.'),
  runProfile: name.exactOptional().describe('Absent = any.'),
  ...often,
};

/** Which steps a fault is for. */
const ofStep = {
  ...ofStart,
  stepType: z.enum(STEP_TYPES).exactOptional().describe('Absent = any that the fault can befall.'),
  partition: name.exactOptional().describe('Name or id. Absent = any.'),
};

const after = z
  .number()
  .min(0)
  .max(1)
  .default(0.5)
  .describe(
    'The share of the objects of the step (of its import, where it also synchronizes) that are done by then.',
  );

const alteration = z.union([
  z.enum(['upper-case', 'lower-case']),
  z.strictObject({ append: z.string().min(1) }),
  z.strictObject({ becomes: z.string() }),
  z
    .strictObject({ toggles: z.tuple([z.string(), z.string()]) })
    .describe(
      'The one of two values that it does not hold: two directories that do so flip a value for ever.',
    ),
]);

/** What a connected directory makes of a value that it is given. */
export type Alteration = z.output<typeof alteration>;

export const alterationsSchema = z.record(name, alteration);

/** By attribute: what a connected directory makes of the values that it is given. */
export type Alterations = z.output<typeof alterationsSchema>;

const faults = [
  z
    .strictObject({
      kind: z.literal('start-refused'),
      result: z
        .string()
        .regex(
          /^(access-denied|no-start-|missing-partition-|call-failure|connection-failure)/,
          'Use access-denied, call-failure, connection-failure, or a result that begins with no-start- or missing-partition-.',
        )
        .default('access-denied'),
      ...ofStart,
    })
    .describe('The engine does not start the run, and says why.'),
  z
    .strictObject({
      kind: z.literal('answer-lost'),
      how: z.enum(['connection-cut', 'error', 'call-failure']).default('connection-cut'),
      ...ofStart,
    })
    .describe('The run starts; whoever started it is never told, or is told that it failed.'),
  z
    .strictObject({
      kind: z.literal('step-stopped'),
      result: z
        .string()
        .regex(/^stopped-/, 'Use a result that begins with stopped-, such as stopped-deadlocked.'),
      after,
      ...ofStep,
    })
    .describe('The step stops with this result, and the run with it. What is done stays done.'),
  z
    .strictObject({ kind: z.literal('hang'), after, ...ofStep })
    .describe('The step goes on for ever and does nothing, until somebody stops it.'),
  z
    .strictObject({
      kind: z.literal('engine-crash'),
      after,
      recorded: z.enum(['in-progress', 'stopped']).default('in-progress'),
      downSeconds: z.number().min(0).default(0),
      ...ofStep,
    })
    .describe(
      'The engine crashes and starts again: whatever runs is over. Their records say in-progress for ever, or that they were stopped.',
    ),
  z
    .strictObject({
      kind: z.literal('discovery-errors'),
      objects: z.number().int().min(1).default(1),
      ...ofStep,
    })
    .describe(
      'The import cannot read so many objects: nothing is obsoleted, and the next step does not run.',
    ),
  z
    .strictObject({ kind: z.literal('partial-import'), objects: z.number().int().min(0), ...ofStep })
    .describe('The full import sees so many objects of the directory and takes the others for deleted.'),
  z
    .strictObject({
      kind: z.literal('slow-completion'),
      result: z
        .enum(['completing-referential-updates', 'completing-obsoletion'])
        .default('completing-referential-updates'),
      updates: z.number().int().min(1).default(100),
      seconds: z.number().positive().default(30),
      saysIdle: z.boolean().default(false),
      ...ofStep,
    })
    .describe('When all objects are through, the step is not final for so many seconds of the engine.'),
  z
    .strictObject({ kind: z.literal('alters-on-export'), attributes: alterationsSchema, ...ofStep })
    .describe('The connected directory makes other values of those that an export writes.'),
  z
    .strictObject({
      kind: z.literal('latency'),
      milliseconds: z.number().int().min(1),
      managementAgent: ofStart.managementAgent,
      ...often,
    })
    .describe('Each answer of the engine comes so much later.'),
  z
    .strictObject({
      kind: z.literal('engine-down'),
      how: z.enum(['unavailable', 'connection-cut']).default('unavailable'),
      seconds: z.number().positive().exactOptional().describe('Absent = until it is disarmed.'),
    })
    .describe('The engine does not answer, from now on. Runs go on.'),
] as const;

/** What a fault is, and when it strikes. */
export const faultRequestSchema = z.discriminatedUnion('kind', faults, {
  error: (issue) =>
    issue.code === 'invalid_union'
      ? `There is no such kind of fault. Use one of: ${faults.map((fault) => fault.shape.kind.value).join(', ')}.`
      : undefined,
});

/** A fault as somebody asks for it. */
export type FaultRequest = z.input<typeof faultRequestSchema>;

/** A fault with its defaults. */
export type Fault = z.output<typeof faultRequestSchema>;

/** A fault of one kind. */
export type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;
