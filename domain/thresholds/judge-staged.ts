import { importsFromDirectory } from '../management-agent/management-agent.js';
import type { PendingCounts } from '../pending-counts.js';
import { stagedChanges, type StagingCounters, type StepDetails } from '../run-history/run-details.js';
import { describeExceeded } from './describe-exceeded.js';
import {
  exceededBy,
  hasPercent,
  type Figures,
  type PartitionThresholds,
  type Thresholds,
} from './threshold.js';

/** Whether what an import has staged may be synchronized. */
export type StagedVerdict =
  | { readonly kind: 'within' }
  | {
      readonly kind: 'exceeded';
      /** With figures: `56,326 deletes staged in partition default, 99 % of 56,726 objects; the threshold is 20 %`. */
      readonly reason: string;
    };

/** What is staged in one partition, by operation. */
export function stagedFigures(counters: StagingCounters): Figures {
  return {
    adds: counters.add + counters.deleteAdd,
    updates: counters.update,
    renames: counters.rename,
    deletes: counters.delete + counters.deleteAdd,
    all: stagedChanges(counters),
  };
}

/**
 * Judges what is staged in one partition, before anything is synchronized.
 *
 * Source: Lithnet AutoSync stops a management agent at its staging thresholds, "at or above"; per cents are what its
 * users ask for.
 *
 * @param connectorSpaceObjects all objects of the partition's connector space, those included that the import has
 *   added or marked as deleted; `undefined` if the thresholds have no per cents
 */
export function judgeStaged(
  { partition, thresholds }: PartitionThresholds,
  staged: Figures,
  connectorSpaceObjects: number | undefined,
): StagedVerdict {
  const exceeded = exceededBy(thresholds, staged, connectorSpaceObjects);
  if (exceeded.length === 0) return { kind: 'within' };
  return {
    kind: 'exceeded',
    reason: exceeded
      .map((one) => describeExceeded(one, `staged in partition ${partition}`, connectorSpaceObjects))
      .join('; '),
  };
}

/**
 * Judges what a run has imported, all steps of a partition together. A failed run has staged what it has staged.
 *
 * @param objectsOf the size of a partition's connector space, by the partition's name; asked only for partitions with
 *   per cents
 */
export function judgeImports(
  rules: readonly PartitionThresholds[],
  steps: readonly Pick<StepDetails, 'type' | 'partition' | 'staging'>[],
  objectsOf: (partition: string) => number | undefined,
): StagedVerdict {
  const reasons = rules.flatMap((rule) => {
    const imports = steps.filter(({ type, partition }) => {
      return type !== undefined && importsFromDirectory(type) && isSame(partition, rule.partition);
    });
    const staged = imports.map(({ staging }) => stagedFigures(staging)).reduce(plus, NOTHING);
    const verdict = judgeStaged(rule, staged, sizeFor(rule.thresholds, rule.partition, objectsOf));
    return verdict.kind === 'exceeded' ? [verdict.reason] : [];
  });
  return reasons.length === 0 ? { kind: 'within' } : { kind: 'exceeded', reason: reasons.join('; ') };
}

/** Judges all that is staged, whoever has imported it. The engine counts renames as updates then. */
export function judgePendingImports(
  rules: readonly PartitionThresholds[],
  pending: readonly PendingCounts[],
): StagedVerdict {
  const reasons = rules.flatMap((rule) => {
    const counts = pending.find(({ partitionName }) => isSame(partitionName, rule.partition));
    if (!counts) return [];
    const { add: adds, update: updates, delete: deletes } = counts.pendingImports;
    const figures = { adds, updates, renames: 0, deletes, all: adds + updates + deletes };
    const verdict = judgeStaged(rule, figures, counts.connectorSpaceObjects);
    return verdict.kind === 'exceeded' ? [verdict.reason] : [];
  });
  return reasons.length === 0 ? { kind: 'within' } : { kind: 'exceeded', reason: reasons.join('; ') };
}

/** Whether a run's imports can only be judged with the size of the connector space. */
export function needsConnectorSpaceSize(
  rules: readonly PartitionThresholds[],
  steps: readonly Pick<StepDetails, 'partition' | 'staging'>[],
): boolean {
  return rules.some(
    (rule) =>
      hasPercent(rule.thresholds) &&
      steps.some(({ partition, staging }) => isSame(partition, rule.partition) && stagedChanges(staging) > 0),
  );
}

const NOTHING: Figures = { adds: 0, updates: 0, renames: 0, deletes: 0, all: 0 };

function plus(a: Figures, b: Figures): Figures {
  return {
    adds: a.adds + b.adds,
    updates: a.updates + b.updates,
    renames: a.renames + b.renames,
    deletes: a.deletes + b.deletes,
    all: a.all + b.all,
  };
}

function sizeFor(
  thresholds: Thresholds,
  partition: string,
  objectsOf: (partition: string) => number | undefined,
): number | undefined {
  return hasPercent(thresholds) ? objectsOf(partition) : undefined;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
