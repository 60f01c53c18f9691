import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trigger } from '../../cycle/cycle.js';
import { mayStartSooner, nextOpening, shutFor, type WantedStart } from './shut-for.js';
import type { ShutTime } from './window.js';

const HR_ID = '{10000000-0000-4000-8000-0000000000A1}';

function hr(...triggers: Trigger[]): WantedStart {
  return { managementAgent: [HR_ID, 'HR'], triggers };
}

const ALL: ShutTime = { from: 100, to: 200 };
const SCHEDULED: ShutTime = { from: 100, to: 300, triggers: ['schedule', 'change'] };
const OPERATORS: ShutTime = { from: 100, to: 250, triggers: ['operator'] };

describe('a shut time', () => {
  it.each([
    [99, undefined],
    [100, ALL],
    [199, ALL],
    [200, undefined],
  ])('begins with its first moment and ends before its last: %s', (now, expected) => {
    expect(shutFor([ALL], hr('schedule'), now)).toBe(expected);
  });

  it.each(['HR', 'hr', HR_ID, HR_ID.toLowerCase()])('names its management agent as %s', (managementAgent) => {
    const time = { ...ALL, managementAgent };
    expect(shutFor([time], hr('schedule'), 150)).toBe(time);
  });

  it('leaves other management agents alone', () => {
    expect(shutFor([{ ...ALL, managementAgent: 'AD' }], hr('schedule'), 150)).toBeUndefined();
  });

  it('with triggers leaves other triggers alone, and what has none', () => {
    expect(shutFor([SCHEDULED], hr('change'), 150)).toBe(SCHEDULED);
    expect(shutFor([SCHEDULED], hr('operator'), 150)).toBeUndefined();
    expect(shutFor([SCHEDULED], hr(), 150)).toBeUndefined();
  });

  it('without triggers holds for what has none', () => {
    expect(shutFor([ALL], hr(), 150)).toBe(ALL);
  });
});

describe('a run that several ask for', () => {
  it('waits while the shut time holds for all of them', () => {
    expect(shutFor([SCHEDULED], hr('schedule', 'change'), 150)).toBe(SCHEDULED);
  });

  it('starts if one of them may', () => {
    expect(shutFor([SCHEDULED], hr('schedule', 'operator'), 150)).toBeUndefined();
  });

  it('waits while each is kept by another, for the one who may first', () => {
    expect(shutFor([SCHEDULED, OPERATORS], hr('schedule', 'operator'), 150)).toBe(OPERATORS);
  });
});

describe('of shut times that overlap', () => {
  it('the one that ends last counts', () => {
    const longer = { from: 150, to: 400 };
    expect(shutFor([ALL, longer], hr('schedule'), 160)).toBe(longer);
    expect(shutFor([longer, ALL], hr('schedule'), 160)).toBe(longer);
  });
});

describe('the next opening', () => {
  it('is now where nothing is shut', () => {
    expect(nextOpening([ALL], hr('schedule'), 50)).toBe(50);
    expect(nextOpening([ALL], hr('schedule'), 200)).toBe(200);
  });

  it('is after the last of those that follow without a gap', () => {
    const times = [{ from: 300, to: 400 }, ALL, { from: 200, to: 300 }, { from: 401, to: 500 }];
    expect(nextOpening(times, hr('schedule'), 150)).toBe(400);
  });

  it('is the first moment that is not shut', () => {
    const trigger = fc.constantFrom<Trigger>('schedule', 'operator', 'change');
    const shutTime = fc
      .record(
        {
          from: fc.nat(30),
          length: fc.integer({ min: 1, max: 10 }),
          managementAgent: fc.constantFrom('HR', HR_ID, 'AD'),
          triggers: fc.array(trigger, { minLength: 1, maxLength: 3 }),
        },
        { requiredKeys: ['from', 'length'] },
      )
      .map(({ length, ...time }): ShutTime => ({ ...time, to: time.from + length }));
    fc.assert(
      fc.property(fc.array(shutTime), fc.array(trigger), fc.nat(40), (times, triggers, now) => {
        const isShutAt = (moment: number): boolean =>
          (triggers.length === 0 ? [undefined] : triggers).every((asker) =>
            times.some(
              (time) =>
                moment >= time.from &&
                moment < time.to &&
                time.managementAgent !== 'AD' &&
                (!time.triggers || time.triggers.some((held) => held === asker)),
            ),
          );
        let expected = now;
        while (isShutAt(expected)) expected += 1;
        expect(nextOpening(times, hr(...triggers), now)).toBe(expected);
        expect(shutFor(times, hr(...triggers), now) !== undefined).toBe(isShutAt(now));
      }),
    );
  });
});

describe('one more who asks for a run', () => {
  const OTHERS: ShutTime = { ...OPERATORS, managementAgent: 'AD' };

  it.each<[string, readonly ShutTime[], Trigger, number, boolean]>([
    ['lets it start sooner where a shut time is not for his trigger', [OPERATORS], 'schedule', 150, true],
    ['lets it start sooner where such a one is yet to come', [OPERATORS], 'schedule', 50, true],
    ['changes nothing by the trigger of another who asks', [SCHEDULED], 'operator', 150, false],
    ['changes nothing where a shut time is for all', [ALL], 'schedule', 150, false],
    ['changes nothing where a shut time is for his trigger, too', [SCHEDULED], 'schedule', 150, false],
    ['changes nothing when the shut time is over', [OPERATORS], 'schedule', 250, false],
    ['changes nothing by shut times of another management agent', [OTHERS], 'schedule', 150, false],
  ])('%s', (_, shutTimes, trigger, now, expected) => {
    expect(mayStartSooner(shutTimes, hr('operator'), trigger, now)).toBe(expected);
  });
});
