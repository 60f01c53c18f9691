import type { RefusalCode, RunRequest } from '../messages.js';
import { SETTLED_KEPT, type RunLockState } from '../state.js';
import type { Transition } from '../transition.js';

/** Remembers that a request has had its end: whatever comes of it later is a duplicate. */
export function settle(state: RunLockState, requestId: string): RunLockState {
  return state.settled.includes(requestId)
    ? state
    : { ...state, settled: [...state.settled, requestId].slice(-SETTLED_KEPT) };
}

/** Answers a request that is in no queue any more. */
export function refuse(
  state: RunLockState,
  { id, cycle }: RunRequest,
  code: RefusalCode,
  reason: string,
): Transition {
  return {
    state: settle(state, id),
    effects: [{ kind: 'answer', cycle, answer: { kind: 'refused', requestId: id, code, reason } }],
  };
}
