import { describe, expect, it } from 'vitest';
import { parseXml } from './parse-xml.js';
import { attributeOf, elementAt, elementsAt, outermostNamed, textAt, textsAt } from './xml-element.js';
import type { XmlSource } from './xml-source.js';

const MA: XmlSource = {
  file: 'MA.XML',
  code: 'invalid-server-export',
  fix: 'Export the server configuration again',
};

describe('parseXml', () => {
  it('keeps values as text, drops prefixes and comments, and knows character references', () => {
    const document = parseXml(
      '<?xml version="1.0"?><!-- note --><a:root xmlns:a="urn:x" b:id="007"><n>0010</n><n>&lt;&#65;&amp;<![CDATA[<x>]]></n><n/></a:root>',
      MA,
    );
    expect(document.children.map((child) => child.name)).toEqual(['root']);
    expect(attributeOf(elementAt(document, 'root'), 'id')).toBe('007');
    expect(elementsAt(document, 'root', 'n').map((each) => each.text)).toEqual(['0010', '<A&<x>', '']);
    expect(textsAt(document, 'root', 'n')).toEqual(['0010', '<A&<x>']);
  });

  it('reads one element like many', () => {
    const document = parseXml('<r><one>\n <x> 1 </x></one><two><x>1</x><x>2</x></two></r>', MA);
    expect(elementsAt(document, 'r', 'one', 'x')).toHaveLength(1);
    expect(elementsAt(document, 'r', 'two', 'x')).toHaveLength(2);
    expect(textAt(document, 'r', 'one', 'x')).toBe('1');
    expect(textAt(document, 'r', 'three', 'x')).toBe('');
  });

  it('finds elements at any depth, but none inside another of the same name', () => {
    const document = parseXml('<r><m id="1"><m id="2"/></m><p><q><m id="3"/></q></p></r>', MA);
    expect(outermostNamed(document, 'm').map((each) => attributeOf(each, 'id'))).toEqual(['1', '3']);
  });

  it.each([
    [
      '<ma-data>\n<id>1</name></ma-data>',
      /^MA\.XML is not well-formed XML: line 2, column 6: .*'id'.* again\.$/,
    ],
    ['<ma-data>', /line 1, column 1: Unclosed tag 'ma-data'/],
    ['', /line 1: Start tag expected/],
    ['name,category', /line 1, column 1/],
  ])('refuses %j and says where', (text, message) => {
    expect(() => parseXml(text, MA)).toThrow(
      expect.objectContaining({ code: 'invalid-server-export', message: expect.stringMatching(message) }),
    );
  });
});
