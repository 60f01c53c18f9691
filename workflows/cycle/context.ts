import { setCurrentDetails, type proxyActivities, type Sinks } from '@temporalio/workflow';
import type { EngineActivities } from '../../activities/contract.js';
import type { NotReimported } from '../../domain/cycle/after-run/not-reimported.js';
import type { CycleInput, CycleStep, CycleView } from '../../domain/cycle/cycle.js';
import { describeCycle } from '../../domain/cycle/describe-cycle.js';
import type { CycleFailure } from '../../domain/cycle/outcome.js';
import type { ToDo } from '../../domain/cycle/plan.js';
import type { AutoSyncEvent } from '../../domain/events.js';
import type { ChildCycles } from './child-cycles.js';
import type { RunLockConversation } from './run-lock-conversation.js';

/** How events leave a workflow: the worker writes them out. */
export interface EventSinks extends Sinks {
  events: { report(event: AutoSyncEvent): void };
}

/** A step of a cycle while it comes about. */
export type OpenStep = { -readonly [K in keyof CycleStep]: CycleStep[K] };

/** What a cycle has come to so far. Altered in place. */
export interface CycleProgress {
  readonly steps: OpenStep[];
  /** What is still to be run on the cycle's own management agent, the next one first. */
  toDo: readonly ToDo[];
  /** Runs that failed for good: the cycle fails with them once it has done what could still be done. */
  readonly failures: CycleFailure[];
  /** A sentence for each run that went through while some objects did not. */
  readonly errors: string[];
  /** Runs of this cycle alone. */
  runs: number;
  /** An operator wants the cycle to stop as soon as it runs nothing: says who and why. */
  stopAfterRun?: string;
  /** Objects that this cycle and those above have exported in vain, so far. */
  notReimported: readonly NotReimported[];
  /** Why it does not carry all changes on at once: they would never come to an end. */
  notConverging?: string;
  /** Why what it would have caused goes on in a cycle of its own. */
  handedOver?: string;
  /** `running`, or how it ended. */
  outcome: string;
  /** A sentence that says more about the outcome. */
  reason?: string;
}

/** What all parts of a running cycle share. */
export interface CycleContext {
  readonly input: CycleInput;
  readonly workflowId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly progress: CycleProgress;
  readonly children: ChildCycles;
  readonly runLock: RunLockConversation;
  readonly engine: ReturnType<typeof proxyActivities<EngineActivities>>;
  readonly report: (event: AutoSyncEvent) => void;
  /** Brings what Temporal's Web UI shows up to date. */
  readonly show: () => void;
}

/** A cycle that has not done anything yet. */
export function noProgress(input: CycleInput): CycleProgress {
  return {
    steps: [],
    toDo: [],
    failures: [],
    errors: [],
    runs: 0,
    notReimported: input.notReimported ?? [],
    outcome: 'running',
  };
}

/** What a cycle shows of itself now. */
export function viewOf({ input, progress, children }: Pick<CycleContext, 'input' | 'progress' | 'children'>) {
  const { outcome, reason, steps, runs } = progress;
  return {
    server: input.server,
    managementAgent: input.managementAgent,
    cause: input.cause,
    depth: input.lineage.length,
    outcome,
    ...(reason === undefined ? {} : { reason }),
    steps,
    children: children.list,
    runs: runs + children.list.reduce((sum, child) => sum + child.runs, 0),
  } satisfies CycleView;
}

/** Shows a cycle in Temporal's Web UI. */
export function showInWebUi(context: Pick<CycleContext, 'input' | 'progress' | 'children'>): void {
  setCurrentDetails(describeCycle(viewOf(context)));
}
