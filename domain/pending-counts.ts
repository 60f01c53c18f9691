/** Objects of a partition's connector space that wait for something. */
export interface PendingCounts {
  readonly partitionId: string;
  readonly partitionName: string;
  /** Staged by an import, not yet synchronized. */
  readonly pendingImports: { readonly add: number; readonly update: number; readonly delete: number };
  /** Made by a synchronization, not yet exported. */
  readonly pendingExports: { readonly add: number; readonly update: number; readonly delete: number };
  /** Exported, not yet confirmed by an import. */
  readonly unconfirmedExports: number;
  /** All objects of the partition's connector space. */
  readonly connectorSpaceObjects: number;
}

/** Whether something of a partition waits: for a synchronization, an export or a confirming import. */
export function hasWorkLeft(counts: PendingCounts): boolean {
  return isStaged(counts) || isPendingExport(counts) || counts.unconfirmedExports > 0;
}

/** Whether an import has staged something that no synchronization has taken. */
export function isStaged({ pendingImports: { add, update, delete: deletes } }: PendingCounts): boolean {
  return add + update + deletes > 0;
}

/** Whether a synchronization has made something that has not been exported. */
export function isPendingExport({
  pendingExports: { add, update, delete: deletes },
}: PendingCounts): boolean {
  return add + update + deletes > 0;
}
