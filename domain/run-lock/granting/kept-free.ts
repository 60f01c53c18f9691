import type { WaitingEntry } from '../state.js';
import { Occupied } from './occupied.js';
import { isAlone, type LetsPass } from './policy.js';

/** What is kept free for those who wait, so that nobody who came later keeps them waiting. */
export class KeptFree {
  readonly #fromAll = new Occupied();
  readonly #fromSideBySide = new Occupied();
  readonly #fromAlone = new Occupied();
  /** Who asked later than this waits for one that must be alone. Milliseconds since 1970. */
  #lastAsked = Number.POSITIVE_INFINITY;

  /** Keeps free what a request needs that must wait. */
  keep(entry: WaitingEntry, letsPass: LetsPass): void {
    if (letsPass === 'everybody') return;
    if (letsPass === 'nobody') this.#fromAll.add(entry.needs);
    else if (letsPass === 'other-kind') this.#fromKindOf(entry).add(entry.needs);
    else this.#lastAsked = Math.min(this.#lastAsked, letsPass);
  }

  /** Whether a request must let another go first. */
  keepsAway(entry: WaitingEntry): boolean {
    return (
      entry.since > this.#lastAsked ||
      this.#fromAll.excludes(entry.needs) ||
      this.#fromKindOf(entry).excludes(entry.needs)
    );
  }

  #fromKindOf(entry: WaitingEntry): Occupied {
    return isAlone(entry) ? this.#fromAlone : this.#fromSideBySide;
  }
}
