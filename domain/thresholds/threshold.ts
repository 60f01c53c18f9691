/**
 * What a threshold counts: objects by what is to be done to them, or all of them. A delete-add is both a delete and an
 * add: the object that was there is gone. It is one object of `all`.
 */
export const OPERATIONS = ['adds', 'updates', 'renames', 'deletes', 'all'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** So many objects are too many. Of both, the one that is reached first counts. */
export interface Limit {
  /** Objects. At or above is too many. */
  readonly count?: number;
  /** Per cent of the objects of the partition's connector space. At or above is too many. */
  readonly percent?: number;
}

/** How many changes of one partition at once are too many. */
export interface Thresholds {
  readonly limits: Readonly<Partial<Record<Operation, Limit>>>;
  /** Per cents do not apply to a connector space of fewer objects. */
  readonly floor: number;
}

/** The thresholds of one partition, by its name. */
export interface PartitionThresholds {
  readonly partition: string;
  readonly thresholds: Thresholds;
}

/** How many objects of one partition are to be changed, by operation. */
export type Figures = Readonly<Record<Operation, number>>;

/** A threshold that is reached. */
export interface Exceeded {
  readonly operation: Operation;
  readonly objects: number;
  /** What of the limit is reached. */
  readonly reached: Limit;
}

/**
 * The thresholds that are reached.
 *
 * @param connectorSpaceObjects all objects of the partition's connector space; `undefined` where no per cents apply
 */
export function exceededBy(
  { limits, floor }: Thresholds,
  figures: Figures,
  connectorSpaceObjects: number | undefined,
): readonly Exceeded[] {
  return OPERATIONS.flatMap((operation) => {
    const objects = figures[operation];
    const { count, percent } = limits[operation] ?? {};
    if (objects === 0) return [];
    const byCount = count !== undefined && objects >= count;
    const byPercent =
      percent !== undefined &&
      connectorSpaceObjects !== undefined &&
      connectorSpaceObjects >= floor &&
      objects * 100 >= percent * connectorSpaceObjects;
    if (!byCount && !byPercent) return [];
    const reached = { ...(byCount ? { count } : {}), ...(byPercent ? { percent } : {}) };
    return [{ operation, objects, reached }];
  });
}

/** Whether the size of the connector space must be known to judge by these thresholds. */
export function hasPercent({ limits }: Thresholds): boolean {
  return OPERATIONS.some((operation) => limits[operation]?.percent !== undefined);
}
