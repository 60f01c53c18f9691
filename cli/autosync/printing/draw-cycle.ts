import type { ChildCycleTree, CycleTree } from '../../../api/cycles/cycle-tree.js';
import type { CycleStep } from '../../../domain/cycle/cycle.js';
import { plural } from '../../../domain/run-history/describe-run.js';
import { describeDuration } from '../../duration.js';
import { lasting, moment, type Look } from './look.js';
import { describeRunOf, shortCycle, withShortCycles } from './names.js';
import { printable } from './printable.js';
import { colorOfResult } from './result-color.js';

/** A line with those below it. */
interface Branch {
  /** The first line, and what goes on below it without being a branch. */
  readonly lines: readonly string[];
  readonly branches: readonly Branch[];
}

/**
 * A cycle with all that it caused, as a tree:
 *
 *     HR/hire-4711: completed in 5.4 s, 18 runs
 *       started through the API
 *     ├─ Delta Import (run 7): success, 1 add staged in 0.2 s
 *     │    because started through the API
 *     └─ Fabrikam AD: completed, 2 runs
 *        └─ …
 */
export function drawCycle(tree: CycleTree, look: Look): readonly string[] {
  return drawBranch(branchOf(tree, look));
}

function drawBranch({ lines, branches }: Branch): readonly string[] {
  return [
    ...lines,
    ...branches.flatMap((branch, index) => {
      const isLast = index === branches.length - 1;
      return drawBranch(branch).map(
        (line, at) => `${at === 0 ? (isLast ? '└─ ' : '├─ ') : isLast ? '   ' : '│  '}${line}`,
      );
    }),
  ];
}

function branchOf(tree: CycleTree, look: Look, of?: ChildCycleTree): Branch {
  const { colors } = look;
  const took =
    tree.endedAt === undefined
      ? `for ${lasting(tree.startedAt, look)}`
      : `in ${describeDuration(Date.parse(tree.endedAt) - Date.parse(tree.startedAt))}`;
  const outcome = colorOfResult(tree.outcome, colors)(printable(tree.outcome));
  const name = of ? tree.managementAgent : shortCycle(tree.server, tree.cycle);
  const begun = of ? '' : `, begun ${moment(tree.startedAt, look)}`;
  return {
    lines: [
      `${colors.bold(printable(name))}: ${outcome} ${took}, ${plural(tree.runs, 'run')}${begun}`,
      ...(tree.reason === undefined
        ? []
        : [`  ${colors.yellow(printable(withShortCycles(tree.server, tree.reason)))}`]),
      colors.dim(`  ${printable(of ? of.reason : tree.cause.description)}`),
      ...(of ? [colors.dim(`  cycle ${printable(shortCycle(tree.server, tree.cycle))}`)] : []),
    ],
    branches: [
      ...tree.steps.map((step) => ({ lines: describeStep(step, tree, look), branches: [] })),
      ...tree.children.map((child) =>
        child.tree ? branchOf(child.tree, look, child) : forgotten(child, look),
      ),
    ],
  };
}

/** A child that is not shown, as Temporal no longer has it: what its parent knows of it. */
function forgotten(child: ChildCycleTree, { colors }: Look): Branch {
  return {
    lines: [
      `${colors.bold(printable(child.managementAgent))}: ${colorOfResult(child.outcome, colors)(printable(child.outcome))}, ${plural(child.runs, 'run')}`,
      colors.dim(`  ${printable(child.reason)}`),
      ...(child.note === undefined ? [] : [colors.dim(`  ${printable(child.note)}`)]),
    ],
    branches: [],
  };
}

function describeStep(step: CycleStep, tree: CycleTree, look: Look): readonly string[] {
  const { colors } = look;
  const because = colors.dim(`  because ${printable(step.reason)}`);
  const note = printable(withShortCycles(tree.server, step.note ?? ''));
  switch (step.state) {
    case 'finished':
      return [
        step.run ? describeRun(step.run, look) : `${printable(step.wants)}: ${note}`,
        because,
        ...step.followUps.map((followUp) => colors.cyan(`  → ${printable(followUp)}`)),
      ];
    case 'running':
      return [`${colors.cyan(printable(step.wants))}: ${describeActivity(step, tree, look)}`, because];
    case 'waiting':
      return [
        `${printable(step.wants)}: waits for ${note || 'the run lock'}, since ${moment(step.askedAt, look)}`,
        because,
      ];
    case 'waiting-to-retry':
      return [`${printable(step.wants)}: ${colors.yellow(`waits ${note}`)}`, because];
    case 'held':
      return [
        `${printable(step.wants)}: ${colors.yellow(`held until an operator decides: ${note}`)}`,
        because,
      ];
    case 'coalesced':
      return [`${printable(step.wants)}: done by the same run as ${note || 'another cycle'}`, because];
    case 'refused':
      return [`${printable(step.wants)}: ${colors.yellow(`refused: ${note}`)}`, because];
    case 'vetoed':
      return [`${printable(step.wants)}: ${colors.yellow(`vetoed by the controller: ${note}`)}`, because];
    case 'not-wanted':
      return [`${printable(step.wants)}: not done: ${note}`, because];
  }
}

function describeRun(run: NonNullable<CycleStep['run']>, { colors }: Look): string {
  const summary = run.summary === '' ? '' : `, ${printable(run.summary)}`;
  const errors = run.errorCount === 0 ? '' : `, ${plural(run.errorCount, 'error')}`;
  const took = describeDuration(Date.parse(run.end) - Date.parse(run.start));
  const result = colorOfResult(run.result, colors)(printable(run.result));
  return `${colors.bold(describeRunOf(run))}: ${result}${summary}${errors} in ${took}`;
}

function describeActivity(step: CycleStep, { activity }: CycleTree, look: Look): string {
  const runs = `runs for ${lasting(step.answeredAt ?? step.askedAt, look)}`;
  if (activity === undefined) return printable(step.note ?? runs);
  const { progress, waits, attempt, lastFailure } = activity;
  const told = [
    progress === undefined ? '' : `run ${progress.runNumber}, ${printable(progress.summary)}`,
    waits === undefined ? '' : `waits for ${printable(waits)}`,
    attempt > 1
      ? `attempt ${attempt}${lastFailure === undefined ? '' : `, because ${printable(lastFailure)}`}`
      : '',
  ].filter((text) => text !== '');
  return [runs, ...told].join(', ');
}
