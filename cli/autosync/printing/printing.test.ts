import cliTruncate from 'cli-truncate';
import fc from 'fast-check';
import pc from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, it, test } from 'vitest';
import { moment, type Look } from './look.js';
import { shortCycle } from './names.js';
import { printable, typed } from './printable.js';
import { table } from './table.js';

const LOOK: Look = {
  colors: pc.createColors(false),
  now: Date.parse('2001-01-01T11:00:00.000Z'),
  timeZone: 'UTC',
};
const ANY_TEXT = fc.string({ unit: 'binary', maxLength: 60 });

describe('what others have named', () => {
  it('stays on its line and changes nothing but that', () => {
    fc.assert(
      fc.property(ANY_TEXT, (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u);
      }),
    );
  });

  it('is left as it is if it is a name', () => {
    for (const name of ['Fabrikam AD', "O'Brien", 'إدارة', '人事 👩‍👩‍👧‍👦', 'DC=a,DC=b'])
      expect(printable(name)).toBe(name);
  });
});

test.each([
  ['HR', 'linux', 'HR'],
  ['Büro-1', 'linux', 'Büro-1'],
  ['--all', 'linux', "'--all'"],
  ['Fabrikam AD', 'linux', "'Fabrikam AD'"],
  ["O'Brien $HOME", 'linux', String.raw`'O'\''Brien $HOME'`],
  ['Fabrikam "AD"', 'win32', String.raw`"Fabrikam \"AD\""`],
] as const)('%s is typed on %s as %s', (argument, platform, text) => {
  expect(typed(argument, platform)).toBe(text);
});

test('a cycle is called by what tells it apart', () => {
  expect(shortCycle('default', 'autosync/default/cycle/HR/1')).toBe('HR/1');
  expect(shortCycle('other', 'autosync/default/cycle/HR/1')).toBe('autosync/default/cycle/HR/1');
});

describe('a moment', () => {
  it.each([
    ['2001-01-01T09:08:07.000Z', 'UTC', '09:08:07 UTC'],
    ['2001-01-01T09:08:07.000Z', 'Europe/Vienna', '10:08:07 CET'],
    ['2001-06-30T22:08:07.000Z', 'Europe/Vienna', '2001-07-01 00:08:07 CEST'],
    ['soon', 'UTC', 'soon'],
  ])('%s in %s is %s', (iso, timeZone, text) => {
    expect(moment(iso, { ...LOOK, timeZone })).toBe(text);
  });
});

describe('a table', () => {
  // Signs that no word has alone (U+0D4E before a blank) are as wide as each terminal likes.
  const cell = fc.string({ unit: 'grapheme', maxLength: 60 }).map(printable);
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });

  it('begins each column at the same place, as far as cells are not too wide', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const narrow = all.map(([first]) => [cliTruncate(first, 6), '|']);
        const places = table(['A', 'B'], narrow, LOOK)
          .slice(1)
          .map((line) => stringWidth(line));
        expect(new Set(places).size).toBe(1);
      }),
    );
  });

  it('is no wider than the terminal', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 10, max: 80 }), (all, columns) => {
        for (const line of table(['A', 'B'], all, { ...LOOK, columns })) {
          expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });
});
