import type { Exceeded, Limit, Operation } from './threshold.js';

const NOUNS: Readonly<Record<Operation, readonly [one: string, several: string]>> = {
  adds: ['add', 'adds'],
  updates: ['update', 'updates'],
  renames: ['rename', 'renames'],
  deletes: ['delete', 'deletes'],
  all: ['change', 'changes'],
};

/**
 * A threshold that is reached, in words: `56,326 deletes staged in partition default, 99 % of 56,726 objects; the
 * threshold is 20 %`.
 *
 * @param where what of them there are so many: `staged in partition default`
 */
export function describeExceeded(
  { operation, objects, reached }: Exceeded,
  where: string,
  connectorSpaceObjects: number | undefined,
): string {
  const [one, several] = NOUNS[operation];
  const share =
    reached.percent === undefined || !connectorSpaceObjects
      ? ''
      : `, ${percentOf(objects, connectorSpaceObjects)} % of ${inFigures(connectorSpaceObjects)} ${connectorSpaceObjects === 1 ? 'object' : 'objects'}`;
  return `${inFigures(objects)} ${objects === 1 ? one : several} ${where}${share}; the threshold is ${describeLimit(reached)}`;
}

function describeLimit({ count, percent }: Limit): string {
  return [
    ...(count === undefined ? [] : [inFigures(count)]),
    ...(percent === undefined ? [] : [`${percent} %`]),
  ].join(' or ');
}

/** Rounded down, so that what is below a threshold never reads as if it had reached it. */
function percentOf(objects: number, all: number): string {
  const percent = (objects * 100) / all;
  return percent < 10 ? String(Math.floor(percent * 10) / 10) : inFigures(Math.floor(percent));
}

/** `56,326`: not by `Intl`, which is not the same on every machine. */
function inFigures(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
