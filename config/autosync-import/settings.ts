import { duration, durationText } from '../settings/duration.js';
import type { Setting } from '../writing/commented-yaml.js';

/** A setting of a duration; none where the schema has no such duration. */
export function durationSetting(key: string, durationMs: number | undefined): readonly Setting[] {
  if (durationMs === undefined || durationMs % 1000 !== 0) return [];
  const value = durationText(durationMs);
  return duration.safeParse(value).success ? [{ key, value }] : [];
}

/** A setting of a text; none where nothing is said. */
export function textSetting(key: string, value: string | undefined): readonly Setting[] {
  return value === undefined ? [] : [{ key, value }];
}
