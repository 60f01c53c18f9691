import { findManagementAgent } from '../../../domain/management-agent/management-agent.js';
import { AutoSyncError, type ErrorCode } from '../../../domain/errors.js';
import type { ServerStatus } from '../../../api/servers/server-status.js';
import { shortCycle } from '../printing/names.js';
import { printable } from '../printing/printable.js';

/** What a person may name: a request of the queue, or one that is held. */
export interface Nameable {
  readonly requestId: string;
  readonly managementAgent: string;
}

/**
 * The request that was named: by its id, by the end of it that commands show, or by the name or id of its management
 * agent if that has only one.
 *
 * @throws {AutoSyncError} with the code given, and what there is to choose from
 */
export function requestMeant<Request extends Nameable>(
  requests: readonly Request[],
  named: string,
  { server, managementAgents }: Pick<ServerStatus, 'server' | 'managementAgents'>,
  words: { readonly code: ErrorCode; readonly none: string; readonly what: string },
): Request {
  const exact = requests.find(
    ({ requestId }) => requestId === named || shortCycle(server, requestId) === named,
  );
  if (exact) return exact;
  // One that the engine has no longer may have a request still.
  const meant = findManagementAgent(managementAgents, named)?.name ?? named;
  const [only, ...others] = requests.filter(({ managementAgent }) => managementAgent === meant);
  if (only && others.length === 0) return only;
  const list = (some: readonly Nameable[]) =>
    some.map(({ requestId }) => printable(shortCycle(server, requestId))).join(', ');
  if (only) {
    throw new AutoSyncError(
      words.code,
      `${printable(named)} has ${others.length + 1} ${words.what}: say which (${list([only, ...others])}).`,
    );
  }
  throw new AutoSyncError(
    words.code,
    requests.length === 0
      ? `${words.none} on the sync server ${server}.`
      : `There is no "${printable(named)}" among the ${words.what}: ${list(requests)}.`,
  );
}
