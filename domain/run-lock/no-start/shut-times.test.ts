import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemOfWindow, shutTimes, shutTimesADay } from './shut-times.js';
import type { NoStartWindow } from './window.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function windowOf(settings: Partial<NoStartWindow>): NoStartWindow {
  return { cron: '0 22 * * *', durationMs: 8 * HOUR, timeZone: 'Europe/Vienna', ...settings };
}

/** The shut times of one window as a wall clock and UTC show them. */
function shown(settings: Partial<NoStartWindow>, from: string, until: string): readonly string[] {
  const window = windowOf(settings);
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: window.timeZone,
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return shutTimes([window], Date.parse(from), Date.parse(until)).map(
    (time) =>
      `${clock.format(time.from)} to ${clock.format(time.to)}, ${new Date(time.from).toISOString().slice(11, 16)}Z`,
  );
}

/** What the wall clock of a time zone shows, as if that were UTC. */
function wallClock(timeZone: string): (moment: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (moment) => {
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? Number.NaN;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  };
}

interface Times {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** 0 = Sunday. */
  readonly weekdays: readonly number[];
}

function begins({ minutes, hours, weekdays }: Times, wall: number): boolean {
  const shownThen = new Date(wall);
  return (
    minutes.includes(shownThen.getUTCMinutes()) &&
    hours.includes(shownThen.getUTCHours()) &&
    weekdays.includes(shownThen.getUTCDay())
  );
}

function some(from: number, to: number): fc.Arbitrary<number[]> {
  return fc.uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: to - from + 1 });
}

/** A field of a cron expression, mostly one that can be read. */
function field(...values: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom('*', '?', '1', '*/5', '2-4', '1,3', '3,1', ...values) },
    { weight: 1, arbitrary: fc.oneof(fc.constantFrom('L', 'H', '5#3'), fc.string({ maxLength: 3 })) },
  );
}

describe('a window', () => {
  it('is shut again and again, also when it began before or ends after', () => {
    expect(shown({}, '2026-06-10T00:00Z', '2026-06-11T20:01Z')).toEqual([
      '09, 22:00 to 10, 06:00, 20:00Z',
      '10, 22:00 to 11, 06:00, 20:00Z',
      '11, 22:00 to 12, 06:00, 20:00Z',
    ]);
  });

  it('is not listed when it ended before, or begins at the end', () => {
    expect(shown({}, '2026-06-10T04:00Z', '2026-06-10T20:00Z')).toEqual([]);
  });

  it('keeps whom it is for', () => {
    const forWhom = { managementAgent: 'HR', triggers: ['schedule'] } as const;
    const from = Date.parse('2026-06-10T12:00Z');
    expect(shutTimes([windowOf(forWhom)], from, from + DAY)).toEqual([
      { from: from + 8 * HOUR, to: from + 16 * HOUR, ...forWhom },
    ]);
  });

  it('stays apart from others, in order of the beginning', () => {
    const from = Date.parse('2026-06-10T12:00Z');
    const windows = [windowOf({ managementAgent: 'HR' }), windowOf({ cron: '0 21 * * *' }), windowOf({})];
    expect(shutTimes(windows, from, from + DAY)).toEqual([
      { from: from + 7 * HOUR, to: from + 15 * HOUR },
      { from: from + 8 * HOUR, to: from + 16 * HOUR, managementAgent: 'HR' },
      { from: from + 8 * HOUR, to: from + 16 * HOUR },
    ]);
  });

  it('whose times touch is one time, however many they are', () => {
    const weekdays = windowOf({ cron: '* * * * mon-fri', durationMs: MINUTE, timeZone: 'UTC' });
    const monday = Date.parse('2026-06-08T00:00Z');
    expect(shutTimes([weekdays], monday - DAY, monday + 8 * DAY)).toEqual([
      { from: monday, to: monday + 5 * DAY },
      { from: monday + 7 * DAY, to: monday + 8 * DAY },
    ]);
  });

  it('may begin on the last day of a month, or on its third Friday', () => {
    expect(shown({ cron: '0 1 L * *' }, '2026-02-01T00:00Z', '2026-03-02T00:00Z')).toEqual([
      '28, 01:00 to 28, 09:00, 00:00Z',
    ]);
    expect(shown({ cron: '0 1 * * 5#3' }, '2026-06-01T00:00Z', '2026-07-01T00:00Z')).toEqual([
      '19, 01:00 to 19, 09:00, 23:00Z',
    ]);
  });
});

