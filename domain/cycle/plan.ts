import { importsFromDirectory, synchronizes, type StepType } from '../management-agent/management-agent.js';
import { isPendingExport, isStaged, type PendingCounts } from '../pending-counts.js';
import { plural } from '../run-history/describe-run.js';
import type { RunDetails } from '../run-history/run-details.js';
import type { Wanted } from '../run-lock/messages.js';
import { isFailure } from '../run-result/run-result.js';
import type { ExportFigures } from '../thresholds/judge-pending-exports.js';
import { NO_TRIES, type RunAgain } from './after-run/after-run.js';
import type { CycleStart } from './cycle.js';
import type { FollowUp } from './after-run/follow-ups.js';
import { describeKind, type RunProfileKind } from './run-profile-choice.js';

const AND_MORE = ', and more';
/** Longer reasons, in characters, are not added to. */
const LONG_REASON = 200;

/** One thing that a cycle has to do on its own management agent. */
export interface ToDo {
  readonly wanted: Wanted;
  /** In words: `delta sync of partition default`. */
  readonly wants: string;
  readonly reason: string;
  /** Set where the cycle has run this before: why it does so again, and what it has behind it. */
  readonly again?: RunAgain;
  /** What an operator has approved of this export, in a try before. */
  readonly approved?: readonly ExportFigures[];
  /** It is what the cycle started with: what was said of that run counts for it. */
  readonly opensCycle?: true;
}

/**
 * What a start comes down to on the cycle's own management agent, where the engine need not be asked first.
 *
 * @returns `undefined` for a start that needs a look at the engine: pending exports, work left, follow-ups of a run
 */
export function toDoFromStart(start: CycleStart, reason: string): ToDo | undefined {
  switch (start.kind) {
    case 'run-profile':
      return {
        wanted: { runProfile: start.runProfile },
        wants: `run profile "${start.runProfile}"`,
        reason,
      };
    case 'run-profile-kind': {
      const { runProfileKind, partition } = start;
      return {
        wanted: { runProfileKind, ...(partition === undefined ? {} : { partition }) },
        wants: describeKind(runProfileKind, partition),
        reason,
      };
    }
    case 'pending-exports':
    case 'work-left':
    case 'follow-ups-of-run':
      return undefined;
  }
}

/** An export of one partition. */
export function exportToDo(partition: string, reason: string): ToDo {
  return {
    wanted: { runProfileKind: 'export', partition },
    wants: describeKind('export', partition),
    reason,
  };
}

/**
 * What was left undone in the partitions of a management agent: pending exports first, then what confirms those that
 * nobody has confirmed, then what was staged.
 *
 * Source: the order of Lithnet AutoSync's check for unmanaged changes.
 */
export function toDoFromWorkLeft(partitions: readonly PendingCounts[]): readonly ToDo[] {
  return partitions.flatMap((counts) => {
    const { partitionName: partition, unconfirmedExports } = counts;
    const toDo = (runProfileKind: RunProfileKind, reason: string): ToDo => ({
      wanted: { runProfileKind, partition },
      wants: describeKind(runProfileKind, partition),
      reason,
    });
    return [
      ...(isPendingExport(counts)
        ? [toDo('export', `exports were left pending in partition ${partition}`)]
        : []),
      ...(unconfirmedExports > 0
        ? [
            toDo(
              'confirming-import',
              `${plural(unconfirmedExports, 'export')} of partition ${partition} had not been confirmed`,
            ),
          ]
        : []),
      ...(isStaged(counts) ? [toDo('delta-sync', `imports were left staged in partition ${partition}`)] : []),
    ];
  });
}

/** The same once more. */
export function onceMore(toDo: ToDo, again: RunAgain): ToDo {
  return { ...toDo, reason: again.reason, again };
}

/** What the cycle has behind it with what it is to do. */
export function triesOf({ again }: ToDo) {
  return again?.tries ?? NO_TRIES;
}

/** What is to be done, with follow-ups of a run before it. What is to be done already is done once, for both reasons. */
export function withFollowUps(toDo: readonly ToDo[], followUps: readonly FollowUp[]): readonly ToDo[] {
  const own = followUps.filter((followUp) => followUp.kind !== 'export').map(toDoFromFollowUp);
  const merged = own.map((first) => {
    const equal = toDo.find((later) => isSame(first, later));
    return equal ? { ...first, reason: bothReasons(equal.reason, first.reason) } : first;
  });
  return [...merged, ...toDo.filter((later) => !own.some((first) => isSame(first, later)))];
}

/** A hundred runs may have left the same to do: the reasons of the first few say enough. */
function bothReasons(earlier: string, later: string): string {
  if (earlier.endsWith(AND_MORE)) return earlier;
  return earlier.length < LONG_REASON ? `${earlier}, ${later}` : `${earlier}${AND_MORE}`;
}

/** Whether both are the same purpose on the same partition. What the cycle runs once more is nothing else. */
function isSame(one: ToDo, other: ToDo): boolean {
  if (other.again) return false;
  const [a, b] = [one.wanted, other.wanted];
  if (!('runProfileKind' in a) || !('runProfileKind' in b)) return false;
  return a.runProfileKind === b.runProfileKind && a.partition?.toLowerCase() === b.partition?.toLowerCase();
}

/** What a follow-up on the cycle's own management agent comes down to. */
function toDoFromFollowUp(followUp: Exclude<FollowUp, { kind: 'export' }>): ToDo {
  return {
    wanted: { runProfileKind: followUp.kind, partition: followUp.partition },
    wants: describeKind(followUp.kind, followUp.partition),
    reason: followUp.reason,
  };
}

/**
 * What is still to be done after a run: where one run profile does several partitions at once, it has done what was
 * wanted for the others too.
 *
 * @param toDo wanted before this run started
 */
export function stillToDo(toDo: readonly ToDo[], run: RunDetails): readonly ToDo[] {
  const done = run.steps.filter((step) => !isFailure(step.result) && !step.dropFile);
  return toDo.filter(({ wanted }) => {
    if (!('runProfileKind' in wanted) || wanted.partition === undefined) return true;
    const { runProfileKind, partition } = wanted;
    return !done.some(
      ({ type, partition: of }) =>
        type !== undefined && serves(type, runProfileKind) && of.toLowerCase() === partition.toLowerCase(),
    );
  });
}

function serves(type: StepType, wanted: RunProfileKind): boolean {
  switch (wanted) {
    case 'delta-sync':
      return synchronizes(type);
    case 'confirming-import':
      return importsFromDirectory(type);
    case 'export':
      return type === 'export';
    case 'delta-import':
    case 'full-import':
    case 'scheduled-import':
    case 'full-sync':
      return false;
  }
}
