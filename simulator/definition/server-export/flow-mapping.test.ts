import { describe, expect, it } from 'vitest';
import { readFlowMapping } from './flow-mapping.js';
import { parseXml } from '../../../domain/xml/parse-xml.js';
import { elementAt, type XmlElement } from '../../../domain/xml/xml-element.js';

function flow(mapping: string): XmlElement {
  const element = elementAt(
    parseXml(`<export-flow>${mapping}</export-flow>`, {
      file: 'f',
      code: 'invalid-server-export',
      fix: 'Mend the sample',
    }),
    'export-flow',
  );
  if (element === undefined) {
    throw new Error('the fixture has no export-flow');
  }
  return element;
}

function syncRule(type: string, content: string, attributes = ''): string {
  return `<sync-rule-mapping mapping-type="${type}" sync-rule-id="{0}" ${attributes}>${content}</sync-rule-mapping>`;
}

function expression(sources: readonly string[], fn: string, allowsNull = 'false'): string {
  const src = sources.map((source) => `<src-attribute>${source}</src-attribute>`).join('');
  return syncRule(
    'expression',
    `${src}<sync-rule-value>\n<export-flow allows-null="${allowsNull}"><dest>x</dest>${fn}</export-flow></sync-rule-value>`,
  );
}

const NAMED_BY_STATUS = expression(
  ['status', 'accountName'],
  '<fn id="IIF"><arg><fn id="Eq"><arg>status</arg><arg>"Left"</arg></fn></arg><arg><fn id="+"><arg>"CN="</arg><arg>accountName</arg></fn></arg><arg>"x"</arg></fn>',
);

describe('readFlowMapping', () => {
  it.each([
    ['a direct flow', '<direct-mapping><src-attribute>mail</src-attribute></direct-mapping>', 'mail'],
    [
      'a direct flow from an intrinsic attribute',
      '<direct-mapping><src-attribute intrinsic="true">object-id</src-attribute></direct-mapping>',
      'object-id',
    ],
    [
      'the first source of a rules extension',
      '<scripted-mapping><src-attribute>first</src-attribute><src-attribute>last</src-attribute><script-context>c</script-context></scripted-mapping>',
      'first',
    ],
    ['a component of the DN', '<dn-part-mapping><dn-part>2</dn-part></dn-part-mapping>', 'dn'],
    ['a direct flow of a sync rule', syncRule('direct', '<src-attribute>mail</src-attribute>'), 'mail'],
    ['the first source of an expression', NAMED_BY_STATUS, 'status'],
  ])('takes the attribute of %s', (_, mapping, attribute) => {
    expect(readFlowMapping(flow(mapping)).source).toEqual({ kind: 'attribute', attribute });
  });

  it.each([
    [
      'a constant flow',
      '<constant-mapping><constant-value> EMEA </constant-value></constant-mapping>',
      ' EMEA ',
    ],
    ['a constant of a sync rule', syncRule('constant', '<sync-rule-value>512</sync-rule-value>'), '512'],
    [
      'an expression that only strings literals together',
      expression([], '<fn id="+"><arg>"CN="</arg><arg>"x, y"</arg></fn>'),
      'CN=x, y',
    ],
  ])('takes the value of %s', (_, mapping, value) => {
    expect(readFlowMapping(flow(mapping)).source).toEqual({ kind: 'constant', value });
  });

  it.each([
    ['an expression without source', expression([], '<fn id="Guid"/>'), 'expression Guid()'],
    [
      'a rules extension without source',
      '<scripted-mapping><script-context>c</script-context></scripted-mapping>',
      'rules extension, flow rule "c"',
    ],
    ['a mapping that this version does not know', '<magic-mapping/>', 'magic-mapping'],
    ['no mapping', '', 'no mapping'],
  ])('has no source for %s', (_, mapping, advanced) => {
    expect(readFlowMapping(flow(mapping))).toMatchObject({ advanced });
    expect(readFlowMapping(flow(mapping)).source).toBeUndefined();
  });

  it('names objects by an attribute that ends up in the name, not by one that is only tested', () => {
    expect(readFlowMapping(flow(NAMED_BY_STATUS), true).source).toEqual({
      kind: 'attribute',
      attribute: 'accountName',
    });
  });

  it('quotes an expression as its author wrote it', () => {
    expect(readFlowMapping(flow(NAMED_BY_STATUS)).advanced).toBe(
      'expression IIF(Eq(status, "Left"), "CN=" + accountName, "x")',
    );
  });

  it('tells initial flows, existence tests and nulls apart', () => {
    const flags = 'initial-flow-only="true" is-existence-test="true"';
    expect(readFlowMapping(flow(syncRule('constant', '', flags)))).toMatchObject({
      initialOnly: true,
      existenceTest: true,
      fromSyncRule: true,
    });
    expect(readFlowMapping(flow(expression(['a'], '', 'true'))).allowsNull).toBe(true);
    expect(readFlowMapping(flow(expression(['a'], '', 'false'))).allowsNull).toBe(false);
    expect(readFlowMapping(flow('<constant-mapping/>'))).toMatchObject({
      initialOnly: false,
      existenceTest: false,
      fromSyncRule: false,
    });
  });
});
