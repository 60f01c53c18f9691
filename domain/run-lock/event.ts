import type { Control } from './control.js';
import type { EngineObservation } from './engine-observation.js';
import type { MessageToRunLock } from './messages.js';
import type { ShutTime } from './no-start/window.js';
import type { RunLockConfiguration } from './state.js';

/** Everything that can happen to a run lock. */
export type RunLockEvent =
  /** A cycle says something. */
  | { readonly kind: 'message'; readonly message: MessageToRunLock }
  /** The engine was looked at. `closedCycles`: of the cycles that hold leases or wait, those that are found to have ended. */
  | {
      readonly kind: 'engine-observed';
      readonly observation: EngineObservation;
      readonly closedCycles?: readonly string[];
    }
  | { readonly kind: 'engine-unreachable'; readonly reason: string }
  /** The cycle that an answer was meant for has ended: it needs nothing any more. */
  | { readonly kind: 'answer-undeliverable'; readonly requestId: string }
  | { readonly kind: 'configured'; readonly configuration: RunLockConfiguration }
  | { readonly kind: 'control'; readonly control: Control }
  /** The no-start windows of the configuration, as a calendar. It is known until `until`, milliseconds since 1970. */
  | { readonly kind: 'shut-times-known'; readonly shutTimes: readonly ShutTime[]; readonly until: number }
  /**
   * A run lock that has started from nothing learns which cycles were open: it hears each of them first. `complete`: no
   * more will come.
   */
  | { readonly kind: 'open-cycles-listed'; readonly cycles: readonly string[]; readonly complete: boolean }
  /** Cycles that were to be heard have ended. */
  | { readonly kind: 'cycles-closed'; readonly cycles: readonly string[] }
  /** Nothing but that time has passed: see `nextTick`. */
  | { readonly kind: 'tick' };
