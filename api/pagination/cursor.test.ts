import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursorOf, placeOf } from './cursor.js';

const filters = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.boolean()));
const place = fc.base64String();

test('a cursor leads to its place, with the filters that it was made for', () => {
  fc.assert(
    fc.property(filters, place, (asked, at) => {
      expect(placeOf(asked, cursorOf(asked, at))).toBe(at);
    }),
  );
});

test('the order of filters, and those that are left out, make no difference', () => {
  const cursor = cursorOf({ server: 'default', outcome: 'completed', trigger: undefined }, 'abc');
  expect(placeOf({ outcome: 'completed', server: 'default' }, cursor)).toBe('abc');
});

test('with other filters, or changed on its way, it is refused', () => {
  fc.assert(
    fc.property(filters, fc.string({ minLength: 1 }), place, (asked, more, at) => {
      const cursor = cursorOf(asked, at);
      expect(() => placeOf({ ...asked, [`${more}+`]: true, [more]: 'other' }, cursor)).toThrow(
        'it is not the `next` of a page of this list with these filters',
      );
      expect(() => placeOf(asked, `${cursor}x`)).toThrow('it is not the `next`');
    }),
  );
});

test('what is no cursor at all is refused, and quoted in short', () => {
  expect(() => placeOf({}, 'none')).toThrow('query.cursor is "none"');
  expect(() => placeOf({}, 'x'.repeat(5_000))).toThrow(/^.{1,300}$/);
});
