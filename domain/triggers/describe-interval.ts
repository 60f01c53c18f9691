const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
] as const;

/**
 * How often something is done, in words: `every 10 s`, `every 5 min`, `every 8 h`, `every 7 d`.
 *
 * @param everyMs milliseconds, a second at least
 */
export function describeInterval(everyMs: number): string {
  const seconds = everyMs / 1000;
  const [size, unit] = UNITS.find(([each]) => seconds % each === 0) ?? [1, 's'];
  return `every ${seconds / size} ${unit}`;
}
