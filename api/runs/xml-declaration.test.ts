import { expect, test } from 'vitest';
import { inPieces } from '../../test/api/fake-dependencies.js';
import { declareUtf8 } from './xml-declaration.js';

test.each([
  ['<?xml version="1.0" encoding="utf-16"?><a/>', '<?xml version="1.0" encoding="utf-8"?><a/>'],
  [
    "<?xml version='1.0' encoding='UTF-16' standalone='yes'?><a/>",
    "<?xml version='1.0' encoding='utf-8' standalone='yes'?><a/>",
  ],
  ['\uFEFF<?xml version="1.0" encoding="utf-16"?><a/>', '<?xml version="1.0" encoding="utf-8"?><a/>'],
  ['<?xml version="1.0"?><a encoding="utf-16"/>', '<?xml version="1.0"?><a encoding="utf-16"/>'],
  ['<a/>', '<a/>'],
])('%s', async (xml, expected) => {
  expect(await joined([xml])).toBe(expected);
  // However it is cut into pieces.
  expect(await joined(Array.from(xml))).toBe(expected);
});

test('does not wait for a declaration that does not come', async () => {
  let given = 0;
  async function* endless() {
    for (;;) {
      given += 1;
      yield await Promise.resolve('<a>'.repeat(100));
    }
  }
  for await (const piece of declareUtf8(endless())) {
    expect(piece).toMatch(/^<a>/);
    break;
  }
  expect(given).toBeLessThan(5);
});

async function joined(pieces: readonly string[]): Promise<string> {
  const all: string[] = [];
  for await (const piece of declareUtf8(inPieces(pieces))) all.push(piece);
  return all.join('');
}
