import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { localUser } from './local-user.js';

test('is the name of the account', () => {
  expect(localUser()).toBe(userInfo().username);
});

function nameless(): never {
  throw new Error('no such user');
}

test.skipIf(process.getuid === undefined)('is the number of an account without a name', () => {
  expect(localUser(nameless)).toBe(`user ${process.getuid?.()}`);
});
