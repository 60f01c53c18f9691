import type { RunRequest } from '../messages.js';
import type { Lease, RunLockState, WaitingEntry } from '../state.js';
import { unchanged, type Transition } from '../transition.js';
import { needsNow } from './fresh-needs.js';
import { equalWaiting, join } from './join.js';
import { mayRun } from './may-run.js';
import { refuseAll, settle } from './settle.js';

/**
 * Forgets a request, wherever it is: in the queue, joined to another, or granted and not yet used. One that is not
 * here yet is forgotten in advance, since a withdrawal may overtake its request.
 */
export function dropRequest(state: RunLockState, requestId: string): Transition {
  if (state.settled.includes(requestId)) return unchanged(state);
  const without = (requests: readonly RunRequest[]) => requests.filter(({ id }) => id !== requestId);
  const lease = state.leases.find((held) => held.request?.id === requestId);
  const next: RunLockState = {
    ...state,
    waiting: state.waiting.flatMap((entry) =>
      entry.request.id === requestId ? heirOf(entry) : [{ ...entry, joined: without(entry.joined) }],
    ),
    unresolved: without(state.unresolved),
    leases: state.leases
      .filter((held) => held !== lease)
      .map((held) => ({ ...held, joined: without(held.joined) })),
  };
  const dropped = settle(next, requestId);
  return lease ? takeOver(dropped, lease) : unchanged(dropped);
}

/** What stays in the queue of an entry whose own request is gone: the first that joined it has its place. */
function heirOf(entry: WaitingEntry): readonly WaitingEntry[] {
  const [request, ...joined] = entry.joined;
  return request ? [{ ...entry, request, joined }] : [];
}

/**
 * A run that was to carry several requests does not happen: the first one that joined asks in its own name, in the place
 * of the queue that the run had, or they all join an equal run that waits by now. If the management agent has been
 * stopped meanwhile, all are refused.
 */
export function takeOver(state: RunLockState, lease: Lease): Transition {
  const [request, ...joined] = lease.joined;
  if (!request) return unchanged(state);
  const { managementAgentId, runProfile, askedAt: since } = lease;
  const forbidden = mayRun(state, managementAgentId);
  if (forbidden) return refuseAll(state, lease.joined, forbidden);
  const run = { managementAgentId, runProfile, exclusive: request.exclusive ?? false };
  const equal = equalWaiting(state, run);
  if (equal) return unchanged(join(state, equal, lease.joined));
  // The rules may have changed since the lease was granted.
  const entry = { request, joined, managementAgentId, runProfile, needs: needsNow(state, run), since };
  return unchanged({
    ...state,
    waiting: [entry, ...state.waiting].toSorted((a, b) => a.since - b.since),
  });
}

/** All requests that have not had their end: those that wait, have joined another, run, or have yet to be looked up. */
export function openRequests({ waiting, leases, unresolved }: RunLockState): readonly RunRequest[] {
  const carried = [...waiting, ...leases].flatMap(({ request, joined }) =>
    request ? [request, ...joined] : joined,
  );
  return [...carried, ...unresolved];
}

/** A request that has not had its end. */
export function findRequest(state: RunLockState, requestId: string): RunRequest | undefined {
  const isMeant = ({ id }: RunRequest) => id === requestId;
  for (const { request, joined } of [...state.waiting, ...state.leases]) {
    const found = request && isMeant(request) ? request : joined.find(isMeant);
    if (found) return found;
  }
  return state.unresolved.find(isMeant);
}
