import type { CycleTree } from '../../../api/cycles/cycle-tree.js';
import type { CycleStep } from '../../../domain/cycle/cycle.js';
import type { RunLockStatus } from '../../../domain/run-lock/status.js';
import { EXIT, type ExitCode } from '../surroundings.js';

/**
 * How a command ends that has followed a cycle to its end. 2 is left to what could not be done, as everywhere.
 * Documented in `docs/cli.md`.
 */
export const OUTCOME_EXIT = {
  completed: EXIT.well,
  /** Another cycle carries all of it. */
  coalesced: EXIT.well,
  'completed-with-errors': 1,
  /** A run failed: the outcome is the engine's result string. */
  failed: 3,
  refused: 4,
  cancelled: 5,
  'threshold-exceeded': 6,
  'not-converging': 7,
  /** It goes on: an export waits for an operator's decision. */
  held: 8,
  /** It goes on: it was followed for as long as was asked for. */
  goesOn: 9,
} as const satisfies Record<string, ExitCode>;

/** The exit code for a cycle that has ended. */
export function exitOfOutcome(outcome: string): ExitCode {
  return Object.hasOwn(OUTCOME_EXIT, outcome)
    ? OUTCOME_EXIT[outcome as keyof typeof OUTCOME_EXIT]
    : OUTCOME_EXIT.failed;
}

/**
 * The gravest end of a cycle and all that it caused: a cycle completes although the export that it caused was refused.
 *
 * @returns `undefined` as long as it runs
 */
export function exitOfTree(tree: CycleTree): ExitCode | undefined {
  if (tree.endedAt === undefined) return undefined;
  const codes = outcomesOf(tree).map(exitOfOutcome);
  return GRAVEST_FIRST.find((code) => codes.includes(code)) ?? EXIT.well;
}

const GRAVEST_FIRST: readonly ExitCode[] = [
  OUTCOME_EXIT.failed,
  OUTCOME_EXIT['threshold-exceeded'],
  OUTCOME_EXIT['not-converging'],
  OUTCOME_EXIT.cancelled,
  OUTCOME_EXIT.refused,
  OUTCOME_EXIT['completed-with-errors'],
];

function outcomesOf(tree: CycleTree): readonly string[] {
  return [
    tree.outcome,
    ...tree.children.flatMap((child) => {
      // It goes on by itself: nobody waits for its end.
      if (child.outcome === 'handed-over') return [];
      if (child.tree) return outcomesOf(child.tree);
      // What did not complete below it is known in words only: that it is something counts.
      const below = child.notCompleted?.length ? ['completed-with-errors'] : [];
      return [child.outcome, ...below];
    }),
  ];
}

/** What an open cycle is at. */
interface OpenStep {
  readonly cycle: string;
  readonly managementAgent: string;
  /** `between`: it is at nothing, and waits for no child. */
  readonly state: CycleStep['state'] | 'between';
}

/**
 * Whether nothing of an open cycle can go on before an operator has decided on an export.
 *
 * @param queue of the run lock: a request that has joined one that is held waits, and stands in no queue itself
 */
export function isOnlyHeld(tree: CycleTree, queue: Pick<RunLockStatus, 'holds' | 'waiting'>): boolean {
  const open = openSteps(tree);
  return open.length > 0 && open.every((step) => isHeld(step, queue));
}

/** Whether it could be so, by the cycle alone. */
export function mayBeOnlyHeld(tree: CycleTree): boolean {
  return openSteps(tree).every(({ state }) => state === 'held' || state === 'waiting');
}

function isHeld(
  { cycle, managementAgent, state }: OpenStep,
  { holds, waiting }: Pick<RunLockStatus, 'holds' | 'waiting'>,
): boolean {
  if (state === 'held') return true;
  return (
    state === 'waiting' &&
    holds.some((hold) => hold.managementAgent === managementAgent) &&
    !waiting.some((request) => request.cycle === cycle)
  );
}

const OPEN = new Set<CycleStep['state']>(['running', 'waiting', 'waiting-to-retry', 'held']);

function openSteps(tree: CycleTree): readonly OpenStep[] {
  if (tree.endedAt !== undefined) return [];
  const { cycle, managementAgent } = tree;
  const own = tree.steps
    .filter(({ state }) => OPEN.has(state))
    .map(({ state }) => ({ cycle, managementAgent, state }));
  const ofChildren = tree.children.flatMap((child): readonly OpenStep[] => {
    if (child.tree) return openSteps(child.tree);
    return child.outcome === 'running' ? [{ ...child, state: 'between' }] : [];
  });
  const all = [...own, ...ofChildren];
  return all.length === 0 ? [{ cycle, managementAgent, state: 'between' }] : all;
}
