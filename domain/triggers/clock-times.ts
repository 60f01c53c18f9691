import { CronExpressionParser } from 'cron-parser';
import { ensureError } from '../errors.js';
import { isTimeZone } from '../time-zone.js';

/** Times of a clock on the wall: each of these minutes, of each of these hours, on the days of which all three lists tell. */
export interface ClockTimes {
  /** 0 to 59. */
  readonly minutes: readonly number[];
  /** 0 to 23. */
  readonly hours: readonly number[];
  /** 1 to 31. */
  readonly daysOfMonth: readonly number[];
  /** 1 to 12. */
  readonly months: readonly number[];
  /** 0 to 6; 0 = Sunday. */
  readonly daysOfWeek: readonly number[];
}

/** When a trigger fires, by a calendar: at any of these times, by the clock of the time zone. */
export interface Timetable {
  readonly times: readonly ClockTimes[];
  /** An IANA name. */
  readonly timeZone: string;
  /** Days without a firing, `YYYY-MM-DD`, by the same clock. */
  readonly except: readonly string[];
}

export const EVERY_DAY_OF_MONTH = numbers(1, 31);
export const EVERY_MONTH = numbers(1, 12);
export const EVERY_DAY_OF_WEEK = numbers(0, 6);

/** Leap years included, each way in which the days of a week and of a month can meet. */
const TELLING_DAYS = { from: Date.UTC(2024, 0, 1), until: Date.UTC(2052, 0, 1) };
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The times that a cron expression means: minute, hour, day of month, month, day of week. Where a day of the month and one of
 * the week are named, either will do, as cron has it.
 *
 * @throws {Error} when it cannot be read, or means days that Temporal's schedules cannot name (`L`, `#`)
 */
export function clockTimesOfCron(cron: string): readonly ClockTimes[] {
  const words = cron.trim().split(/\s+/);
  if (words.length !== 5) throw new Error('it must have five fields');
  if (words.some((word) => /(^|,)H/.test(word))) throw new Error('H would be another time at every reading');
  if (words.some((word) => /[L#]/i.test(word.replaceAll(/[a-z]{3}/gi, '')))) {
    throw new Error('the last day of a month and the n-th weekday cannot be named here');
  }
  const { fields } = CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: 0 });
  const times: ClockTimes = {
    minutes: numbersOf(fields.minute.values),
    hours: numbersOf(fields.hour.values),
    daysOfMonth: numbersOf(fields.dayOfMonth.values),
    months: numbersOf(fields.month.values),
    daysOfWeek: numbersOf(fields.dayOfWeek.values.map((day) => Number(day) % 7)),
  };
  const restrictsBoth =
    times.daysOfMonth.length < EVERY_DAY_OF_MONTH.length &&
    times.daysOfWeek.length < EVERY_DAY_OF_WEEK.length;
  if (!restrictsBoth) return [times];
  return [
    { ...times, daysOfWeek: EVERY_DAY_OF_WEEK },
    { ...times, daysOfMonth: EVERY_DAY_OF_MONTH },
  ];
}

/** What is wrong with a timetable, in one sentence with what to do; `undefined` if nothing is. */
export function problemOfTimetable({ times, timeZone, except }: Timetable): string | undefined {
  if (!isTimeZone(timeZone)) {
    return `time zone "${timeZone}" is not known: write an IANA name, for example "Europe/Vienna" or "UTC"`;
  }
  const wrongDay = except.find((day) => !isDay(day));
  if (wrongDay !== undefined) {
    return `"${wrongDay}" is no day: write it as 2026-12-24`;
  }
  if (!times.some(hasADay)) return 'it never fires: no such day exists. Mend the day or the month';
  return undefined;
}

/** What is wrong with a cron expression, in one sentence with what to do; `undefined` if nothing is. */
export function problemOfCron(cron: string): string | undefined {
  try {
    clockTimesOfCron(cron);
    return undefined;
  } catch (error) {
    return `cron "${cron}" cannot be read (${ensureError(error).message}): write minute, hour, day of month, month and day of week, for example "0 22 * * 1-5" for 22:00 on each weekday`;
  }
}

/** How far apart two firings of a timetable are at least, in milliseconds, on one day or from one day to the next. */
export function shortestGapMs({ times }: Pick<Timetable, 'times'>): number {
  const minutes = [
    ...new Set(
      times.flatMap((each) => each.hours.flatMap((hour) => each.minutes.map((minute) => hour * 60 + minute))),
    ),
  ].toSorted((a, b) => a - b);
  const gaps = minutes.map((minute, index) => (minutes[index + 1] ?? (minutes[0] ?? 0) + 24 * 60) - minute);
  return Math.min(...gaps) * 60_000;
}

function numbersOf(values: readonly (number | string)[]): readonly number[] {
  return [...new Set(values.map(Number))].toSorted((a, b) => a - b);
}

function hasADay({ daysOfMonth, months, daysOfWeek }: ClockTimes): boolean {
  for (let at = TELLING_DAYS.from; at < TELLING_DAYS.until; at += DAY_MS) {
    const day = new Date(at);
    if (
      daysOfMonth.includes(day.getUTCDate()) &&
      months.includes(day.getUTCMonth() + 1) &&
      daysOfWeek.includes(day.getUTCDay())
    ) {
      return true;
    }
  }
  return false;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
