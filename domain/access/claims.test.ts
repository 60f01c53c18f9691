import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameOf, roleOf, SAME_NAMES } from './claims.js';
import { ROLES } from './role.js';

describe('the role of a token', () => {
  const roles = { ...SAME_NAMES, 'AutoSync Operators': 'operator' } as const;

  test.each([
    [{ roles: ['viewer'] }, 'roles', 'viewer'],
    [{ roles: ['viewer', 'admin', 'operator'] }, 'roles', 'admin'],
    [{ roles: 'operator' }, 'roles', 'operator'],
    [{ scope: 'openid viewer profile' }, 'scope', 'viewer'],
    [{ groups: ['Everybody', 'AutoSync Operators'] }, 'groups', 'operator'],
    [{ group: 'AutoSync Operators' }, 'group', 'operator'],
    [{ realm_access: { roles: ['admin'] } }, 'realm_access.roles', 'admin'],
    [{ 'https://example.test/roles': ['viewer'] }, 'https://example.test/roles', 'viewer'],
    [{ 'a.b': ['viewer'], a: { b: ['admin'] } }, 'a.b', 'viewer'],
  ])('%j by %s is %s', (claims, claim, role) => {
    expect(roleOf(claims, { claim, roles })).toBe(role);
  });

  test.each([
    [{}],
    [{ roles: [] }],
    [{ roles: ['Admin'] }],
    [{ roles: ['constructor', '__proto__', 'toString'] }],
    [{ roles: { admin: true } }],
    [{ roles: [['admin']] }],
    [{ roles: true }],
    [{ roles: null }],
  ])('%j has none', (claims) => {
    expect(roleOf(claims, { claim: 'roles', roles })).toBeUndefined();
  });

  test('whatever a provider sends, there is no role without a value that means it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, claim) => {
        const role = roleOf({ [claim]: value }, { claim, roles: SAME_NAMES });
        expect([undefined, ...ROLES.filter((known) => JSON.stringify(value).includes(known))]).toContain(
          role,
        );
      }),
    );
  });
});

test.each([
  [{ sub: '17', preferred_username: 'jane' }, 'jane'],
  [{ sub: '17', azp: 'backup' }, 'backup'],
  [{ sub: '17', preferred_username: ' ' }, '17'],
  [{ sub: 17 }, undefined],
])('%j is called %s', (claims, name) => {
  expect(nameOf(claims)).toBe(name);
});
