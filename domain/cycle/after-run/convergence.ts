import { joinWords } from '../../run-history/describe-run.js';

/**
 * Whether a cycle at this depth may start children. Each child is a synchronization and an export further away from
 * the first change: real flows end after three or four, two management agents that keep changing each other never do.
 *
 * @param lineage the management agents of the cycles above, the root's first
 * @param maxDepth how many cycles may cause one another
 */
export function mayContinue(lineage: readonly string[], maxDepth: number): boolean {
  return lineage.length + 1 < maxDepth;
}

/**
 * Says which management agents keep changing each other: those that stand in the lineage more than once.
 *
 * @param objects distinguished names of objects that keep changing; empty where the runs have named none
 */
export function describeRing(
  lineage: readonly string[],
  managementAgent: string,
  objects: readonly string[],
): string {
  const path = [...lineage, managementAgent];
  const repeated = [...new Set(path.filter((name, index) => path.indexOf(name) !== index))];
  const ring =
    repeated.length > 0
      ? `${joinWords(repeated)} keep changing each other`
      : 'the changes do not come to an end';
  return `After ${path.length} cycles that caused one another, ${ring} (${path.join(' → ')})${objects.length > 0 ? `, for example in ${joinWords(objects)}` : ''}. Look for attributes that flow both ways, or that a connected directory changes by itself.`;
}
