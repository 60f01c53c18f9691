import type { RunRequest } from '../messages.js';
import { SETTLED_KEPT, type Lease, type RunLockState, type WaitingEntry } from '../state.js';
import { join, equalWaiting } from './join.js';

/**
 * Forgets a request, wherever it is: in the queue, joined to another, or granted and not yet used. One that is not
 * here yet is forgotten in advance, since a withdrawal may overtake its request.
 */
export function dropRequest(state: RunLockState, requestId: string): RunLockState {
  if (state.settled.includes(requestId)) return state;
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
  return settle(lease ? takeOver(next, lease) : next, requestId);
}

/** What stays in the queue of an entry whose own request is gone: the first that joined it has its place. */
function heirOf(entry: WaitingEntry): readonly WaitingEntry[] {
  const [request, ...joined] = entry.joined;
  return request ? [{ ...entry, request, joined }] : [];
}

/**
 * A run that was to carry several requests does not happen: the first one that joined asks in its own name, in the place
 * of the queue that the run had, or they all join an equal run that waits by now.
 */
export function takeOver(state: RunLockState, lease: Lease): RunLockState {
  const [request, ...joined] = lease.joined;
  if (!request) return state;
  const equal = equalWaiting(state, { ...lease, exclusive: request.exclusive ?? false });
  if (equal) return join(state, equal, lease.joined);
  const { managementAgentId, runProfile, needs, askedAt: since } = lease;
  const entry = { request, joined, managementAgentId, runProfile, needs, since };
  return { ...state, waiting: [entry, ...state.waiting].toSorted((a, b) => a.since - b.since) };
}

/** Remembers that a request has had its end: whatever comes of it later is a duplicate. */
export function settle(state: RunLockState, requestId: string): RunLockState {
  return state.settled.includes(requestId)
    ? state
    : { ...state, settled: [...state.settled, requestId].slice(-SETTLED_KEPT) };
}

/** A request that waits, has joined another, or runs. */
export function findRequest(state: RunLockState, requestId: string): RunRequest | undefined {
  const carried = [...state.waiting, ...state.leases].flatMap(({ request, joined }) =>
    request ? [request, ...joined] : joined,
  );
  return [...carried, ...state.unresolved].find((request) => request.id === requestId);
}
