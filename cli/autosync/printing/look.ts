import pc from 'picocolors';
import { describeDuration } from '../../duration.js';
import type { Colors } from '../../start/console/colors.js';
import type { Surroundings } from '../surroundings.js';

/** How things are shown here and now. */
export interface Look {
  readonly colors: Colors;
  /** Characters on a line; absent where lines may be as long as they are. */
  readonly columns?: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Of the reader; absent = the machine's. */
  readonly timeZone?: string;
}

/** How things are shown to whoever reads standard output. */
export function lookOf({ terminal, now, timeZone }: Surroundings): Look {
  return {
    colors: pc.createColors(terminal?.colors ?? false),
    ...(terminal && { columns: terminal.columns }),
    now: now?.() ?? Date.now(),
    ...(timeZone !== undefined && { timeZone }),
  };
}

const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const DATE = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;

/**
 * A moment by the reader's clock, with its zone: `10:02:11 CET` if it is today, else `2001-01-31 10:02:11 CET`.
 *
 * @param iso ISO 8601; shown as it is if it is not
 */
export function moment(iso: string, { now, timeZone }: Pick<Look, 'now' | 'timeZone'>): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const zone = timeZone === undefined ? {} : { timeZone };
  // Sweden writes dates as ISO 8601 does.
  const day = (time: Date | number) => new Intl.DateTimeFormat('sv-SE', { ...DATE, ...zone }).format(time);
  const time = new Intl.DateTimeFormat('en-GB', { ...TIME, ...zone, timeZoneName: 'short' }).format(at);
  return day(at) === day(now) ? time : `${day(at)} ${time}`;
}

/** How long ago something was: `12.3 s ago`. What lies ahead, by another machine's clock, was just now. */
export function ago(iso: string, { now }: Pick<Look, 'now'>): string {
  return `${describeDuration(now - Date.parse(iso))} ago`;
}

/** For how long something has lasted. */
export function lasting(iso: string, { now }: Pick<Look, 'now'>): string {
  return describeDuration(now - Date.parse(iso));
}

/** `HH:MM:SS` by the reader's clock, as the console of `npm start` has it. */
export function clock(iso: string, { timeZone }: Pick<Look, 'timeZone'>): string {
  return new Intl.DateTimeFormat('en-GB', { ...TIME, ...(timeZone !== undefined && { timeZone }) }).format(
    new Date(iso),
  );
}
