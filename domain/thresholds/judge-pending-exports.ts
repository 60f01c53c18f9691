import type { PendingCounts } from '../pending-counts.js';
import { describeExceeded } from './describe-exceeded.js';
import { exceededBy, type Exceeded, type Figures, type PartitionThresholds } from './threshold.js';

/** How many objects of a partition are pending for export: what an operator is shown, and approves. */
export interface ExportFigures {
  readonly partition: string;
  readonly adds: number;
  /** Renames among them: before an export the engine does not tell them apart. */
  readonly updates: number;
  readonly deletes: number;
  /** All objects of the partition's connector space. */
  readonly connectorSpaceObjects: number;
}

/** Whether an export may run. */
export type ExportVerdict =
  | { readonly kind: 'within' }
  | {
      readonly kind: 'exceeded';
      /** With figures: `1,200 deletes pending in partition default, 40 % of 3,000 objects; the threshold is 500`. */
      readonly reason: string;
      /** Of the partitions in which a threshold is reached. */
      readonly figures: readonly ExportFigures[];
    };

/**
 * Judges what is pending for export, before the export.
 *
 * What an operator has approved does not count, as long as there are no more of it than he was shown.
 *
 * Source of the three counters: `MIIS_ManagementAgent.NumExportAdd`, `NumExportUpdate` and `NumExportDelete`.
 *
 * @param pending of all partitions of the management agent; those that have no thresholds are not judged
 * @param approved figures that were approved; of several for a partition, the highest count
 */
export function judgePendingExports(
  rules: readonly PartitionThresholds[],
  pending: readonly PendingCounts[],
  approved: readonly ExportFigures[] = [],
): ExportVerdict {
  const held = rules.flatMap((rule) => {
    const counts = pending.find(({ partitionName }) => isSame(partitionName, rule.partition));
    if (!counts) return [];
    const figures = exportFigures(counts);
    const allowed = approved.filter(({ partition }) => isSame(partition, rule.partition)).map(pendingFigures);
    const exceeded = exceededBy(
      rule.thresholds,
      pendingFigures(figures),
      counts.connectorSpaceObjects,
    ).filter(({ operation, objects }) => !allowed.some((figure) => objects <= figure[operation]));
    return exceeded.length === 0 ? [] : [{ figures, exceeded }];
  });
  if (held.length === 0) return { kind: 'within' };
  return {
    kind: 'exceeded',
    reason: held.flatMap(({ figures, exceeded }) => exceeded.map((one) => inWords(one, figures))).join('; '),
    figures: held.map(({ figures }) => figures),
  };
}

function exportFigures({
  partitionName,
  pendingExports,
  connectorSpaceObjects,
}: PendingCounts): ExportFigures {
  const { add: adds, update: updates, delete: deletes } = pendingExports;
  return { partition: partitionName, adds, updates, deletes, connectorSpaceObjects };
}

function pendingFigures({ adds, updates, deletes }: ExportFigures): Figures {
  return { adds, updates, renames: 0, deletes, all: adds + updates + deletes };
}

function inWords(exceeded: Exceeded, { partition, connectorSpaceObjects }: ExportFigures): string {
  return describeExceeded(exceeded, `pending in partition ${partition}`, connectorSpaceObjects);
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
