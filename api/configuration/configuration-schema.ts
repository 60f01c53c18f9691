import { z } from 'zod';

const text = z
  .string()
  .min(1)
  .max(1_000_000)
  .describe('The configuration file, as it is: YAML, with its comments.');
const why = z.string().min(1).max(500).optional().describe('Why, in words: kept with the revision.');
const revision = z.int().min(1);
const expectedRevision = z
  .int()
  .min(1)
  .optional()
  .describe('Refused with configuration-changed if another revision is applied by then.');
const changes = z
  .array(z.string())
  .describe('What changes, one sentence for each setting. Empty if only comments or the order changed.');

const EXAMPLE_TEXT = 'servers:\n  default:\n    importInterval: 10m\n';
const EXAMPLE_HASH = '8b7df143d91c716ecfa5fc1730022f6b421b05cedee8fd52b1fc65a96030ad52';
const EXAMPLE_CHANGES = ['sync server "default": importInterval is 10m, was 5m'];

/** The body of a check. */
export const checkRequestSchema = z
  .strictObject({ text })
  .meta({ id: 'ConfigurationCheckRequest', examples: [{ text: EXAMPLE_TEXT }] });
export type CheckRequest = z.output<typeof checkRequestSchema>;

/** The body of an application. */
export const applyRequestSchema = z
  .strictObject({
    text,
    why,
    expectedRevision,
  })
  .meta({
    id: 'ConfigurationApplyRequest',
    examples: [{ text: EXAMPLE_TEXT, why: 'fewer imports at night' }],
  });
export type ApplyRequest = z.output<typeof applyRequestSchema>;

/** The body of a rollback. */
export const rollBackRequestSchema = z
  .strictObject({
    revision: revision.describe('The revision whose text is to be applied again.'),
    why,
    expectedRevision,
  })
  .meta({ id: 'ConfigurationRollBackRequest', examples: [{ revision: 6, why: 'the exports were held' }] });
export type RollBackRequest = z.output<typeof rollBackRequestSchema>;

/** One thing that does not fit. */
const findingSchema = z
  .object({
    severity: z.enum(['error', 'warning', 'note']),
    path: z.string(),
    message: z.string(),
    fix: z.string(),
  })
  .meta({ id: 'ConfigurationFinding' });

/** What a check has found. */
export const checkedSchema = z
  .object({ findings: z.array(findingSchema), changes })
  .meta({ id: 'ConfigurationCheck', examples: [{ findings: [], changes: EXAMPLE_CHANGES }] });

export type CheckedConfiguration = z.output<typeof checkedSchema>;

/** What came of an application. */
export const appliedSchema = z
  .object({
    revision: revision.describe('The revision that is applied now.'),
    hash: z.string().describe('SHA-256 of its text, in hexadecimal.'),
    changed: z.boolean().describe('false: this text was applied already, and nothing has changed.'),
    changes,
    findings: z
      .array(findingSchema)
      .describe('Warnings and notes; with errors it would not have been applied.'),
  })
  .meta({
    id: 'ConfigurationApplied',
    examples: [{ revision: 7, hash: EXAMPLE_HASH, changed: true, changes: EXAMPLE_CHANGES, findings: [] }],
  });

export type ConfigurationApplied = z.output<typeof appliedSchema>;

const revisionFields = {
  revision,
  appliedBy: z.string(),
  appliedAt: z.iso.datetime(),
  why: z.string().optional(),
  changes,
  rolledBackTo: z.int().optional().describe('The revision whose text was applied again.'),
  textKept: z.boolean().describe('Whether its text is kept still; if not, it cannot be rolled back to.'),
};

const EXAMPLE_REVISION = {
  revision: 7,
  appliedBy: 'jane',
  appliedAt: '2001-02-03T04:05:06.000Z',
  why: 'fewer imports at night',
  changes: EXAMPLE_CHANGES,
  textKept: true,
};

/** A revision in the list. */
export const revisionSchema = z
  .object(revisionFields)
  .meta({ id: 'ConfigurationRevision', examples: [EXAMPLE_REVISION] });

/** A revision with its text. */
export const revisionWithTextSchema = z
  .object({ ...revisionFields, text: z.string().optional() })
  .meta({ id: 'ConfigurationRevisionWithText', examples: [{ ...EXAMPLE_REVISION, text: EXAMPLE_TEXT }] });

export type ConfigurationRevisionWithText = z.output<typeof revisionWithTextSchema>;

/** The applied configuration. */
export const currentConfigurationSchema = z
  .object({
    ...revisionFields,
    text: z.string(),
    pending: z
      .array(z.string())
      .describe(
        'Sync servers on which it is not in force yet, which are being given up, or which the API that answers knows otherwise still. Each of several APIs speaks for itself.',
      ),
  })
  .meta({
    id: 'AppliedConfiguration',
    examples: [{ ...EXAMPLE_REVISION, text: EXAMPLE_TEXT, pending: [] }],
  });

export type AppliedConfiguration = z.output<typeof currentConfigurationSchema>;

/** All revisions that are kept. */
export const revisionsSchema = z
  .object({ revisions: z.array(revisionSchema) })
  .meta({ id: 'ConfigurationRevisions', examples: [{ revisions: [EXAMPLE_REVISION] }] });

export type ConfigurationRevisions = z.output<typeof revisionsSchema>;

/** The number of a revision in a path. */
export const revisionNumberSchema = z.coerce.number().int().min(1).max(1_000_000_000);
