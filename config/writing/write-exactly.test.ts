import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Document, parse } from 'yaml';
import { oddName } from '../../test/names/odd-names.js';
import { writeExactly } from './write-exactly.js';

const text = fc.oneof(
  oddName,
  fc
    .array(fc.constantFrom(...':,-?|>#&*!%"\'[]{} \n\r\t\uFEFF\u0085\u2028a'.split('')), { maxLength: 6 })
    .map((parts) => parts.join('')),
);

test('whatever stands in it, it reads back as the same', () => {
  fc.assert(
    fc.property(text, text, (name, value) => {
      // Other programs' text: no half characters, and a name that is the prototype's is refused when it is read.
      fc.pre(name.isWellFormed() && value.isWellFormed() && name !== '__proto__');
      const settings = { [name]: { [name]: value, list: [value, value] }, of: [{ [name]: [value] }] };
      expect(parse(Buffer.from(writeExactly(new Document(settings))).toString())).toEqual(settings);
      const flow = new Document();
      flow.contents = flow.createNode({ ...settings }, { flow: true });
      expect(parse(Buffer.from(writeExactly(flow)).toString())).toEqual(settings);
    }),
    { numRuns: 1_000 },
  );
});