describe('in the night in which the clock goes forward, a window', () => {
  const night = ['2026-03-28T12:00Z', '2026-03-29T12:00Z'] as const;

  it('lasts as long as ever, and so ends an hour later on the wall clock', () => {
    expect(shown({}, ...night)).toEqual(['28, 22:00 to 29, 07:00, 21:00Z']);
  });

  it('whose beginning does not exist begins an hour later on the wall clock', () => {
    expect(shown({ cron: '30 2 * * *', durationMs: HOUR }, ...night)).toEqual([
      '29, 03:30 to 29, 04:30, 01:30Z',
    ]);
  });
});

describe('in the night in which the clock goes back, a window', () => {
  const night = ['2026-10-24T12:00Z', '2026-10-25T12:00Z'] as const;

  it('lasts as long as ever, and so ends an hour earlier on the wall clock', () => {
    expect(shown({}, ...night)).toEqual(['24, 22:00 to 25, 05:00, 20:00Z']);
  });

  it('whose beginning exists twice begins twice', () => {
    expect(shown({ cron: '30 2 * * *', durationMs: 10 * MINUTE }, ...night)).toEqual([
      '25, 02:30 to 25, 02:40, 00:30Z',
      '25, 02:30 to 25, 02:40, 01:30Z',
    ]);
    expect(shown({ cron: '30 2 * * *', durationMs: 90 * MINUTE }, ...night)).toEqual([
      '25, 02:30 to 25, 04:00, 00:30Z',
    ]);
  });
});

it('a day that a time zone left out begins its windows a day later on the wall clock', () => {
  const samoa = { cron: '0 12 30 * *', durationMs: HOUR, timeZone: 'Pacific/Apia' };
  expect(shown(samoa, '2011-12-28T00:00Z', '2012-01-02T00:00Z')).toEqual(['31, 12:00 to 31, 13:00, 22:00Z']);
});

describe('minute by minute', () => {
  it.each([
    ['Europe/Vienna', '2026-03-29T01:00Z'],
    ['Europe/Vienna', '2026-10-25T01:00Z'],
    ['America/New_York', '2026-03-08T07:00Z'],
    ['America/New_York', '2026-11-01T06:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
    ['Asia/Kathmandu', '2026-06-10T00:00Z'],
    ['Asia/Kathmandu', '1985-12-31T18:30Z'],
    ['America/Havana', '2026-03-08T05:00Z'],
  ])('%s about %s is shut as the wall clock says', (timeZone, change) => {
    const start = Date.parse(change) - 40 * HOUR;
    const walls = Array.from({ length: 80 * 60 }, (_, index) => start + index * MINUTE).map(
      wallClock(timeZone),
    );
    const window = fc.record({
      minutes: fc.oneof(some(0, 59), fc.constant([0]), fc.constant([0, 15, 30, 45])),
      hours: fc.oneof(some(0, 23), some(0, 3)),
      weekdays: fc.oneof(some(0, 6), fc.constant([0, 1, 2, 3, 4, 5, 6])),
      duration: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 20 * 60 })),
    });
    fc.assert(
      fc.property(window, fc.nat(20 * 60), fc.integer({ min: 1, max: 30 * 60 }), (times, after, length) => {
        const shut = new Set<number>();
        const begin = (index: number): void => {
          for (let i = index; i < index + times.duration; i += 1) shut.add(i);
        };
        walls.forEach((wall, index) => {
          if (begins(times, wall)) begin(index);
          const previous = index === 0 ? wall : (walls[index - 1] ?? wall);
          for (let skipped = previous + MINUTE; skipped < wall; skipped += MINUTE) {
            if (begins(times, skipped)) begin(index - 1 + (skipped - previous) / MINUTE);
          }
        });

        const first = 20 * 60 + after;
        const last = first + length;
        const cron = `${times.minutes.join(',')} ${times.hours.join(',')} * * ${times.weekdays.join(',')}`;
        const found = shutTimes(
          [{ cron, durationMs: times.duration * MINUTE, timeZone }],
          start + first * MINUTE,
          start + last * MINUTE,
        );
        for (let index = first; index < last; index += 1) {
          const now = start + index * MINUTE;
          const isShut = found.some((time) => time.from <= now && now < time.to);
          expect(isShut, `${cron} for ${times.duration} min, minute ${index}`).toBe(shut.has(index));
        }
        for (const [index, time] of found.entries()) {
          expect(time.to).toBeGreaterThan(start + first * MINUTE);
          expect(time.from).toBeLessThan(start + last * MINUTE);
          expect(time.from).toBeGreaterThan(found[index - 1]?.to ?? -Infinity);
        }
      }),
      { numRuns: 40 },
    );
  });
});

