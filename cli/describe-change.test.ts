import { expect, test } from 'vitest';
import { describeChange } from './describe-change.js';

const hire = { kind: 'add', dn: 'E100017', managementAgentName: 'HR' } as const;

test('by the name that people know the object by', () => {
  expect(describeChange(hire, { attributes: { displayName: 'Ada Lovelace', cn: 'ada' } })).toBe(
    'added Ada Lovelace (E100017) in HR',
  );
});

test('by its DN when it is gone, or when the DN says the name', () => {
  expect(describeChange({ ...hire, kind: 'delete' })).toBe('deleted E100017 in HR');
  expect(describeChange({ ...hire, dn: 'CN=Ada' }, { attributes: { cn: 'Ada' } })).toBe('added CN=Ada in HR');
});
