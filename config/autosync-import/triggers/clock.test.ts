import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { scheduledTrigger, timetableOf } from '../../settings/triggers/scheduled.js';
import { writeCommentedYaml, type Setting } from '../../writing/commented-yaml.js';
import { clockSettings } from './clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (...times: readonly string[]) => ({ key: 'at', value: times });

it.each([
  [
    'each week',
    '2024-03-04T02:30:00',
    168 * HOUR,
    [{ key: 'calendar', value: { settings: [at('02:30'), { key: 'daysOfWeek', value: ['monday'] }] } }],
  ],
  ['each day', '2024-03-04T23:05:30', 24 * HOUR, [{ key: 'calendar', value: { settings: [at('23:05')] } }]],
  [
    'some times a day',
    '2024-03-04T20:15:00',
    8 * HOUR,
    [{ key: 'calendar', value: { settings: [at('04:15', '12:15', '20:15')] } }],
  ],
  ['some times an hour', '2024-03-04T20:50:00', 20 * MINUTE, [{ key: 'cron', value: '10,30,50 * * * *' }]],
  ['each hour', '2024-03-04T20:50:00', HOUR, [{ key: 'cron', value: '50 * * * *' }]],
  ['at times that are others each day', '2024-03-04T20:50:00', 17 * MINUTE, undefined],
  ['each fortnight', '2024-03-04T20:50:00', 336 * HOUR, undefined],
  ['by the second', '2024-03-04T20:50:00', 30_000, undefined],
  ['on a day that there is not', '2024-02-30T02:30:00', 24 * HOUR, undefined],
  ['by another clock', '2024-03-04T02:30:00+01:00', 24 * HOUR, undefined],
  ['at no time', undefined, 24 * HOUR, undefined],
  ['never again', '2024-03-04T02:30:00', undefined, undefined],
])('a trigger fires %s', (_, start, everyMs, expected) => {
  expect(clockSettings(start, everyMs)).toEqual(expected);
});

/** The minutes of the day at which a scheduled trigger with these settings fires. */
function firings(settings: readonly Setting[] | undefined): readonly number[] {
  const yaml = writeCommentedYaml([], [...(settings ?? []), { key: 'timeZone', value: 'UTC' }]);
  const read = scheduledTrigger.parse({ type: 'scheduled', runProfile: 'DI', ...(parse(yaml) as object) });
  return timetableOf(read)
    .times.flatMap(({ hours, minutes }) =>
      hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute)),
    )
    .toSorted((a, b) => a - b);
}

it('fires at the time that it was counted from, and as often as it did', () => {
  const intervals = Array.from({ length: 1440 }, (_, index) => index + 1).filter((n) => 1440 % n === 0);
  fc.assert(
    fc.property(fc.constantFrom(...intervals), fc.integer({ min: 0, max: 1439 }), (every, start) => {
      const time = new Date(start * MINUTE).toISOString().slice(11, 16);
      const expected = Array.from({ length: 1440 }, (_, minute) => minute).filter(
        (minute) => (minute - start) % every === 0,
      );
      expect(firings(clockSettings(`2024-03-04T${time}:00`, every * MINUTE))).toEqual(expected);
    }),
  );
});
