import type { CycleTree } from '../../../api/cycles/cycle-tree.js';
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
    ...tree.children.flatMap((child) => (child.tree ? outcomesOf(child.tree) : [child.outcome])),
  ];
}

/** Whether nothing of an open cycle goes on but exports that an operator has to decide on. */
export function isOnlyHeld(tree: CycleTree): boolean {
  const open = openSteps(tree);
  return open.length > 0 && open.every((state) => state === 'held');
}

/** The states of what the open cycles are at; `'between'` for one that is at nothing and waits for no child. */
function openSteps(tree: CycleTree): readonly string[] {
  if (tree.endedAt !== undefined) return [];
  const own = tree.steps
    .map(({ state }) => state as string)
    .filter((state) => ['running', 'waiting', 'waiting-to-retry', 'held'].includes(state));
  const ofChildren = tree.children.flatMap((child) =>
    child.tree ? openSteps(child.tree) : child.outcome === 'running' ? ['between'] : [],
  );
  const all = [...own, ...ofChildren];
  return all.length === 0 ? ['between'] : all;
}
