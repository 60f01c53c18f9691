import { toCycleOf, type RunLockEffect } from '../effect.js';
import type { AnswerWithoutId, RefusalCode, RunRequest } from '../messages.js';
import { SETTLED_KEPT, type Lease, type RunLockState } from '../state.js';
import { forEachOf, unchanged, type Transition } from '../transition.js';

/** Remembers that a request has had its end: whatever comes of it later is a duplicate. */
export function settle(state: RunLockState, requestId: string): RunLockState {
  return state.settled.includes(requestId)
    ? state
    : { ...state, settled: [...state.settled, requestId].slice(-SETTLED_KEPT) };
}

/** Takes a lease away: its request has had its end. Who had joined it is left to the caller. */
export function withoutLease(state: RunLockState, lease: Lease): RunLockState {
  const freed = { ...state, leases: state.leases.filter((held) => held !== lease) };
  return lease.request ? settle(freed, lease.request.id) : freed;
}

/** Why something is refused: a code, and a sentence. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly reason: string;
}

/** The effect that tells whoever has asked what became of it. */
export function tell(request: RunRequest, answer: AnswerWithoutId): RunLockEffect {
  return { kind: 'answer', ...toCycleOf(request), answer: { requestId: request.id, ...answer } };
}

/** Answers a request that is in no queue any more. */
export function refuse(state: RunLockState, request: RunRequest, { code, reason }: Refusal): Transition {
  return {
    state: settle(state, request.id),
    effects: [tell(request, { kind: 'refused', code, reason })],
  };
}

/** Answers all who want the same. */
export function refuseAll(
  state: RunLockState,
  requests: readonly RunRequest[],
  refusal: Refusal,
): Transition {
  return forEachOf(requests, unchanged(state), (next, request) => refuse(next, request, refusal));
}
