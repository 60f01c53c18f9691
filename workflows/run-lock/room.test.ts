import { expect, it } from 'vitest';
import { roomFor } from './room.js';

/** Work that goes on until it is told to end. */
function openWork() {
  let end: (() => void) | undefined;
  let fail: (() => void) | undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = () => reject(new Error('it was cancelled'));
  });
  return { work: () => ended, end: () => end?.(), fail: () => fail?.() };
}

it('work begins at once where there is room', async () => {
  const enter = roomFor(1);
  const begun: string[] = [];
  const work = enter(async () => begun.push('a'));
  expect(begun).toEqual(['a']);
  await work;
});

it('no more is under way than there is room for, and what came first begins first', async () => {
  const enter = roomFor(2);
  const begun: number[] = [];
  const open = Array.from({ length: 5 }, openWork);
  const all = open.map(({ work }, number) =>
    enter(() => {
      begun.push(number);
      return work();
    }),
  );
  expect(begun).toEqual([0, 1]);
  open[1]?.end();
  await all[1];
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  open[2]?.end();
  await all[2];
  await expect.poll(() => begun).toEqual([0, 1, 2, 3]);
  open.forEach(({ end }) => end());
  await Promise.all(all);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

it('work that fails makes room, too', async () => {
  const enter = roomFor(1);
  const first = openWork();
  const failed = enter(first.work);
  const next = enter(() => Promise.resolve('went on'));
  first.fail();
  await expect(failed).rejects.toThrow('it was cancelled');
  expect(await next).toBe('went on');
  expect(await enter(() => Promise.resolve('there is room again'))).toBe('there is room again');
});
