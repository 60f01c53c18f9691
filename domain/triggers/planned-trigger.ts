import type { CycleInput } from '../cycle/cycle.js';
import type { Timetable } from './clock-times.js';

/** When a trigger fires. */
export type Firing =
  /** Shifted by the offset against the others, so that not all of them fire at the same moment. */
  | { readonly kind: 'interval'; readonly everyMs: number; readonly offsetMs: number }
  | { readonly kind: 'scheduled'; readonly timetable: Timetable }
  /** When another program says so; one cycle in this time at most. */
  | { readonly kind: 'webhook'; readonly minIntervalMs: number };

/** A trigger that is to exist, on a management agent that the engine has. */
export interface PlannedTrigger {
  /** Its name; one of an import interval has an id of its own making, see `importTriggerId`. */
  readonly id: string;
  readonly firing: Firing;
  /** What it starts each time. */
  readonly cycle: CycleInput;
}
