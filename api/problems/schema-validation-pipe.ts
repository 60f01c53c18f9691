import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { AutoSyncError } from '../../domain/errors.js';

/** Longer values are cut in messages: a message is read by people. */
const LONGEST_QUOTED_VALUE = 80;

/**
 * Checks a body, a query or path parameters against the schema of its decorator. Nest's own pipe cannot name the
 * value that is wrong, and its errors are no problems of ours.
 */
export class SchemaValidationPipe implements PipeTransform {
  /** @throws {AutoSyncError} `invalid-input` that names each path, its value and what is wrong with it */
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.schema === undefined) return value;
    const result = await metadata.schema['~standard'].validate(value);
    if (result.issues === undefined) return result.value;
    const problems = result.issues.map((issue) =>
      describeIssue(metadata.type, value, {
        message: issue.message,
        path: (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment)),
      }),
    );
    throw new AutoSyncError('invalid-input', `${problems.join('; ')}.`);
  }
}

/**
 * One wrong value in words: `body.managementAgent is 5: expected string, received number`.
 *
 * @param where `body`, `query` or `param`
 * @param value the whole value that was checked
 */
export function describeIssue(
  where: string,
  value: unknown,
  issue: { readonly message: string; readonly path: readonly PropertyKey[] },
): string {
  const path = [where === 'param' ? 'path' : where, ...issue.path.map(String)].join('.');
  const found = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
  if (where === 'body' && value === undefined) {
    return 'the body is missing: send JSON, with Content-Type: application/json';
  }
  const message = issue.message.replace(/^Invalid input: /, '').replace(/\.$/, '');
  if (found === undefined) return `${path} is missing: ${message}`;
  const quoted = JSON.stringify(found);
  const shown = quoted.length > LONGEST_QUOTED_VALUE ? `${quoted.slice(0, LONGEST_QUOTED_VALUE)}…` : quoted;
  return issue.path.length === 0 ? `${path}: ${message}` : `${path} is ${shown}: ${message}`;
}
