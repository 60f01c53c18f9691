import type { RunLockEffect } from './effect.js';
import type { RunLockState } from './state.js';

/** A state, and what the shell has to do to reach it, in this order. */
export interface Transition {
  readonly state: RunLockState;
  readonly effects: readonly RunLockEffect[];
}

/** A state that asks nothing of the shell. */
export function unchanged(state: RunLockState): Transition {
  return { state, effects: [] };
}

/** Does one thing for each of several, one after the other. */
export function forEachOf<T>(
  items: readonly T[],
  start: Transition,
  apply: (state: RunLockState, item: T) => Transition,
): Transition {
  return items.reduce<Transition>((transition, item) => {
    const next = apply(transition.state, item);
    return { state: next.state, effects: [...transition.effects, ...next.effects] };
  }, start);
}
