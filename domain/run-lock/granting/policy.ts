import type { Lease, RunLockState, WaitingEntry } from '../state.js';
import { isOverdue, urgencyOf } from './queue-order.js';

/*
 * Who may pass whom. Two questions to each policy: may this request start now, if nothing that runs is in its way? And
 * if it must wait: does it keep others waiting that would keep it waiting longer?
 *
 * Whoever has waited too long, or was put to the front by an operator, is above all policies: may start, and lets nobody
 * pass.
 */

/** What a policy goes by, beside the request itself. */
export interface Situation {
  readonly state: RunLockState;
  /** Runs that go on, those included that have been granted a moment ago. */
  readonly leases: readonly Lease[];
  /** When the oldest request that waits and must be alone was made; `undefined` if none waits. Milliseconds since 1970. */
  readonly oldestAlone: number | undefined;
  /** One that must be alone runs, or has its turn to do so next: one at a time. */
  readonly turnTaken: boolean;
  readonly now: number;
}

/** Whether a run must be alone on the engine. */
export function isAlone(run: WaitingEntry | Lease): boolean {
  return run.needs.engine === 'exclusive';
}

/** Whether a request may start now, if no run is in its way. */
export function mayStart(entry: WaitingEntry, situation: Situation): boolean {
  const { state, oldestAlone } = situation;
  if (state.configuration.policy !== 'batch' || isAboveThePolicy(entry, situation)) return true;
  if (isAlone(entry)) return state.turn === 'alone' || !sideBySideGoesOn(situation);
  if (oldestAlone === undefined) return true;
  if (state.turn === 'alone') return false;
  return entry.since <= oldestAlone || carriesOn(entry, situation) || endsInTheShadow(entry, situation);
}

/**
 * Whom a request that must wait lets pass.
 *
 * - `other-kind`: what runs side by side lets pass what must be alone, and the other way round.
 * - A number: those who asked up to this moment; milliseconds since 1970.
 */
export type LetsPass = 'nobody' | 'everybody' | 'other-kind' | number;

/** Whom a request that must wait lets pass. */
export function letsPass(entry: WaitingEntry, situation: Situation): LetsPass {
  if (isAboveThePolicy(entry, situation)) return 'nobody';
  switch (situation.state.configuration.policy) {
    case 'fifo':
      return 'nobody';
    case 'yield-queued':
      if (!isAlone(entry)) return 'nobody';
      return entry.turnSince ?? (situation.turnTaken ? 'everybody' : situation.now);
    case 'yield-all':
      return isAlone(entry) ? 'everybody' : 'nobody';
    case 'batch':
      // The turns decide between the two kinds.
      return 'other-kind';
  }
}

/** Whose turn it is next under policy `batch`. */
export function nextTurn(situation: Situation): RunLockState['turn'] {
  const { state, leases, oldestAlone } = situation;
  if (leases.some(isAlone)) return 'alone';
  return oldestAlone === undefined ? 'side-by-side' : state.turn;
}

/** What runs side by side ends before what must be alone has its turn. */
function sideBySideGoesOn({ leases }: Situation): boolean {
  return leases.some((lease) => !isAlone(lease));
}

/**
 * Whether the run carries a cycle on while something else runs anyway: what must be alone waits for that in any case, and
 * the cycle ends sooner.
 */
function carriesOn(entry: WaitingEntry, { leases }: Situation): boolean {
  return leases.length > 0 && urgencyOf(entry) === 'continuation';
}

/**
 * Whether the run would be over before those that go on anyway: then it keeps nobody waiting.
 *
 * A run lasts about as long as the last one with the same profile. One that is over its time already is taken to go on
 * for as long as it is; of one that never ran nothing is known.
 */
function endsInTheShadow(entry: WaitingEntry, { state, leases, now }: Situation): boolean {
  const duration = lastDuration(state, entry);
  if (duration === undefined) return false;
  const ends = leases.map((lease) => {
    const end = usualEnd(state, lease);
    return end < now ? now + (now - end) : end;
  });
  return now + duration <= Math.max(...ends, 0);
}

/**
 * When a request that waits would start in the shadow of a run that is over its time by then; `undefined` if it would
 * not, or may already. Milliseconds since 1970.
 */
export function shadowFrom(state: RunLockState, entry: WaitingEntry, now: number): number | undefined {
  const duration = lastDuration(state, entry);
  if (state.configuration.policy !== 'batch' || isAlone(entry) || duration === undefined) return undefined;
  const first = Math.min(...state.leases.map((lease) => usualEnd(state, lease) + duration));
  return first > now && Number.isFinite(first) ? first : undefined;
}

function usualEnd(state: RunLockState, lease: Lease): number {
  return lease.since + (lastDuration(state, lease) ?? 0);
}

function lastDuration(state: RunLockState, run: WaitingEntry | Lease): number | undefined {
  return state.durations[run.managementAgentId]?.[run.runProfile.toLowerCase()];
}

function isAboveThePolicy(entry: WaitingEntry, { state, now }: Situation): boolean {
  return entry.movedToFrontAt !== undefined || isOverdue(entry, state.configuration.longestWaitMs, now);
}
