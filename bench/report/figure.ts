/** One measured figure. */
export interface Figure {
  /** What was measured, and in which unit. */
  readonly what: string;
  /** As a person reads it. */
  readonly found: string;
  /** The numbers behind {@link found}, by name. */
  readonly values: Readonly<Record<string, number>>;
  /** What is aimed at, in words; absent = it is only reported. */
  readonly aim?: string;
  /** Whether it is met; absent where nothing is aimed at. */
  readonly met?: boolean;
  /** Of what it was measured, where that is not plain. */
  readonly note?: string;
}

/** The largest of some values; not a number if so few were measured that it says nothing. */
export function largestOf(values: readonly number[], atLeast: number): number {
  return values.length < Math.max(1, atLeast) ? Number.NaN : Math.max(...values);
}

/** A figure with an upper bound for each of its numbers. What is no finite number was not measured, and is missed. */
export function bounded(
  what: string,
  values: Readonly<Record<string, number>>,
  atMost: Readonly<Record<string, number>>,
  more: { readonly unit?: string; readonly digits?: number; readonly note?: string } = {},
): Figure {
  const { unit = '', digits = 0, note } = more;
  const write = (numbers: Readonly<Record<string, number>>) =>
    Object.entries(numbers)
      .map(
        ([name, number]) =>
          `${name === '' ? '' : `${name} `}${Number.isFinite(number) ? `${number.toFixed(digits)}${unit}` : 'not measured'}`,
      )
      .join(', ');
  return {
    what,
    found: write(values),
    values,
    aim: `at most ${Object.entries(atMost)
      .map(([name, number]) => `${name === '' ? '' : `${name} `}${number}${unit}`)
      .join(', ')}`,
    met: Object.entries(atMost).every(([name, most]) => isMet(values[name], most)),
    ...(note === undefined ? {} : { note }),
  };
}

function isMet(number: number | undefined, most: number): boolean {
  return number !== undefined && Number.isFinite(number) && number <= most;
}

/** The 50th and the 95th percentile, as a figure names them. */
export function percentilesOf(values: readonly number[]): { readonly p50: number; readonly p95: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}
