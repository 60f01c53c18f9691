import type { Needs } from '../needs.js';

/**
 * What several runs need together. Answers as `exclude` does for each of them, without asking each: with hundreds of
 * waiting requests that is too slow.
 */
export class Occupied {
  #runs = 0;
  #engine = false;
  #sync = false;
  readonly #managementAgents = new Set<string>();

  constructor(needs: readonly Needs[] = []) {
    for (const one of needs) this.add(one);
  }

  add(needs: Needs): void {
    this.#runs += 1;
    this.#engine ||= needs.engine === 'exclusive';
    this.#sync ||= needs.sync;
    for (const id of needs.managementAgents) this.#managementAgents.add(id);
  }

  /** Whether a run with these needs must not overlap with one of them. */
  excludes(needs: Needs): boolean {
    if (this.#runs === 0) return false;
    return (
      this.#engine ||
      needs.engine === 'exclusive' ||
      (this.#sync && needs.sync) ||
      needs.managementAgents.some((id) => this.#managementAgents.has(id))
    );
  }
}
