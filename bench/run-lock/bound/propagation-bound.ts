import type { Change, ImportTrigger } from '../landscape/load.js';
import { durationOf, type Speeds } from '../landscape/speeds.js';

/**
 * The least time from a change to its last confirmation, in milliseconds: until something asks for the import of its
 * source, then its own chain of runs with nothing else to do and nothing else running.
 */
export function propagationBound(
  change: Change,
  triggers: readonly ImportTrigger[],
  speeds: Speeds,
): number {
  const { source, madeAt, deliveries } = change;
  const run = (id: string, work: 'import' | 'sync' | 'export') => durationOf(speeds, id, work, 1);
  const delivered = (to: string) => run(to, 'export') + run(to, 'import');
  const longest = deliveries.map(({ to, then }) =>
    then.length === 0
      ? delivered(to)
      : delivered(to) + run(to, 'sync') + Math.max(...then.map((next) => delivered(next))),
  );
  const noticed = nextTrigger(source, madeAt, triggers);
  return noticed - madeAt + run(source, 'import') + run(source, 'sync') + Math.max(...longest);
}

/** Any import of the source will do, whoever asks for it. */
function nextTrigger(source: string, from: number, triggers: readonly ImportTrigger[]): number {
  const times = triggers
    .filter(({ managementAgentId }) => managementAgentId === source)
    .map(({ at, everyMs }) =>
      at >= from || everyMs === undefined ? at : at + Math.ceil((from - at) / everyMs) * everyMs,
    );
  return Math.min(...times.filter((time) => time >= from));
}
