import { expect, test } from 'vitest';
import { readAssignments } from './assignments.js';

test('values, several values, values with an equals sign, and none', () => {
  expect(readAssignments(['cn=Ada', 'mail=a=b', 'member=x', 'member=y', 'member=z', 'title='])).toEqual({
    cn: 'Ada',
    mail: 'a=b',
    member: ['x', 'y', 'z'],
    title: null,
  });
});

test.each(['cn', '=Ada'])('"%s" is refused and quoted', (text) => {
  expect(() => readAssignments([text])).toThrow(
    expect.objectContaining({ code: 'invalid-input', message: `"${text}": write attribute=value.` }),
  );
});
