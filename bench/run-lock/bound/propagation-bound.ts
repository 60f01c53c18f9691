import type { Change } from '../landscape/load.js';
import { durationOf, type Speeds, type Work } from '../landscape/speeds.js';

/**
 * The least time from a change to its last confirmation, in milliseconds: its own chain of runs, with nothing else to do,
 * nothing else running, and the first import at the very moment of the change. That no scheduled import comes at that
 * moment is not the run lock's doing, nor in the bound.
 */
export function propagationBound({ source, deliveries }: Change, speeds: Speeds): number {
  const run = (id: string, work: Work) => durationOf(speeds, id, work, 1);
  const delivered = (to: string) => run(to, 'export') + run(to, 'import');
  const longest = deliveries.map(({ to, onward }) =>
    onward.length === 0
      ? delivered(to)
      : delivered(to) + run(to, 'sync') + Math.max(...onward.map((next) => delivered(next))),
  );
  return run(source, 'import') + run(source, 'sync') + Math.max(...longest);
}
