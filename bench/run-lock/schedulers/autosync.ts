import type { ImportTrigger } from '../landscape/load.js';
import type { Work } from '../landscape/speeds.js';
import type { Contender, Scheduler, Site } from './scheduler.js';

/** Before every start, one start after another. */
const STAGGER_MS = 1000;
/** Once more before a run that must be alone. */
const BEFORE_EXCLUSIVE_MS = 2000;
/** After a run, before its results are read and its locks go back. */
const AFTER_RUN_MS = 2000;

/**
 * - 0: first in, first out.
 * - 1: a synchronization lets pass what was queued before it took its turn.
 * - 2: a synchronization lets everything pass.
 */
export type AutoSyncLockMode = 0 | 1 | 2;

interface Job {
  readonly work: Work;
  /** Grows over all queues. */
  readonly queueId: number;
}

/** A management agent's queue, and the one job that it has taken out of it. */
interface Queue {
  readonly managementAgentId: string;
  readonly jobs: Job[];
  taken?: { readonly job: Job; readonly order: number; running: boolean };
}

/** Lithnet AutoSync under one of its lock modes. */
export function autoSyncUnder(mode: AutoSyncLockMode): Contender {
  return { name: `AutoSync mode ${mode}`, start: (site) => new AutoSync(site, mode) };
}

/**
 * Lithnet AutoSync's queue and locks, in run mode `supported`. Facts from its sources:
 *
 * - One queue per management agent, worked off one job at a time: a synchronization that waits for its turn holds up all
 *   that is queued behind it. A job equal to a queued one is ignored, or moved to the front if it is to run at once.
 * - Follow-ups on the same management agent go to the front, exports to the end of the queue of the other one.
 * - One synchronization at a time has the turn. In mode 0 nothing starts any more from then on; in modes 1 and 2 it
 *   takes effect only at a moment when nothing runs.
 * - The waits are part of a run: locks are held meanwhile.
 */
class AutoSync implements Scheduler {
  private readonly queues: readonly Queue[];
  private lastQueueId = 0;
  private taken = 0;
  private staggerFreeAt = 0;
  /** Whose synchronization has the turn, and the last job that had been queued when it took it. */
  private turn?: { readonly queue: Queue; readonly lastQueueId: number; readonly closed: boolean };

  constructor(
    private readonly site: Site,
    private readonly mode: AutoSyncLockMode,
  ) {
    this.queues = site.managementAgents.map(({ id }) => ({ managementAgentId: id, jobs: [] }));
  }

  trigger({ managementAgentId, urgent }: ImportTrigger): void {
    this.enqueue(managementAgentId, 'import', urgent);
    this.advance();
  }

  private enqueue(managementAgentId: string, work: Work, atOnce: boolean): void {
    const queue = this.queues.find((each) => each.managementAgentId === managementAgentId);
    if (!queue) throw new Error(`no management agent ${managementAgentId}`);
    const position = queue.jobs.findIndex((job) => job.work === work);
    const [queued] = position >= 0 && atOnce ? queue.jobs.splice(position, 1) : [];
    if (position >= 0 && !queued) return;
    const job = queued ?? { work, queueId: ++this.lastQueueId };
    if (atOnce) queue.jobs.unshift(job);
    else queue.jobs.push(job);
  }

  /** Starts all that can start, those first that have waited longest for their locks. */
  private advance(): void {
    for (const queue of this.queues) {
      const job = queue.taken ? undefined : queue.jobs.shift();
      if (job) queue.taken = { job, order: ++this.taken, running: false };
    }
    const waiting = this.queues
      .filter(({ taken }) => taken && !taken.running)
      .toSorted((a, b) => (a.taken?.order ?? 0) - (b.taken?.order ?? 0));
    for (const queue of waiting) this.tryToStart(queue);
  }

  private tryToStart(queue: Queue): void {
    const { taken } = queue;
    if (!taken) return;
    if (taken.job.work === 'sync') {
      this.turn ??= { queue, lastQueueId: this.lastQueueId, closed: this.mode === 0 };
      if (this.turn.queue !== queue || this.somethingRuns()) return;
      this.turn = { ...this.turn, closed: true };
      this.start(queue, BEFORE_EXCLUSIVE_MS);
    } else if (!this.turn || (!this.turn.closed && this.mayPass(taken.job, this.turn.lastQueueId))) {
      this.start(queue, 0);
    }
  }

  private mayPass(job: Job, lastQueueId: number): boolean {
    return this.mode === 2 || job.queueId <= lastQueueId;
  }

  private somethingRuns(): boolean {
    return this.queues.some(({ taken }) => taken?.running);
  }

  private start(queue: Queue, waitMs: number): void {
    const { taken, managementAgentId } = queue;
    if (!taken) return;
    const { engine, time } = this.site;
    taken.running = true;
    const startAt = Math.max(time.now + waitMs, this.staggerFreeAt) + STAGGER_MS;
    this.staggerFreeAt = startAt;
    time.at(startAt, () => {
      time.after(engine.start(managementAgentId, taken.job.work, time.now), () => {
        const { staged, exported, outbound } = engine.finish(managementAgentId);
        time.after(AFTER_RUN_MS, () => {
          if (staged > 0) this.enqueue(managementAgentId, 'sync', true);
          if (exported > 0) this.enqueue(managementAgentId, 'import', true);
          for (const target of outbound) this.enqueue(target, 'export', false);
          if (this.turn?.queue === queue) delete this.turn;
          delete queue.taken;
          this.advance();
        });
      });
    });
  }
}
