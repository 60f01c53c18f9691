import { describe, expect, it } from 'vitest';
import { clockTimesOfCron, problemOfTimetable, shortestGapMs } from './clock-times.js';

const timetable = (cron: string) => ({ times: clockTimesOfCron(cron), timeZone: 'UTC', except: [] });

describe('times of a cron expression', () => {
  it('are its minutes and hours on its days', () => {
    expect(clockTimesOfCron('30 2,14 * 3 1-5')).toEqual([
      {
        minutes: [30],
        hours: [2, 14],
        daysOfMonth: Array.from({ length: 31 }, (_, index) => index + 1),
        months: [3],
        daysOfWeek: [1, 2, 3, 4, 5],
      },
    ]);
  });

  it('are on either day where a day of the month and one of the week are named', () => {
    const times = clockTimesOfCron('0 2 13 * 7');
    expect(times.map(({ daysOfMonth, daysOfWeek }) => [daysOfMonth.length, daysOfWeek])).toEqual([
      [1, [0, 1, 2, 3, 4, 5, 6]],
      [31, [0]],
    ]);
  });
});

describe('a timetable', () => {
  it('that meets on the rarest of days is sound', () => {
    expect(problemOfTimetable(timetable('0 2 29 2 *'))).toBeUndefined();
  });

  it.each([
    ['*/15 * * * *', 15],
    ['0 8,18 * * *', 600],
    ['0 2 * * 0', 1440],
  ])('knows how soon it fires again at the soonest: %s', (cron, minutes) => {
    expect(shortestGapMs(timetable(cron))).toBe(minutes * 60_000);
  });
});
