import type { CycleStep } from '../../domain/cycle/cycle.js';
import type { RunLockStatus } from '../../domain/run-lock/status.js';
import type { CycleTree } from './cycle-tree.js';

/** Whether a cycle, or one that it caused, waits for the run lock. */
export function waitsForRunLock(tree: CycleTree): boolean {
  return (
    (tree.endedAt === undefined && tree.steps.some(isWaiting)) ||
    tree.children.some((child) => child.tree !== undefined && waitsForRunLock(child.tree))
  );
}

/** The same tree, in which each step that waits for the run lock says what it waits for, as the queue does. */
export function withWhatIsWaitedFor(
  tree: CycleTree,
  status: Pick<RunLockStatus, 'holds' | 'waiting'>,
): CycleTree {
  const steps = tree.steps.map((step): CycleStep => {
    if (tree.endedAt !== undefined || !isWaiting(step)) return step;
    const note = waitedFor(tree, status);
    return note === undefined ? step : { ...step, note };
  });
  const children = tree.children.map((child) =>
    child.tree ? { ...child, tree: withWhatIsWaitedFor(child.tree, status) } : child,
  );
  return { ...tree, steps, children };
}

/** A request that has joined an equal one stands in no queue itself: it waits for what that one waits for. */
function waitedFor(
  { cycle, managementAgent }: CycleTree,
  { holds, waiting }: Pick<RunLockStatus, 'holds' | 'waiting'>,
): string | undefined {
  const own = waiting.find((request) => request.cycle === cycle);
  if (own) return own.waitsFor.join('; ');
  const shared = holds.find((hold) => hold.managementAgent === managementAgent);
  if (!shared) return undefined;
  return `an operator's decision on ${shared.runProfile}, which it shares: ${shared.reason}`;
}

function isWaiting({ state }: CycleStep): boolean {
  return state === 'waiting';
}
