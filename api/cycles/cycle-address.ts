import { cycleId } from '../../domain/naming.js';
import { AutoSyncError } from '../../domain/errors.js';

/**
 * The workflow id that a caller means.
 *
 * @param text a whole workflow id, or its end: `<management agent>/<unique part>`. A management agent's name may
 *   hold slashes, the unique part holds none.
 * @throws {AutoSyncError} `unknown-cycle` for what cannot be a cycle of this server
 */
export function cycleAddress(server: string, text: string): string {
  if (text.startsWith(cycleId(server, '', '').slice(0, -1))) return text;
  const slash = text.lastIndexOf('/');
  if (slash > 0 && slash < text.length - 1) {
    return cycleId(server, text.slice(0, slash), text.slice(slash + 1));
  }
  throw new AutoSyncError(
    'unknown-cycle',
    `"${text}" is no cycle of the sync server "${server}". Write ${cycleId(server, '<management agent>', '<unique part>')}, or its last two parts, URL-encoded.`,
  );
}