it.each([
  ['0 22 * * *', 8 * HOUR, 1],
  ['*/15 * * * *', 5 * MINUTE, 96],
  ['*/15 * * * *', 15 * MINUTE, 1],
  ['0,1,30 3,4 * * *', MINUTE, 4],
])('%s for %s ms shuts so many times a day', (cron, durationMs, expected) => {
  expect(shutTimesADay(windowOf({ cron, durationMs }))).toBe(expected);
});

describe('a window with a mistake is told', () => {
  it.each<[string, Partial<NoStartWindow>, RegExp]>([
    [
      'an hour that there is not',
      { cron: '0 25 * * *' },
      /^cron "0 25 \* \* \*" cannot be read \(.*25.*\): write minute, hour/,
    ],
    ['a day that there is not', { cron: '0 0 31 2 *' }, /^cron .* cannot be read .*: write/],
    ['seconds', { cron: '0 0 22 * * *' }, /cannot be read \(it must have five fields\): write/],
    ['words', { cron: 'every night' }, /cannot be read .*: write/],
    ['nothing', { cron: '' }, /^cron "" cannot be read .*: write/],
    ['chance', { cron: '0 H * * *' }, /\(H would be another time at every reading\): write/],
    ['a time zone that there is not', { timeZone: 'Europe/Wien' }, /^time zone "Europe\/Wien" .*: write/],
    ['no duration', { durationMs: 0 }, /^a duration of 0 s shuts nothing: make it longer/],
    [
      'a day that lasts a day',
      { cron: '0 0 * * *', durationMs: DAY },
      /^cron "0 0 \* \* \*" with a duration of 86400 s is always shut, .*: shorten/,
    ],
    ['every minute', { cron: '* * * * *', durationMs: MINUTE }, /is always shut/],
    ['a week that lasts a week', { cron: '0 12 * * wed', durationMs: 7 * DAY }, /is always shut/],
    ['a month that lasts 31 days', { cron: '0 0 1 * *', durationMs: 31 * DAY }, /is always shut/],
    [
      'a leap year that lasts five years',
      { cron: '0 0 29 2 *', durationMs: 5 * 366 * DAY },
      /is always shut/,
    ],
  ])('%s', (_, settings, expected) => {
    expect(problemOfWindow(windowOf(settings))).toMatch(expected);
  });

  it.each<[string, Partial<NoStartWindow>]>([
    ['every night', {}],
    ['a day but for a minute', { cron: '0 0 * * *', durationMs: DAY - MINUTE }],
    ['every minute of weekdays', { cron: '* * * * 1-5', durationMs: MINUTE }],
    ['every minute of eleven months', { cron: '* * * 1-11 *', durationMs: MINUTE }],
    ['every second minute', { cron: '*/2 * * * *', durationMs: MINUTE }],
    ['a month that lasts 30 days', { cron: '0 0 1 * *', durationMs: 30 * DAY }],
    ['a leap day', { cron: '0 0 29 2 *', durationMs: 3 * 365 * DAY }],
  ])('%s has none', (_, settings) => {
    expect(problemOfWindow(windowOf(settings))).toBeUndefined();
  });

  it('or its times can be told, whatever it says', () => {
    const cron = fc
      .tuple(
        field('59'),
        field('23'),
        field('L', '31', '29-31'),
        field('feb', '2', '2,4', '12'),
        field('mon-fri', '5L', '5#5', '7', '0'),
      )
      .map((fields) => fields.join(' '));
    const durationMs = fc.integer({ min: -1, max: 40 * 24 }).map((hours) => hours * HOUR);
    const timeZone = fc.constantFrom('Europe/Vienna', 'UTC', '', 'GMT', '+02:00', 'Etc/GMT+12');
    fc.assert(
      fc.property(fc.record({ cron, durationMs, timeZone }), (window) => {
        const problem = problemOfWindow(window);
        const told = problem?.search(/: (write|make|shorten) /);
        expect(told ?? shutTimes([window], 0, 40 * DAY).length).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 100 },
    );
  });
});
