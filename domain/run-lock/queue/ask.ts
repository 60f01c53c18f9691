import { wouldHasten } from '../granting/hold.js';
import { isMoreUrgent } from '../granting/queue-order.js';
import { backInQueue } from '../holds/judge-anew.js';
import type { RunRequest } from '../messages.js';
import type { RunLockState } from '../state.js';
import { forEachOf, unchanged, type Transition } from '../transition.js';
import { findRequest } from './drop.js';
import { equalWaiting, join } from './join.js';
import { mayRun } from './may-run.js';
import { requestedManagementAgent, resolveRequest, type Resolved } from './resolve-request.js';
import { refuse, refuseAll, settle, tell, type Refusal } from './settle.js';
import { describeWanted, isSameWanted } from './wanted.js';

/** Takes a request in. One that has been here before changes nothing. */
export function askFor(state: RunLockState, request: RunRequest, now: number): Transition {
  const seen = state.settled.includes(request.id) || findRequest(state, request.id) !== undefined;
  if (seen) return unchanged(state);
  const resolution = resolveRequest(state, request);
  if (resolution.kind === 'resolved') return enqueue(state, request, resolution, now);
  if (resolution.code === 'not-wanted') return refuse(state, request, resolution);
  const forbidden = mayRunUnresolved(state, request);
  if (forbidden) return refuse(state, request, forbidden);
  const same = request.repeats ? sameUnresolved(state, request) : undefined;
  if (same)
    return coalesceAtOnce(state, request, { into: same.cycle, runProfile: describeWanted(same.wanted) });
  // The engine may have a management agent or run profile that is newer than the catalogue.
  return unchanged({ ...state, unresolved: [...state.unresolved, request] });
}

/** Why a request that has not been looked up may not run, as far as that can be told by now. */
function mayRunUnresolved(state: RunLockState, request: RunRequest): Refusal | undefined {
  return mayRun(state, requestedManagementAgent(state, request)?.id ?? request.managementAgent);
}

/** One that waits for the catalogue and says the same: whatever it comes down to, the other would not hasten it. */
function sameUnresolved(state: RunLockState, request: RunRequest): RunRequest | undefined {
  return state.unresolved.find(
    (other) =>
      other.managementAgent.toLowerCase() === request.managementAgent.toLowerCase() &&
      isSameWanted(other.wanted, request.wanted) &&
      (other.exclusive ?? false) === (request.exclusive ?? false) &&
      other.trigger === request.trigger &&
      !isMoreUrgent(request.urgency, other.urgency),
  );
}

/** The catalogue is fresh: what still does not resolve does not exist. */
export function refuseUnresolved(state: RunLockState, now: number): Transition {
  return forEachOf(state.unresolved, unchanged({ ...state, unresolved: [] }), (next, request) => {
    const resolution = resolveRequest(next, request);
    return resolution.kind === 'resolved'
      ? enqueue(next, request, resolution, now)
      : refuse(next, request, resolution);
  });
}

/** The configuration has changed: what could not be resolved is tried again, and goes on waiting for the catalogue if it must. */
export function resolveAgain(state: RunLockState, now: number): Transition {
  if (!state.catalogue || state.unresolved.length === 0) return unchanged(state);
  return forEachOf(state.unresolved, unchanged({ ...state, unresolved: [] }), (next, request) =>
    askFor(next, request, now),
  );
}

/**
 * Puts a request into the queue. One that equals a *waiting* one joins it: that run has not started, so it will see
 * this one's changes too. One that equals a *running* one waits: the running one may have missed them.
 */
function enqueue(state: RunLockState, request: RunRequest, resolved: Resolved, now: number): Transition {
  const { managementAgentId, runProfile, needs } = resolved;
  const forbidden = mayRun(state, managementAgentId);
  if (forbidden) return refuse(state, request, forbidden);
  const equal = equalWaiting(state, {
    managementAgentId,
    runProfile,
    exclusive: request.exclusive ?? false,
  });
  const { hold: held, approved } = request;
  if (held || !equal) {
    // What is held carries those who want the same: none of them may run before an operator has decided.
    const joined = equal ? [equal.request, ...equal.joined] : [];
    const judged = held ? { held } : approved ? { approved } : {};
    const entry = { request, joined, managementAgentId, runProfile, needs, since: now, ...judged };
    return unchanged({ ...state, waiting: [...state.waiting.filter((one) => one !== equal), entry] });
  }
  if (!request.repeats || wouldHasten(state, equal, request, now)) {
    return unchanged(lookAgain(join(state, equal, [request]), request, now));
  }
  return coalesceAtOnce(state, request, { into: equal.request.cycle, runProfile: equal.runProfile });
}

/** Tells who repeats a request whose run does its work, too. */
function coalesceAtOnce(
  state: RunLockState,
  request: RunRequest,
  carrier: { readonly into: string; readonly runProfile: string },
): Transition {
  return {
    state: settle(state, request.id),
    effects: [tell(request, { kind: 'coalesced', ...carrier })],
  };
}

/**
 * More has become pending than the operator is shown who is to decide on a held export: what is held goes back into the
 * queue, to be counted anew when its turn comes.
 */
function lookAgain(state: RunLockState, request: RunRequest, now: number): RunLockState {
  if (request.urgency !== 'continuation') return state;
  return { ...state, waiting: backInQueue(state.waiting, ({ joined }) => joined.includes(request), now) };
}

/**
 * Takes everything out of the queue that may not run now: its management agent, or the server, has been stopped or
 * disabled. Of what has not been looked up, as much as can be told by now.
 */
export function refuseWhatMayNotRun(state: RunLockState): Transition {
  const forbidden = [
    ...state.waiting.map(({ managementAgentId, request, joined }) => ({
      requests: [request, ...joined],
      why: mayRun(state, managementAgentId),
    })),
    ...state.unresolved.map((request) => ({ requests: [request], why: mayRunUnresolved(state, request) })),
  ];
  const refused = new Set(forbidden.flatMap(({ requests, why }) => (why ? requests : [])));
  if (refused.size === 0) return unchanged(state);
  const left = {
    ...state,
    waiting: state.waiting.filter(({ request }) => !refused.has(request)),
    unresolved: state.unresolved.filter((request) => !refused.has(request)),
  };
  return forEachOf(forbidden, unchanged(left), (next, { requests, why }) =>
    why ? refuseAll(next, requests, why) : unchanged(next),
  );
}
