import {
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  ParentClosePolicy,
  startChild,
  uuid4,
} from '@temporalio/workflow';
import type { NextExports } from '../../domain/cycle/after-run/convergence.js';
import type { ChildCycle, CycleInput, CycleView } from '../../domain/cycle/cycle.js';
import { notCompleted } from '../../domain/cycle/not-completed.js';
import { firstRequestOf } from '../../domain/cycle/request.js';
import { cycleId } from '../../domain/naming.js';
import type { RunRequest } from '../../domain/run-lock/messages.js';
import { cycleOptions } from '../cycle-options.js';
import { CYCLE_WORKFLOW, type CycleWorkflow } from '../contract.js';

/** The children of a cycle: started, watched, and waited for. */
export interface ChildCycles {
  readonly list: readonly ChildCycle[];
  /**
   * Starts a child, and asks for its first run in its place where that is known; resolves as soon as it is certain to run,
   * whatever becomes of this cycle.
   *
   * @param how a cycle that is handed over is not waited for
   */
  start(input: CycleInput, how: NextExports['kind']): Promise<void>;
  /** Resolves when all have ended, however they ended; a cancelled cycle stops waiting and leaves them alone. */
  allEnded(): Promise<void>;
}

type EndOfChild = Pick<ChildCycle, 'outcome' | 'runs' | 'notCompleted'>;

/** Hexadecimal digits that tell the children of one management agent apart. */
const UNIQUE_DIGITS = 12;

/**
 * @param changed is called whenever {@link ChildCycles.list} has changed
 * @param askFor is to ask the run lock for what a child wants first, with the next message to it
 */
export function watchChildCycles(changed: () => void, askFor: (request: RunRequest) => void): ChildCycles {
  const list: ChildCycle[] = [];

  function settle(position: number, end: EndOfChild): void {
    const child = list[position];
    if (child) list[position] = { ...child, ...end };
    changed();
  }

  return {
    list,
    async start(input, how) {
      const position = list.length;
      // Not made of our own id: cycles of different management agents may end in the same part.
      const unique = uuid4().slice(-UNIQUE_DIGITS);
      const { server, managementAgent, cause } = input;
      const cycle = cycleId(server, managementAgent, unique);
      const first = firstRequestOf(input, cycle);
      if (first) askFor({ ...first, startingSince: Date.now() });
      list.push({
        cycle,
        managementAgent,
        reason: cause.description,
        outcome: how === 'handed-over' ? how : 'running',
        runs: 0,
      });
      changed();
      // The changes are made: whoever cancels this cycle does not mean that they should stay unexported.
      await CancellationScope.nonCancellable(async () => {
        const handle = await startChild<CycleWorkflow>(CYCLE_WORKFLOW, {
          ...cycleOptions({ ...input, ...(first ? { askedByParent: true } : {}) }, unique),
          parentClosePolicy: ParentClosePolicy.ABANDON,
        });
        if (how === 'handed-over') return;
        void handle.result().then(
          (view) => settle(position, endOfChild(view.outcome, view)),
          (error: unknown) => settle(position, endOfFailed(error)),
        );
      });
    },
    async allEnded() {
      await condition(() => list.every((child) => child.outcome !== 'running'));
    },
  };
}

function endOfChild(outcome: string, view: CycleView | undefined): EndOfChild {
  const below = notCompleted(view?.children ?? []);
  return { outcome, runs: view?.runs ?? 0, ...(below.length === 0 ? {} : { notCompleted: below }) };
}

/** How a child ended that did not complete: a failed cycle carries its own view in the failure's details. */
function endOfFailed(error: unknown): EndOfChild {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof ApplicationFailure) {
    const view = cause.details?.[0] as CycleView | undefined;
    return endOfChild(cause.type ?? 'failed', view);
  }
  return { outcome: isCancellation(error) ? 'cancelled' : 'failed', runs: 0 };
}
