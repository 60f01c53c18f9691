import { z } from 'zod';
import { AutoSyncError } from '../../domain/errors.js';

/**
 * Checks a piece of a request against its schema.
 *
 * @param what the piece, for the message
 * @throws `invalid-input`, naming each path and what is wrong with it
 */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `${[what, ...issue.path.map(String)].join('.')}: ${issue.message}`,
  );
  throw new AutoSyncError('invalid-input', problems.join('; '));
}
