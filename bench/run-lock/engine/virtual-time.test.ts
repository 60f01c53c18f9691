import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualTime } from './virtual-time.js';

describe('virtual time', () => {
  it('lets happen what is due in the order of time, and what is due together in the order of planning', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (times) => {
        const time = new VirtualTime();
        const happened: [number, number][] = [];
        times.forEach((at, order) => time.at(at, () => happened.push([time.now, order])));
        time.run(20);
        const expected = times
          .map((at, order): [number, number] => [at, order])
          .toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(happened).toEqual(expected);
      }),
    );
  });

  it('takes what is planned on the way', () => {
    const time = new VirtualTime();
    const happened: string[] = [];
    time.at(5, () => {
      happened.push(`first at ${time.now}`);
      time.after(2, () => happened.push(`then at ${time.now}`));
    });
    time.at(6, () => happened.push(`between at ${time.now}`));
    time.run(10);
    expect(happened).toEqual(['first at 5', 'between at 6', 'then at 7']);
  });

  it('does not go back, nor past the end', () => {
    const time = new VirtualTime();
    time.at(5, () => time.at(4, () => undefined));
    expect(() => time.run(10)).toThrow('4 has passed: it is 5');
    time.at(11, () => undefined);
    expect(() => time.run(10)).toThrow('not at rest at 10');
  });
});
