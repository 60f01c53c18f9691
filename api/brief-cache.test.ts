import { expect, test } from 'vitest';
import { briefCache } from './brief-cache.js';

function counted() {
  let time = 0;
  let asked = 0;
  const ask = briefCache(
    (question: string) => {
      asked += 1;
      return question === 'fail' ? Promise.reject(new Error('no')) : Promise.resolve(`${question} ${asked}`);
    },
    1_000,
    () => time,
  );
  return { ask, asked: () => asked, pass: (milliseconds: number) => (time += milliseconds) };
}

test('the same question costs one answer until its time is over', async () => {
  const { ask, asked, pass } = counted();
  expect(await Promise.all([ask('a'), ask('a')])).toEqual(['a 1', 'a 1']);
  pass(999);
  expect(await ask('a')).toBe('a 1');
  pass(1);
  expect(await ask('a')).toBe('a 2');
  expect(asked()).toBe(2);
});

test('questions are told apart', async () => {
  const { ask } = counted();
  expect(await ask('a')).toBe('a 1');
  expect(await ask('b')).toBe('b 2');
});

test('a failure is not remembered', async () => {
  const { ask, asked } = counted();
  await expect(ask('fail')).rejects.toThrow('no');
  await expect(ask('fail')).rejects.toThrow('no');
  expect(asked()).toBe(2);
});
