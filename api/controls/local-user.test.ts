import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { localUser } from './local-user.js';

test('is the name of the account', () => {
  expect(localUser()).toBe(userInfo().username);
});

test.skipIf(process.getuid === undefined)('is the number of an account without a name', () => {
  const nameless = () => {
    throw new Error('no such user');
  };
  expect(localUser(nameless)).toBe(`user ${process.getuid?.()}`);
});
