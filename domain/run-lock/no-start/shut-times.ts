import { CronExpressionParser, type CronExpression } from 'cron-parser';
import { ensureError } from '../../errors.js';
import { isTimeZone } from '../../time-zone.js';
import type { NoStartWindow, ShutTime } from './window.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Leap years included, each way in which the days of a cron expression can follow each other. */
const TELLING_DAYS = { from: Date.UTC(2024, 0, 1), until: Date.UTC(2032, 0, 1) };

/** When a window begins and how long it lasts, whomever it is for. */
type Calendar = Pick<NoStartWindow, 'cron' | 'durationMs' | 'timeZone'>;

/**
 * All times between `from` and `until` at which a window is shut, in order of their beginning. The first may have begun
 * before `from`, the last may end after `until`. Times of one window that touch or overlap are one time; those of
 * different windows stay apart.
 *
 * The duration is elapsed time: a window from 22:00 that lasts eight hours ends at 07:00 in the night in which the clock
 * goes forward, and at 05:00 in that in which it goes back.
 *
 * Where the clock goes from 02:00 to 03:00, a window from 02:30 begins at 03:30. Where it goes from 03:00 back to 02:00, one
 * from 02:30 begins twice: what waits loses nothing, what runs beside whatever the window is for might.
 *
 * To be called by activities only: workers may differ in what they know of time zones, and a workflow must not.
 *
 * @param windows such that {@link problemOfWindow} finds nothing wrong with
 * @param from milliseconds since 1970
 * @param until milliseconds since 1970
 */
export function shutTimes(windows: readonly NoStartWindow[], from: number, until: number): ShutTime[] {
  const known = new Map<string, readonly { readonly from: number; readonly to: number }[]>();
  return windows
    .flatMap((window) => {
      const { managementAgent, triggers } = window;
      const key = JSON.stringify([window.cron, window.durationMs, window.timeZone]);
      const times = known.get(key) ?? timesOf(window, from, until);
      known.set(key, times);
      return times.map((time) => ({
        ...time,
        ...(managementAgent === undefined ? {} : { managementAgent }),
        ...(triggers === undefined ? {} : { triggers }),
      }));
    })
    .toSorted((a, b) => a.from - b.from);
}

/**
 * What is wrong with a window, in one sentence that names the value and what to do; `undefined` if nothing is.
 *
 * A window is wrong too that is always shut, by the calendar without the days on which the clock changes.
 */
export function problemOfWindow({ cron, durationMs, timeZone }: Calendar): string | undefined {
  let days: CronExpression;
  let minutes: readonly number[];
  try {
    days = daysOf(cron, TELLING_DAYS.from);
    minutes = minutesOfDay(cron);
  } catch (error) {
    return `cron "${cron}" cannot be read (${ensureError(error).message}): write minute, hour, day of month, month and day of week, for example "0 22 * * *" for 22:00 on every day`;
  }
  if (!isTimeZone(timeZone)) {
    return `time zone "${timeZone}" is not known: write an IANA name, for example "Europe/Vienna" or "UTC"`;
  }
  if (!(durationMs > 0)) {
    return `a duration of ${durationMs / 1000} s shuts nothing: make it longer, or remove the window`;
  }
  if (isAlwaysShut(days, minutes, durationMs)) {
    return `cron "${cron}" with a duration of ${durationMs / 1000} s is always shut, and nothing would ever run: shorten the duration, or let it begin less often`;
  }
  return undefined;
}

/** How many times a day a window shuts at most. */
export function shutTimesADay({ cron, durationMs }: Calendar): number {
  return 1 + gapsOfDay(minutesOfDay(cron)).filter((gapMs) => gapMs > durationMs).length;
}

function timesOf(window: Calendar, from: number, until: number): { from: number; to: number }[] {
  const merged: { from: number; to: number }[] = [];
  for (const begin of beginnings(window, from - window.durationMs, until)) {
    const end = begin + window.durationMs;
    const last = merged.at(-1);
    if (last && begin <= last.to) last.to = end;
    else merged.push({ from: begin, to: end });
  }
  return merged.filter((time) => time.to > from);
}

