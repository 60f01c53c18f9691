import type { Setting } from '../../writing/commented-yaml.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/**
 * When a trigger fires by the clock that counted its interval from a time: each week, each day, or some times a day.
 *
 * @param start a time of the clock on the wall: `2024-03-04T02:30:00`
 * @param everyMs milliseconds
 * @returns the settings of a scheduled trigger that say when; `undefined` where no clock shows the same times each day or week
 */
export function clockSettings(
  start: string | undefined,
  everyMs: number | undefined,
): readonly Setting[] | undefined {
  const began = start === undefined ? undefined : wallTime(start);
  if (!began || everyMs === undefined || everyMs < MINUTE_MS || everyMs % MINUTE_MS !== 0) return undefined;
  if (everyMs === 7 * DAY_MS) {
    const day = WEEK[new Date(began).getUTCDay()] ?? 'sunday';
    return [calendar([began], [{ key: 'daysOfWeek', value: [day] }])];
  }
  if (HOUR_MS % everyMs === 0) {
    const minutes = timesWithin(HOUR_MS, began, everyMs).map((time) => (time % HOUR_MS) / MINUTE_MS);
    return [{ key: 'cron', value: `${minutes.join(',')} * * * *` }];
  }
  if (DAY_MS % everyMs === 0) return [calendar(timesWithin(DAY_MS, began, everyMs))];
  return undefined;
}

function calendar(times: readonly number[], days: readonly Setting[] = []): Setting {
  const at = times.map((time) => new Date(time).toISOString().slice(11, 16));
  return { key: 'calendar', value: { settings: [{ key: 'at', value: at }, ...days] } };
}

/** The times within a day or an hour, the earliest first. */
function timesWithin(periodMs: number, began: number, everyMs: number): readonly number[] {
  const first = (began % periodMs) % everyMs;
  return Array.from({ length: periodMs / everyMs }, (_, index) => first + index * everyMs);
}

/** What the clock on the wall showed, as milliseconds of a clock that never jumps; `undefined` if it never showed that. */
function wallTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)) return undefined;
  const minute = text.slice(0, 16);
  const time = Date.parse(`${minute}:00Z`);
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(minute) ? undefined : time;
}
