import { expect, test } from 'vitest';
import { ROLES, suffices } from './role.js';

test('each role may do what it needs and what lesser ones need, and no more', () => {
  expect(ROLES.map((role) => ROLES.filter((needed) => suffices(role, needed)))).toEqual([
    ['viewer'],
    ['viewer', 'operator'],
    ['viewer', 'operator', 'admin'],
  ]);
});