/** From `from` until before `until`, in order. */
function beginnings({ cron, timeZone }: Calendar, from: number, until: number): number[] {
  // Wall clocks differ from UTC by less than a day, and a day can be skipped.
  const days = daysOf(cron, from - 2 * DAY_MS);
  const minutes = minutesOfDay(cron);
  const offsetAt = offsetsOf(timeZone);
  const found: number[] = [];
  for (let day = days.next().getTime(); day < until + DAY_MS; day = days.next().getTime()) {
    for (const minute of minutes) found.push(...momentsOf(day + minute * MINUTE_MS, offsetAt));
  }
  return found.filter((moment) => moment >= from && moment < until).toSorted((a, b) => a - b);
}

/**
 * When a clock on the wall shows a time: once, twice when it has gone back, or never when it has gone forward. Then it is
 * the moment at which it would have been, had the clock not been touched.
 *
 * @param wall what the clock shows, as if that were UTC
 * @param offsetAt how far the clock is ahead of UTC at a moment
 */
function momentsOf(wall: number, offsetAt: (moment: number) => number): readonly number[] {
  const before = offsetAt(wall - DAY_MS);
  const after = offsetAt(wall + DAY_MS);
  if (before === after) return [wall - before];
  const moments = [before, after]
    .map((offset) => ({ offset, moment: wall - offset }))
    .filter(({ offset, moment }) => offsetAt(moment) === offset)
    .map(({ moment }) => moment);
  return moments.length > 0 ? moments : [wall - before];
}

/** How far the clock of a time zone is ahead of UTC at a moment, in milliseconds. */
function offsetsOf(timeZone: string): (moment: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (moment) => {
    const name = format.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value;
    const [, sign, hours, minutes, seconds] =
      /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name ?? '') ?? [];
    const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0);
    return (sign === '-' ? -ahead : ahead) * 1000;
  };
}

function isAlwaysShut(days: CronExpression, minutes: readonly number[], durationMs: number): boolean {
  if (gapsOfDay(minutes).some((gapMs) => gapMs > durationMs)) return false;
  const wholeDay = ((minutes.at(-1) ?? 0) - (minutes[0] ?? 0)) * MINUTE_MS;
  let last = days.next().getTime();
  while (last < TELLING_DAYS.until) {
    const day = days.next().getTime();
    if (day - last - wholeDay > durationMs) return false;
    last = day;
  }
  return true;
}

/** How far apart the beginnings of one day are, in milliseconds. */
function gapsOfDay(minutes: readonly number[]): readonly number[] {
  return minutes.slice(1).map((minute, index) => (minute - (minutes[index] ?? 0)) * MINUTE_MS);
}

/**
 * The days of a cron expression from a moment on, each as its midnight in UTC: a calendar without a time zone.
 *
 * cron-parser is not asked for times in a time zone: it leaves out beginnings where the clock changes by half an hour, and
 * lets a repeated hour pass.
 */
function daysOf(cron: string, from: number): CronExpression {
  const [, , dayOfMonth, month, dayOfWeek] = fieldsOf(cron);
  return CronExpressionParser.parse(`0 0 ${dayOfMonth} ${month} ${dayOfWeek}`, {
    tz: 'UTC',
    currentDate: Math.floor(from / DAY_MS) * DAY_MS - 1000,
  });
}

/** The minutes of the day at which a cron expression begins, in order. */
function minutesOfDay(cron: string): readonly number[] {
  const [minutes, hours] = fieldsOf(cron);
  const { fields } = CronExpressionParser.parse(`${minutes} ${hours} * * *`, { tz: 'UTC', currentDate: 0 });
  return fields.hour.values
    .flatMap((hour) => fields.minute.values.map((minute) => hour * 60 + minute))
    .toSorted((a, b) => a - b);
}

/** @throws {Error} when there are not five fields, or one stands for a value by chance */
function fieldsOf(cron: string): readonly string[] {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) throw new Error('it must have five fields');
  if (fields.some((field) => /(^|,)H/.test(field)))
    throw new Error('H would be another time at every reading');
  return fields;
}
