import type { ManagementAgent } from '../../../domain/management-agent/management-agent.js';
import type { Delivery } from '../landscape/landscape.js';
import type { Change } from '../landscape/load.js';
import { durationOf, type Speeds, type Work } from '../landscape/speeds.js';

/** A run that the engine has done, or does. Times are milliseconds of virtual time. */
export interface VirtualRun {
  readonly managementAgentId: string;
  readonly work: Work;
  readonly start: number;
  readonly end: number;
  /** Changes that it read, processed or wrote. */
  readonly changes: number;
}

/** What a finished run makes necessary. */
export interface RunResult {
  /** Counts the runs of the management agent. */
  readonly runNumber: number;
  /** An import has staged something: the management agent needs a delta sync. */
  readonly staged: number;
  /** An export has written something: the management agent needs a confirming import. */
  readonly exported: number;
  /** A synchronization has made changes for these. */
  readonly outbound: readonly string[];
}

interface OnItsWay {
  readonly change: Change;
  readonly deliveries: readonly Delivery[];
}

interface Written {
  readonly change: Change;
  readonly onward: readonly string[];
}

/** A management agent's connector space and directory, as far as changes are on their way through it. */
interface Space {
  /** Made in the directory, and not imported yet. */
  unread: OnItsWay[];
  staged: OnItsWay[];
  pendingExports: Written[];
  unconfirmed: Written[];
}

interface Running {
  readonly run: VirtualRun;
  readonly finish: (end: number) => RunResult;
}

/**
 * The sync engine in virtual time: what is unread, staged, pending and unconfirmed, for each change by itself. A run takes
 * what is there when it starts; what comes later waits for the next one.
 *
 * It refuses what would harm a real engine, so that a policy which lets it happen cannot win.
 */
export class VirtualEngine {
  /** All runs, in the order of their starts. */
  readonly runs: VirtualRun[] = [];
  /** When the import started that read each change in its source directory. */
  readonly readAt = new Map<Change, number>();
  /** When the last target had each change confirmed. */
  readonly arrivedAt = new Map<Change, number>();
  private readonly spaces: ReadonlyMap<string, Space>;
  private readonly running = new Map<string, Running>();
  /** Confirmations that are still to come. */
  private readonly missing = new Map<Change, number>();

  constructor(
    managementAgents: readonly ManagementAgent[],
    private readonly speeds: Speeds,
    changes: readonly Change[],
  ) {
    this.spaces = new Map(
      managementAgents.map(({ id }) => [id, { unread: [], staged: [], pendingExports: [], unconfirmed: [] }]),
    );
    for (const change of changes) {
      this.missing.set(
        change,
        change.deliveries.reduce((sum, { onward }) => sum + 1 + onward.length, 0),
      );
    }
  }

  /** Whether all changes have arrived everywhere. */
  get atRest(): boolean {
    return this.missing.size === 0;
  }

  /** Somebody makes a change in its source directory. */
  make(change: Change): void {
    this.space(change.source).unread.push({ change, deliveries: change.deliveries });
  }

  /**
   * @returns milliseconds that the run lasts; then {@link finish} must be called
   * @throws Error for a run that a real engine refuses, or that would harm it
   */
  start(managementAgentId: string, work: Work, now: number): number {
    this.refuseWhatHarms(managementAgentId, work);
    const space = this.space(managementAgentId);
    const [changes, finish] = this.begin(managementAgentId, space, work, now);
    const duration = durationOf(this.speeds, managementAgentId, work, changes);
    const run = { managementAgentId, work, start: now, end: now + duration, changes };
    this.runs.push(run);
    this.running.set(managementAgentId, { run, finish });
    return duration;
  }

  /** The run of a management agent has ended. */
  finish(managementAgentId: string): RunResult {
    const running = this.running.get(managementAgentId);
    if (!running) throw new Error(`${managementAgentId} runs nothing`);
    this.running.delete(managementAgentId);
    return running.finish(running.run.end);
  }

  private begin(id: string, space: Space, work: Work, now: number): [number, (end: number) => RunResult] {
    const runNumber = this.runs.filter((run) => run.managementAgentId === id).length + 1;
    const nothing = { runNumber, staged: 0, exported: 0, outbound: [] };
    switch (work) {
      case 'import': {
        const { unread, unconfirmed } = space;
        space.unread = [];
        space.unconfirmed = [];
        for (const { change } of unread) this.readAt.set(change, now);
        return [
          unread.length + unconfirmed.length,
          (end) => {
            for (const { change } of unconfirmed) this.confirm(change, end);
            const made = unconfirmed
              .filter(({ onward }) => onward.length > 0)
              .map(({ change, onward }) => ({
                change,
                deliveries: onward.map((to) => ({ to, onward: [] })),
              }));
            space.staged.push(...unread, ...made);
            return { ...nothing, staged: unread.length + made.length };
          },
        ];
      }
      case 'sync': {
        const { staged } = space;
        space.staged = [];
        return [
          staged.length,
          () => {
            const outbound = new Set<string>();
            for (const { change, deliveries } of staged) {
              for (const { to, onward } of deliveries) {
                outbound.add(to);
                this.space(to).pendingExports.push({ change, onward });
              }
            }
            return { ...nothing, outbound: [...outbound] };
          },
        ];
      }
      case 'export': {
        const { pendingExports } = space;
        space.pendingExports = [];
        return [
          pendingExports.length,
          () => {
            space.unconfirmed.push(...pendingExports);
            return { ...nothing, exported: pendingExports.length };
          },
        ];
      }
    }
  }

  private confirm(change: Change, at: number): void {
    const missing = (this.missing.get(change) ?? 0) - 1;
    if (missing > 0) {
      this.missing.set(change, missing);
    } else {
      this.missing.delete(change);
      this.arrivedAt.set(change, at);
    }
  }

  /** Run mode `supported`: a synchronization runs alone, and a management agent does one thing at a time. */
  private refuseWhatHarms(id: string, work: Work): void {
    for (const { run } of this.running.values()) {
      const same = run.managementAgentId === id;
      if (same || run.work === 'sync' || work === 'sync') {
        throw new Error(`${work} of ${id} beside ${run.work} of ${run.managementAgentId}`);
      }
    }
  }

  private space(managementAgentId: string): Space {
    const space = this.spaces.get(managementAgentId);
    if (!space) throw new Error(`no management agent ${managementAgentId}`);
    return space;
  }
}
