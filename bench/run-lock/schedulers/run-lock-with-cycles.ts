import type { Trigger } from '../../../domain/cycle/cycle.js';
import type { RunProfileKind } from '../../../domain/cycle/run-profile-choice.js';
import type { RunLockEvent } from '../../../domain/run-lock/event.js';
import type {
  Granted,
  MessageToRunLock,
  Release,
  RunLockAnswer,
  RunRequest,
  Urgency,
} from '../../../domain/run-lock/messages.js';
import { nextTick } from '../../../domain/run-lock/next-tick.js';
import { reduceRunLock } from '../../../domain/run-lock/reduce.js';
import {
  DEFAULT_RUN_LOCK_CONFIGURATION,
  emptyRunLockState,
  type LockPolicy,
  type RunLockState,
} from '../../../domain/run-lock/state.js';
import type { ImportTrigger } from '../landscape/load.js';
import type { Work } from '../landscape/speeds.js';
import type { Contender, Scheduler, Site } from './scheduler.js';

/**
 * How long a message takes between a cycle and the run lock, and from the end of a run to its cycle: measured hand-offs,
 * which are two messages, take some 100 ms where a disk flush takes 10.
 */
const MESSAGE_MS = 50;

/** As on a real engine. */
const START_SPACING_MS = 1000;

const WORK: Readonly<Partial<Record<RunProfileKind, Work>>> = {
  'scheduled-import': 'import',
  'confirming-import': 'import',
  'delta-sync': 'sync',
  export: 'export',
};

/** A cycle, as far as the run lock sees it. */
interface Cycle {
  readonly id: string;
  readonly managementAgentId: string;
  readonly trigger: Trigger;
}

/** Our run lock under one of its policies, with the cycles that ask it. Between two starts it waits as it is told to. */
export function runLockUnder(policy: LockPolicy, startSpacingMs = START_SPACING_MS): Contender {
  return { name: policy, start: (site) => new RunLockWithCycles(site, policy, startSpacingMs) };
}

/**
 * The real reducer of the run lock, and cycles that do as ours: a cycle runs on one management agent, carries on with its
 * delta sync and its confirming imports, and starts a child for each management agent that gets changes.
 */
class RunLockWithCycles implements Scheduler {
  private state: RunLockState;
  private cycles = 0;
  private requests = 0;
  /** Requests that have had no answer yet. */
  private readonly asked = new Map<string, { readonly cycle: Cycle; readonly kind: RunProfileKind }>();
  private tickAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly site: Site,
    policy: LockPolicy,
    startSpacingMs: number,
  ) {
    this.state = emptyRunLockState('bench', {
      ...DEFAULT_RUN_LOCK_CONFIGURATION,
      policy,
      startSpacingMs,
    });
    this.receive({
      kind: 'engine-observed',
      observation: { managementAgents: site.managementAgents, lastRuns: [] },
    });
  }

  trigger({ managementAgentId, urgent }: ImportTrigger): void {
    const cycle = this.newCycle(managementAgentId, urgent ? 'change' : 'schedule');
    this.send({ request: this.request(cycle, 'scheduled-import', urgent ? 'immediate' : 'normal') });
  }

  private newCycle(managementAgentId: string, trigger: Trigger): Cycle {
    return { id: `cycle ${++this.cycles}`, managementAgentId, trigger };
  }

  private request(cycle: Cycle, runProfileKind: RunProfileKind, urgency: Urgency): RunRequest {
    const id = `request ${++this.requests}`;
    this.asked.set(id, { cycle, kind: runProfileKind });
    return {
      id,
      cycle: cycle.id,
      managementAgent: cycle.managementAgentId,
      wanted: { runProfileKind },
      urgency,
      reason: 'the bench',
      trigger: urgency === 'continuation' ? 'parent-cycle' : cycle.trigger,
      ...(cycle.trigger === 'schedule' && urgency === 'normal' ? { repeats: true } : {}),
    };
  }

  private send(message: MessageToRunLock): void {
    this.site.time.after(MESSAGE_MS, () => this.receive({ kind: 'message', message }));
  }

  private receive(event: RunLockEvent): void {
    const { time } = this.site;
    const { state, effects } = reduceRunLock(this.state, event, time.now);
    this.state = state;
    for (const effect of effects) {
      // At the start it looks for what was left undone, of which there is nothing here, and for schedules.
      if (effect.kind === 'look-for-work-left' || effect.kind === 'reconcile-schedules') continue;
      if (effect.kind !== 'answer') throw new Error(`Nothing here makes the run lock want ${effect.kind}`);
      time.after(MESSAGE_MS, () => this.answered(effect.answer));
    }
    const due = nextTick(this.state, time.now);
    if (due === undefined || due >= this.tickAt) return;
    this.tickAt = due;
    time.at(Math.max(due, time.now), () => {
      if (this.tickAt !== due) return;
      this.tickAt = Number.POSITIVE_INFINITY;
      this.receive({ kind: 'tick' });
    });
  }

  private answered(answer: RunLockAnswer): void {
    const asked = this.asked.get(answer.requestId);
    this.asked.delete(answer.requestId);
    if (!asked) throw new Error(`A second answer to ${answer.requestId}`);
    if (answer.kind === 'refused') throw new Error(answer.reason);
    // Whoever carries the work of one that was coalesced carries on with it too.
    if (answer.kind === 'granted') this.run(asked.cycle, asked.kind, answer);
  }

  private run(cycle: Cycle, kind: RunProfileKind, { token, managementAgentId }: Granted): void {
    const { engine, time } = this.site;
    const work = WORK[kind];
    if (!work) throw new Error(`a cycle of the bench does no ${kind}`);
    time.after(engine.start(managementAgentId, work, time.now), () => {
      const { runNumber, staged, exported, outbound } = engine.finish(managementAgentId);
      const outcome = { runNumber, result: 'success', summary: '', errorCount: 0 };
      const release: Release = { cycle: cycle.id, token, outcome };
      const next = staged > 0 ? 'delta-sync' : exported > 0 ? 'confirming-import' : undefined;
      this.send({
        release,
        ...(next ? { request: this.request(cycle, next, 'continuation') } : {}),
        ofChildren: outbound.map((target) =>
          this.request(this.newCycle(target, 'parent-cycle'), 'export', 'continuation'),
        ),
      });
    });
  }
}
