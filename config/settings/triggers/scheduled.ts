import { z } from 'zod';
import {
  clockTimesOfCron,
  EVERY_DAY_OF_MONTH,
  EVERY_DAY_OF_WEEK,
  EVERY_MONTH,
  problemOfCron,
  problemOfTimetable,
  type ClockTimes,
  type Timetable,
} from '../../../domain/triggers/clock-times.js';
import { oneOf } from '../one-of.js';
import { refuseUnclearStart, starts } from './starts.js';

const WEEK = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

const calendar = z
  .strictObject({
    at: z
      .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day such as 02:00 or 17:30'))
      .min(1, 'name at least one time of day')
      .describe('Times of day, for example ["02:00", "17:30"].'),
    daysOfWeek: z
      .array(
        oneOf({
          monday: 'monday',
          tuesday: 'tuesday',
          wednesday: 'wednesday',
          thursday: 'thursday',
          friday: 'friday',
          saturday: 'saturday',
          sunday: 'sunday',
        }),
      )
      .min(1, 'name at least one day, or leave it out for all')
      .exactOptional()
      .describe('Days of the week, for example [monday, friday]. Left out: each.'),
    daysOfMonth: z
      .array(z.int().min(1).max(31))
      .min(1, 'name at least one day, or leave it out for all')
      .exactOptional()
      .describe('Days of the month, for example [1, 15]. Left out: each. With daysOfWeek, both must be so.'),
    months: z
      .array(z.int().min(1).max(12))
      .min(1, 'name at least one month, or leave it out for all')
      .exactOptional()
      .describe('Months, for example [3, 6, 9, 12]. Left out: each.'),
  })
  .describe('Times of day, and on which days.');

/** A trigger that fires at times of a calendar. */
export const scheduledTrigger = z
  .strictObject({
    type: z.literal('scheduled'),
    cron: z
      .string()
      .exactOptional()
      .describe(
        'When it fires: minute, hour, day of month, month and day of week, for example "0 2 * * 0" for 02:00 on Sundays. Either this, or calendar.',
      ),
    calendar: calendar.exactOptional(),
    timeZone: z
      .string()
      .describe('Of the clock that says when it fires: an IANA name, for example Europe/Vienna or UTC.'),
    except: z
      .array(z.string())
      .default([])
      .describe('Days on which it does not fire, for example ["2026-12-24"].'),
    ...starts,
  })
  .superRefine(refuseUnclearStart)
  .superRefine((trigger, context) => {
    const problem = problemOfScheduled(trigger);
    if (problem !== undefined) context.addIssue(problem);
  })
  .describe('Fires at times of a calendar, by the clock of a time zone.');

type Scheduled = Pick<z.infer<typeof scheduledTrigger>, 'cron' | 'calendar' | 'timeZone' | 'except'>;

/** When a scheduled trigger fires. */
export function timetableOf({ cron, calendar: days, timeZone, except }: Scheduled): Timetable {
  return {
    times: days ? days.at.map((at) => clockTimesAt(at, days)) : clockTimesOfCron(cron ?? ''),
    timeZone,
    except,
  };
}

function clockTimesAt(at: string, days: z.infer<typeof calendar>): ClockTimes {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  return {
    minutes: [minute],
    hours: [hour],
    daysOfMonth: days.daysOfMonth ?? EVERY_DAY_OF_MONTH,
    months: days.months ?? EVERY_MONTH,
    daysOfWeek: days.daysOfWeek?.map((day) => WEEK.indexOf(day)) ?? EVERY_DAY_OF_WEEK,
  };
}

function problemOfScheduled(trigger: Scheduled): string | undefined {
  const { cron, calendar: days } = trigger;
  if (cron === undefined && days === undefined) {
    return 'it does not say when it fires: write a cron such as "0 2 * * 0", or a calendar such as {at: ["02:00"], daysOfWeek: [sunday]}';
  }
  if (cron !== undefined && days !== undefined) return 'it has a cron and a calendar: take one of them out';
  return (cron === undefined ? undefined : problemOfCron(cron)) ?? problemOfTimetable(timetableOf(trigger));
}
