import { describe, expect, it } from 'vitest';
import { decodeXmlBytes } from './decode-xml-bytes.js';
import type { XmlSource } from './xml-source.js';

const source = (file: string): XmlSource => ({
  file,
  code: 'invalid-server-export',
  fix: 'Export the server configuration again',
});

const TEXT = '<ma-data><name>Zürich — 東京</name></ma-data>';

function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

describe('decodeXmlBytes', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16 LE with a byte order mark', utf16(`\uFEFF${TEXT}`, false)],
    ['UTF-16 BE with a byte order mark', utf16(`\uFEFF${TEXT}`, true)],
    ['UTF-16 LE without one', utf16(TEXT, false)],
    ['UTF-16 BE without one', utf16(TEXT, true)],
  ])('reads %s', (_, bytes) => {
    expect(decodeXmlBytes(bytes, source('MA.XML'))).toBe(TEXT);
  });

  it('believes the bytes where the declaration says UTF-16 and the file is UTF-8', () => {
    const text = `<?xml version="1.0" encoding="utf-16"?>${TEXT}`;
    expect(decodeXmlBytes(Buffer.from(text), source('MA.XML'))).toBe(text);
  });

  it('believes a declared 8-bit encoding', () => {
    const text = '<?xml version="1.0" encoding="windows-1252"?><name>Zürich</name>';
    expect(decodeXmlBytes(Buffer.from(text, 'latin1'), source('MA.XML'))).toBe(text);
  });

  it('refuses bytes that are no text in that encoding, and names the file', () => {
    expect(() =>
      decodeXmlBytes(Buffer.from([0x3c, 0x61, 0xff, 0x3e]), source('C:\\export\\MA-HR.XML')),
    ).toThrow(
      expect.objectContaining({
        code: 'invalid-server-export',
        message: expect.stringMatching(
          /^C:\\export\\MA-HR\.XML: the file is not utf-8 text .* save the file as UTF-8/,
        ),
      }),
    );
  });
});
