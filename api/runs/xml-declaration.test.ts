import { expect, test } from 'vitest';
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
])('%s', (xml, expected) => {
  expect(declareUtf8(xml)).toBe(expected);
});
