import type { CalendarSpec, ScheduleSpec } from '@temporalio/client';
import type { ClockTimes } from '../domain/triggers/clock-times.js';
import type { Firing } from '../domain/triggers/planned-trigger.js';

const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;

const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;

/** When a trigger fires, in the terms of Temporal's schedules. A webhook's never does by itself. */
export function scheduleSpecOf(firing: Firing): ScheduleSpec {
  switch (firing.kind) {
    case 'interval':
      return { intervals: [{ every: firing.everyMs, offset: firing.offsetMs }] };
    case 'scheduled': {
      const { times, timeZone, except } = firing.timetable;
      return { calendars: times.map(calendarOf), skip: except.map(dayOf), timezone: timeZone };
    }
    case 'webhook':
      return {};
  }
}

function calendarOf({ minutes, hours, daysOfMonth, months, daysOfWeek }: ClockTimes): CalendarSpec {
  return {
    minute: [...minutes],
    hour: [...hours],
    dayOfMonth: [...daysOfMonth],
    month: months.flatMap((month) => MONTHS[month - 1] ?? []),
    dayOfWeek: daysOfWeek.flatMap((day) => DAYS[day] ?? []),
  };
}

/** Every second of a day. */
function dayOf(day: string): CalendarSpec {
  const [year = 0, month = 0, dayOfMonth = 0] = day.split('-').map(Number);
  return {
    year,
    month: MONTHS[month - 1] ?? 'JANUARY',
    dayOfMonth,
    hour: '*',
    minute: '*',
    second: '*',
  };
}
