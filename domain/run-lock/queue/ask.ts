import { findManagementAgent } from '../../management-agent/management-agent.js';
import { wouldHasten } from '../granting/hold.js';
import { backInQueue } from '../holds/judge-anew.js';
import type { RunRequest } from '../messages.js';
import type { RunLockState } from '../state.js';
import { forEachOf, unchanged, type Transition } from '../transition.js';
import { findRequest } from './drop.js';
import { equalWaiting, join } from './join.js';
import { mayRun } from './may-run.js';
import { resolveRequest, type Resolved } from './resolve-request.js';
import { refuse, refuseAll, settle } from './settle.js';

/** Takes a request in. One that has been here before changes nothing. */
export function askFor(state: RunLockState, request: RunRequest, now: number): Transition {
  const seen = state.settled.includes(request.id) || findRequest(state, request.id) !== undefined;
  if (seen) return unchanged(state);
  const resolution = resolveRequest(state, request);
  if (resolution.kind === 'resolved') return enqueue(state, request, resolution, now);
  if (resolution.code === 'not-wanted') return refuse(state, request, resolution);
  const known = findManagementAgent(state.catalogue ?? [], request.managementAgent);
  const forbidden = known && mayRun(state, known.id);
  if (forbidden) return refuse(state, request, forbidden);
  // The engine may have a management agent or run profile that is newer than the catalogue.
  return unchanged({ ...state, unresolved: [...state.unresolved, request] });
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
  const { id, cycle } = request;
  const into = equal.request.cycle;
  return {
    state: settle(state, id),
    effects: [
      {
        kind: 'answer',
        cycle,
        answer: { kind: 'coalesced', requestId: id, into, runProfile: equal.runProfile },
      },
    ],
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

/** Takes everything out of the queue that may not run now: its management agent, or the server, has been stopped or disabled. */
export function refuseWhatMayNotRun(state: RunLockState): Transition {
  const forbidden = state.waiting.filter((entry) => mayRun(state, entry.managementAgentId));
  if (forbidden.length === 0) return unchanged(state);
  const left = { ...state, waiting: state.waiting.filter((entry) => !forbidden.includes(entry)) };
  return forEachOf(forbidden, unchanged(left), (next, entry) => {
    const why = mayRun(state, entry.managementAgentId);
    return why ? refuseAll(next, [entry.request, ...entry.joined], why) : unchanged(next);
  });
}
