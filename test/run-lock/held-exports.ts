import type { Control } from '../../domain/run-lock/control.js';
import type { ExportFigures } from '../../domain/thresholds/judge-pending-exports.js';
import type { RunLockState, WaitingEntry } from '../../domain/run-lock/state.js';
import type { AskedRequest, HeldExportsOfWorld, KnownRun, UndecidedExport } from './history.js';

/** Adds pending at the first hold of a history: each one has more, so that it can be told by them. */
const FIRST_ADDS = 10;

/** Keeps account of held exports beside the run lock, without its rules. */
export class HeldExports {
  readonly #undecided = new Map<string, UndecidedExport>();
  readonly #decided = new Set<string>();
  readonly #approved = new Map<number, KnownRun>();
  readonly #raised = new Map<string, number>();
  #holds = 0;
  #told: HeldExportsOfWorld | undefined;

  /** What a cycle finds pending: more than is allowed. */
  nextFigures(): ExportFigures {
    this.#holds += 1;
    const adds = FIRST_ADDS + this.#holds;
    return { partition: 'default', adds, updates: 0, deletes: 0, connectorSpaceObjects: 100 };
  }

  /** A cycle asks for an export again, to be held. */
  hold(held: UndecidedExport): void {
    this.#told = undefined;
    this.#undecided.set(held.requestId, held);
  }

  /** An operator decides on what a waiting request holds up. */
  decide(control: Control, entry: WaitingEntry): void {
    if (control.action === 'approve-export') {
      this.#told = undefined;
      const { managementAgentId, runProfile } = entry;
      for (const { adds } of entry.held?.figures ?? []) {
        this.#approved.set(adds, { managementAgentId, runProfile });
        if (!control.raise) continue;
        this.#raised.set(managementAgentId, Math.max(adds, this.#raised.get(managementAgentId) ?? 0));
      }
      for (const { id } of [entry.request, ...entry.joined]) if (this.#undecided.has(id)) this.#decide(id);
    }
  }

  /**
   * A synchronization has made more pending, and shares what is held: it is counted anew.
   *
   * @param asked by request: as its cycle has asked
   */
  shared(before: RunLockState, after: RunLockState, asked: ReadonlyMap<string, AskedRequest>): void {
    if (this.#undecided.size === 0) return;
    const shares = [...after.waiting, ...after.leases].flatMap(({ request, joined }) =>
      joined.map((one) => ({ one, with: request?.id })),
    );
    // Who has waited already was there when it was counted.
    const known = new Set([
      ...before.waiting.map(({ request }) => request.id),
      ...[...before.waiting, ...before.leases].flatMap(({ joined }) => joined.map(({ id }) => id)),
    ]);
    const place = (id: string) => before.unresolved.findIndex((request) => request.id === id);
    for (const { one, with: carrier } of shares) {
      if (known.has(one.id) || asked.get(one.id)?.request.urgency !== 'continuation') continue;
      if (carrier === undefined || !this.#undecided.has(carrier)) continue;
      // Both had waited for the catalogue, and what was held came after.
      if (place(one.id) >= 0 && place(one.id) < place(carrier)) continue;
      this.#told = undefined;
      this.#decide(carrier);
    }
  }

  /** Other thresholds: what is held is judged anew, and nothing is raised any more. */
  thresholdsChange({ catalogue }: RunLockState): void {
    this.#told = undefined;
    this.#raised.clear();
    if (catalogue) for (const requestId of this.#undecided.keys()) this.#decide(requestId);
  }

  /** The request has had its answer, or its cycle is gone. */
  forget(requestId: string): void {
    if (this.#undecided.delete(requestId)) this.#told = undefined;
  }

  #decide(requestId: string): void {
    this.#undecided.delete(requestId);
    this.#decided.add(requestId);
  }

  /** As it is now. */
  inWorld(): HeldExportsOfWorld {
    this.#told ??= {
      undecided: [...this.#undecided.values()],
      decided: new Set(this.#decided),
      approved: new Map(this.#approved),
      raised: new Map(this.#raised),
    };
    return this.#told;
  }
}
