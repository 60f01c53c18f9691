import { expect, test } from 'vitest';
import { AutoSyncError } from '../../domain/errors.js';
import { FailedLogIns } from './failed-log-ins.js';

const LIMIT = { attempts: 3, withinS: 60, blockedS: 60 };
const wrong = () => Promise.reject(new AutoSyncError('unauthenticated', 'The token is wrong.'));
const away = () => Promise.reject(new AutoSyncError('authentication-unavailable', 'The provider is away.'));
const right = () => Promise.resolve('jane');

test('after as many that failed no other is looked at, from there alone', async () => {
  const logIns = new FailedLogIns(LIMIT);
  for (let n = 0; n < 3; n += 1) {
    await expect(logIns.attempt('192.0.2.1', wrong)).rejects.toMatchObject({ code: 'unauthenticated' });
  }
  let looked = false;
  const look = () => {
    looked = true;
    return right();
  };
  await expect(logIns.attempt('192.0.2.1', look)).rejects.toMatchObject({
    code: 'too-many-attempts',
    retryAfterS: 60,
  });
  expect(looked).toBe(false);
  expect(await logIns.attempt('192.0.2.2', right)).toBe('jane');
});

test('many at once are no more than one after the other', async () => {
  const logIns = new FailedLogIns(LIMIT);
  let looked = 0;
  const answers = await Promise.allSettled(
    Array.from({ length: 50 }, () =>
      logIns.attempt('192.0.2.1', () => {
        looked += 1;
        return wrong();
      }),
    ),
  );
  expect(looked).toBe(3);
  expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(50);
});

test('what succeeds, or fails for another reason than its token, does not count', async () => {
  const logIns = new FailedLogIns(LIMIT);
  for (let n = 0; n < 20; n += 1) {
    expect(await logIns.attempt('192.0.2.1', right)).toBe('jane');
    await expect(logIns.attempt('192.0.2.1', away)).rejects.toMatchObject({
      code: 'authentication-unavailable',
    });
  }
});
