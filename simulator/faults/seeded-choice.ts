import { numberFrom } from '../world/deterministic-guid.js';

/**
 * So many of the items, chosen by chance, in their own order. The same seed chooses the same of the same items.
 *
 * @param keyOf what tells an item from the others
 */
export function chooseSome<T>(
  items: readonly T[],
  count: number,
  seed: number,
  keyOf: (item: T) => string,
): readonly T[] {
  if (count >= items.length) return items;
  const drawn = items
    .map((item, index) => ({ index, lot: numberFrom(`${seed}/${keyOf(item)}`, Number.MAX_SAFE_INTEGER) }))
    .toSorted((one, other) => one.lot - other.lot || one.index - other.index)
    .slice(0, count);
  const chosen = new Set(drawn.map(({ index }) => index));
  return items.filter((_item, index) => chosen.has(index));
}
