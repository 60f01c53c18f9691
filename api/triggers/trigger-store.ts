import type { CycleInput } from '../../domain/cycle/cycle.js';
import type { WebhookSlot } from '../../domain/triggers/webhook-slot.js';
import type { StartedCycle } from '../cycles/cycle-store.js';

/** How a trigger stands: what its schedule knows. */
export interface TriggerState {
  readonly paused: boolean;
  /** Who paused or resumed it, and why; else what it does. */
  readonly note?: string;
  /** ISO 8601, UTC. */
  readonly lastFired?: string;
  /** ISO 8601, UTC. */
  readonly nextFiring?: string;
}

/** What the API needs of Temporal about triggers. Every method may reject with `temporal-unreachable`. */
export interface TriggerStore {
  /** @returns `undefined` for one that has no schedule (yet) */
  state(server: string, trigger: string): Promise<TriggerState | undefined>;

  /**
   * Lets a trigger fire no more, or again. To do it twice changes nothing but the note.
   * @throws {AutoSyncError} `unknown-trigger` for one that has no schedule
   */
  setPaused(server: string, trigger: string, paused: boolean, note: string): Promise<void>;

  /**
   * Starts the cycle of a webhook's slot at its end, or finds the one that waits for that already.
   * @throws {AutoSyncError} `webhook-replayed` when that one has begun: it cannot know what this request is about
   */
  startInSlot(input: CycleInput, slot: WebhookSlot): Promise<StartedCycle>;
}

/** Nest's name for the {@link TriggerStore}. */
export const TRIGGER_STORE = Symbol('TriggerStore');
