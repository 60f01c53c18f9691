import { expect } from 'vitest';
import { carry, unpack, type CarriedRunLockState } from '../../../domain/run-lock/carried-state.js';
import { nextTick } from '../../../domain/run-lock/next-tick.js';
import type { RunLockState } from '../../../domain/run-lock/state.js';
import type { History, RecordedStep, Reducer } from '../history.js';

/** A message or a control that comes again, at once or when all is over, changes nothing and answers nothing. */
export function repetitionChangesNothing({ steps, final }: History, reducer: Reducer): void {
  for (const step of steps) {
    if (step.repeated) expectNoChange(step.before, step.now, step);
    const { event, now } = step;
    if (event.kind !== 'message' && event.kind !== 'answer-undeliverable' && event.kind !== 'control')
      continue;
    for (const state of [step.after, final]) {
      const { state: after, effects } = reducer(state, event, now);
      expectNoChange(state, now, { ...step, after, effects });
    }
  }

  /** Time may have passed since the event before: what that alone brings is not meant. */
  function expectNoChange(before: RunLockState, now: number, { after, effects, event }: RecordedStep): void {
    if (before === after && effects.length === 0) return;
    const tick = reducer(before, { kind: 'tick' }, now);
    if (tick.effects.length === effects.length && memory(tick.state) === memory(after)) return;
    throw new Error(`${JSON.stringify(event)} changed ${memory(before)} to ${memory(after)}`);
  }
}

/** A state as it is remembered, without the number that counts its changes. */
function memory(state: RunLockState): string {
  return JSON.stringify({ ...state, version: 0, catalogue: undefined });
}

/** Whatever else a run lock might go by than its state, the event and the time. */
export function sameEventsSameState(history: History, reducer: Reducer): void {
  expectSameReplay(history, reducer, (state) => state);
}

/** As continue-as-new does it, again and again. */
export function stateSurvivesJson(history: History, reducer: Reducer): void {
  expectSameReplay(history, reducer, (state, position) =>
    position % 8 === 0 ? unpack(JSON.parse(JSON.stringify(carry(state))) as CarriedRunLockState) : state,
  );
}

function expectSameReplay(
  { steps, start, final }: History,
  reducer: Reducer,
  carried: (state: RunLockState, position: number) => RunLockState,
): void {
  let state = start;
  for (const [position, { event, now, effects }] of steps.entries()) {
    const transition = reducer(carried(state, position), event, now);
    if (JSON.stringify(transition.effects) !== JSON.stringify(effects)) {
      throw new Error(`${JSON.stringify(event)} now answers ${JSON.stringify(transition.effects)}`);
    }
    state = transition.state;
  }
  // In what order a state says what it says is nothing to go by; to compare it thoroughly takes long.
  if (inOrder(state) !== inOrder(final)) expect(state).toEqual(final);
}

function inOrder(state: RunLockState): string {
  return JSON.stringify(Object.entries(state).toSorted(([a], [b]) => a.localeCompare(b)));
}

/** Longer than any history. */
const FAR = 10_000_000;

/** The shell wakes the run lock when that says so: until then, it has nothing to do. */
export function timeAloneLetsNothingStartEarlier({ steps }: History, reducer: Reducer): void {
  for (const { after, now } of steps) {
    if (after.waiting.length === 0) continue;
    const next = nextTick(after, now) ?? now + FAR;
    if (next <= now) throw new Error(`The next tick is due at ${next}, which is over at ${now}`);
    const { effects } = reducer(after, { kind: 'tick' }, next - 1);
    if (effects.length > 0)
      throw new Error(`${JSON.stringify(effects)} before the tick that is due at ${next}`);
  }
}
