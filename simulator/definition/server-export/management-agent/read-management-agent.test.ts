import { describe, expect, it } from 'vitest';
import { readSample } from '../../../../test/fixtures/server-exports/read-sample.js';
import { partition, SAMPLE } from '../../../../test/fixtures/server-exports/sample-export.js';

function attributeType(name: string, attributes: string, syntax = ''): string {
  return `<attribute-type id="A-${name}" ${attributes}><name>${name}</name><syntax>${syntax}</syntax></attribute-type>`;
}

describe('readManagementAgent', () => {
  it('normalizes identifiers and keeps names as they are', () => {
    const { value } = readSample({
      id: ' 11111111-aaaa-4111-8111-111111111111 ',
      name: ' 007 ',
      category: 'AD GAL',
    });
    expect(value).toMatchObject({
      id: '{11111111-AAAA-4111-8111-111111111111}',
      name: '007',
      category: 'AD GAL',
    });
  });

  it.each([
    [{ id: '' }, /^MA\.XML: ma-data "HR" lacks its id\./],
    [{ name: '' }, /^MA\.XML: ma-data lacks its name\./],
    [{ category: ' ' }, /^MA\.XML: ma-data "HR" lacks its category\./],
    [
      { partitions: partition('', 'default', true) },
      /^MA\.XML, management agent "HR": .*partition default lacks its id/,
    ],
    [
      { partitions: partition(SAMPLE.partition, 'a', true) + partition(SAMPLE.partition, 'b', true) },
      /two partitions have the id \{33333333-/,
    ],
  ])('refuses %j', (parts, message) => {
    expect(() => readSample(parts)).toThrow(
      expect.objectContaining({ code: 'invalid-server-export', message: expect.stringMatching(message) }),
    );
  });

  it('keeps partitions that are not selected', () => {
    const { value } = readSample({
      partitions:
        partition(SAMPLE.partition, 'DC=a', true, 'user', 'group') +
        partition(SAMPLE.otherPartition, 'CN=c', false),
    });
    expect(value.partitions).toEqual([
      { id: SAMPLE.partition, name: 'DC=a', selected: true },
      { id: SAMPLE.otherPartition, name: 'CN=c', selected: false },
    ]);
    expect(value.objectTypesByPartition).toEqual({
      [SAMPLE.partition]: ['user', 'group'],
      [SAMPLE.otherPartition]: [],
    });
  });

  it('says that containers are not told apart', () => {
    const containers =
      '<containers><exclusions><exclusion>OU=x,DC=a</exclusion></exclusions><inclusions><inclusion>DC=a</inclusion></inclusions></containers>';
    const { notSimulated } = readSample({
      partitions: partition(SAMPLE.partition, 'DC=a', true).replace('</filter>', `${containers}</filter>`),
    });
    expect(notSimulated).toContainEqual({
      managementAgent: 'HR',
      what: 'container selection of partition DC=a (0 included, 1 excluded)',
      instead: 'the whole partition is in scope',
    });
  });

  describe('attributes', () => {
    const schema = `<dsml><directory-schema>${[
      attributeType('EmployeeID', 'single-value="true" user-modification="false"'),
      attributeType('Proxies', ''),
      attributeType('Member', 'single-value="false"', '1.3.6.1.4.1.1466.115.121.1.12'),
      attributeType('Extension', 'single-value="true" isreadonly="true"'),
      attributeType('Secret', 'single-value="true" export-only="true"'),
    ].join('')}</directory-schema></dsml>`;

    it('takes their traits from the schema, by name', () => {
      const { value, notSimulated } = readSample({
        schema,
        attributes: ['EmployeeID', 'Proxies', 'Member', 'Extension', 'Secret', 'export_password'],
        rest: '<dn-construction><attribute>EmployeeID</attribute></dn-construction>',
      });
      expect(value.attributes).toEqual(['EmployeeID', 'Proxies', 'Member', 'Extension', 'Secret']);
      expect(value.multiValued).toEqual(['Proxies', 'Member']);
      expect(value.anchorAttribute).toBe('EmployeeID');
      expect(value.readOnlyAttributes).toEqual(['Extension']);
      expect(notSimulated.map((entry) => entry.what)).toEqual([
        'reference attributes Member',
        'export-only attributes Secret',
      ]);
    });

    it.each([
      ['dn-construction', '<dn-construction><attribute>A</attribute></dn-construction>', 'A'],
      [
        'dn-construction per object type',
        '<dn-construction><dn object-type="x"><attribute>A</attribute></dn><dn object-type="y"><attribute>A</attribute></dn></dn-construction>',
        'A',
      ],
      [
        'the private configuration',
        '<dn-construction/><private-configuration><oledbma-configuration><mms-info><anchor><attribute>B</attribute></anchor></mms-info></oledbma-configuration></private-configuration>',
        'B',
      ],
      ['nowhere', '<dn-construction/>', undefined],
    ])('finds the anchor in %s', (_, rest, anchor) => {
      expect(readSample({ rest }).value.anchorAttribute).toBe(anchor);
    });

    it('has no anchor where it takes several attributes, and says so', () => {
      const { value, notSimulated } = readSample({
        rest: '<dn-construction><attribute>A</attribute><attribute>B</attribute></dn-construction>',
      });
      expect(value.anchorAttribute).toBeUndefined();
      expect(notSimulated.map((entry) => entry.what)).toEqual(['anchor of several attributes (A, B)']);
    });
  });

  it.each([
    ['<provisioning-cleanup><action>delete-object</action></provisioning-cleanup>', 'delete-object', 0],
    [
      '<provisioning-cleanup><action>make-explicit-disconnector</action></provisioning-cleanup>',
      'make-explicit-disconnector',
      0,
    ],
    ['<provisioning-cleanup type="scripted"/>', 'make-normal-disconnector', 1],
    ['', 'make-normal-disconnector', 1],
  ])('reads the deprovisioning of %j', (cleanup, deprovisioning, listed) => {
    const { value, notSimulated } = readSample({ cleanup });
    expect(value.deprovisioning).toBe(deprovisioning);
    expect(notSimulated).toHaveLength(listed);
  });

  it('lists code and passwords', () => {
    const { notSimulated } = readSample({
      rest: `<extension><assembly-name>Rules.dll</assembly-name></extension><password-sync-allowed>1</password-sync-allowed>
<private-configuration><adma-configuration><cd-extension><assembly-name>Exch.dll</assembly-name></cd-extension></adma-configuration></private-configuration>`,
    });
    expect(notSimulated.map((entry) => entry.what)).toEqual([
      'rules extension Rules.dll',
      'connected directory extension Exch.dll',
      'password synchronization',
    ]);
  });
});
