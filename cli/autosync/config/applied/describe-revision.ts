import type { ConfigurationRevisionWithText } from '../../../../api/configuration/configuration-schema.js';
import { AutoSyncError } from '../../../../domain/errors.js';
import { moment, type Look } from '../../printing/look.js';
import { printable } from '../../printing/printable.js';

/** A revision as the API lists it. */
export type ListedRevision = Omit<ConfigurationRevisionWithText, 'text'>;

/** Who applied a revision, when and why, and what it changed: a line each. */
export function describeRevision(revision: ListedRevision, look: Look): readonly string[] {
  const { appliedAt, appliedBy, why, rolledBackTo, changes } = revision;
  return [
    `Revision ${revision.revision}, applied ${moment(appliedAt, look)} by ${printable(appliedBy)}${why === undefined ? '' : `: ${printable(why)}`}`,
    ...(rolledBackTo === undefined ? [] : [`The text of revision ${rolledBackTo} again`]),
    ...changes.map((change) => `  ${printable(change)}`),
  ];
}

/** What a revision changed, on one line. */
export function summaryOfChanges({ revision, changes, rolledBackTo, textKept }: ListedRevision): string {
  const [first = revision === 1 ? 'the first' : 'no setting', ...others] = changes;
  const what = `${printable(first)}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
  const back = rolledBackTo === undefined ? '' : `back to ${rolledBackTo}: `;
  return `${back}${what}${textKept ? '' : ' (its text is not kept)'}`;
}

/**
 * The text of a revision.
 *
 * @throws {AutoSyncError} `revision-text-gone`
 */
export function keptTextOf({ revision, text }: ConfigurationRevisionWithText): string {
  if (text !== undefined) return text;
  throw new AutoSyncError(
    'revision-text-gone',
    `The text of revision ${revision} is not kept any more: the oldest go first.`,
  );
}
