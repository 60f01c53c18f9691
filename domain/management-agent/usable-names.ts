import { AutoSyncError } from '../errors.js';
import { bytesInIds, LONGEST_NAME } from '../naming.js';
import { selectedPartitions, type ManagementAgent } from './management-agent.js';

/** How much of a name a message shows. */
const SHOWN = 60;

/**
 * A catalogue of which every name can be part of ids in Temporal, be searched for, and come back as it was. What takes
 * part in no run may be named anyhow.
 *
 * @throws {AutoSyncError} `unusable-name` for a name that is empty, too long, no well-formed Unicode (half of a character:
 *   two such names become one), or holds a NUL (which PostgreSQL takes in no text)
 */
export function requireUsableNames(catalogue: readonly ManagementAgent[]): readonly ManagementAgent[] {
  for (const ma of catalogue) {
    requireUsable(ma.name, `The management agent ${ma.id}`);
    for (const { id, name } of selectedPartitions(ma)) {
      requireUsable(name, `The partition ${id} of "${ma.name}"`);
    }
    for (const { name } of ma.runProfiles) requireUsable(name, `A run profile of "${ma.name}"`);
  }
  return catalogue;
}

function requireUsable(name: string, what: string): void {
  const why = whyUnusable(name);
  if (why === undefined) return;
  const shown = JSON.stringify(name.slice(0, SHOWN)) + (name.length > SHOWN ? '…' : '');
  throw new AutoSyncError('unusable-name', `${what} is named ${shown}, which cannot be used: ${why}.`);
}

function whyUnusable(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (!name.isWellFormed()) return 'it holds half of a character (a lone surrogate)';
  if (name.includes('\0')) return 'it holds a NUL';
  const bytes = bytesInIds(name);
  return bytes > LONGEST_NAME
    ? `it has ${bytes} bytes (in UTF-8, where "/" and "%" count three), and may have ${LONGEST_NAME}`
    : undefined;
}
