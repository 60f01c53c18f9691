import { describe, expect, it } from 'vitest';
import { expectSoundWorld } from '../../../test/fixtures/server-exports/expect-sound-world.js';
import {
  direct,
  exportFlow,
  exportFlowSet,
  importFlows,
  managementAgentXml,
  metaverseXml,
  partition,
  SAMPLE,
  saved,
  scripted,
} from '../../../test/fixtures/server-exports/sample-export.js';
import type { WorldDefinition } from '../world-definition.js';
import { openConfigurationFile } from './configuration-file.js';
import { worldFromExport } from './world-from-export.js';

function worldOf(files: Readonly<Record<string, string>>): WorldDefinition {
  const opened = Object.entries(files).map(([name, text]) => openConfigurationFile(name, Buffer.from(text)));
  const world = worldFromExport(opened, 'export');
  expectSoundWorld(world);
  return world;
}

const AD = managementAgentXml({
  id: SAMPLE.ad,
  name: 'AD',
  category: 'AD',
  projections: '',
  partitions:
    partition(SAMPLE.otherPartition, 'CN=c', false, 'user') +
    partition(SAMPLE.partition, 'DC=a', true, 'user', 'contact'),
  exportFlows:
    exportFlowSet('contact', 'person', exportFlow('mail', direct('mail'))) +
    exportFlowSet(
      'user',
      'person',
      exportFlow('employeeID', direct('employeeID')),
      exportFlow('mail', direct('mail')),
    ),
});

/** An `import-flow-set` of direct flows from HR. */
function importFlowSet(type: string, ...attributes: readonly string[]): string {
  const flows = attributes.map((each) => importFlows(each, 'ranked', [SAMPLE.hr, direct(each)]));
  return `<import-flow-set mv-object-type="${type}">${flows.join('')}</import-flow-set>`;
}

function deletionRule(type: string, ...ids: readonly string[]): string {
  return `<mv-deletion-rule mv-object-type="person" type="${type}">${ids.map((id) => `<src-ma>${id}</src-ma>`).join('')}</mv-deletion-rule>`;
}

/** HR, AD and a metaverse with this provisioning. */
function filesWith(provisioning: string): Readonly<Record<string, string>> {
  return {
    'MA-1.XML': managementAgentXml(),
    'MA-2.XML': AD,
    'MV.XML': metaverseXml({ rest: provisioning }),
  };
}

describe('worldFromExport', () => {
  it('finds management agents and metaverse wherever they stand', () => {
    const world = worldOf({
      'MA-1.XML': managementAgentXml(),
      'MV.XML': `<export-set><deep>${metaverseXml()}</deep>${AD}</export-set>`,
    });
    expect(world.managementAgents.map((ma) => ma.name)).toEqual(['HR', 'AD']);
    expect(world.metaverse.importFlows).toHaveLength(1);
  });

  it('takes the server name from the root element, else from the folder', () => {
    expect(worldOf({ 'MA-1.XML': saved(managementAgentXml(), 'SYNC9') }).server).toBe('SYNC9');
    expect(worldOf({ 'MA-1.XML': managementAgentXml() }).server).toBe('export');
  });

  it.each([
    [
      { 'MA-1.XML': managementAgentXml(), 'MA-2.XML': managementAgentXml({ name: 'Other' }) },
      'MA-1.XML and MA-2.XML both hold a management agent with the id {11111111-',
    ],
    [
      { 'MA-1.XML': managementAgentXml(), 'MA-2.XML': managementAgentXml({ id: SAMPLE.ad, name: 'hr' }) },
      'MA-1.XML and MA-2.XML both hold a management agent with the name hr',
    ],
    [
      { 'MA-1.XML': managementAgentXml() + metaverseXml(), 'MV.XML': metaverseXml() },
      'MA-1.XML and MV.XML both hold a metaverse configuration (mv-data) in export.',
    ],
  ])('refuses files that contradict each other', (files, message) => {
    const opened = Object.entries(files).map(([name, text]) =>
      openConfigurationFile(name, Buffer.from(`<set>${text}</set>`)),
    );
    expect(() => worldFromExport(opened, 'export')).toThrow(
      expect.objectContaining({
        code: 'invalid-server-export',
        message: expect.stringContaining(message),
      }),
    );
  });

  describe('projections', () => {
    const scriptedProjection = '<class-mapping type="scripted" cd-object-type="person"/>';

    it('takes for a scripted one the metaverse type that most import flows of the object type feed', () => {
      const world = worldOf({
        'MA-1.XML': managementAgentXml({ projections: scriptedProjection }),
        'MV.XML': `<mv-data><import-attribute-flow>${importFlowSet('contact', 'a', 'b')}${importFlowSet('person', 'a', 'b', 'c')}</import-attribute-flow></mv-data>`,
      });
      expect(world.managementAgents[0]?.projections).toEqual([
        { objectType: 'person', metaverseObjectType: 'person' },
      ]);
      expect(world.notSimulated).toContainEqual({
        managementAgent: 'HR',
        what: 'projection of person (rules extension)',
        instead: 'projects every person as person',
      });
    });

    it('projects nothing where no import flow tells the type', () => {
      const world = worldOf({
        'MA-1.XML': managementAgentXml({ projections: scriptedProjection }),
        'MV.XML': metaverseXml({ flows: '' }),
      });
      expect(world.managementAgents[0]?.projections).toEqual([]);
      expect(world.notSimulated.map((entry) => entry.instead)).toContain('projects nothing');
    });
  });

  describe('metaverse', () => {
    it('reads types, precedence and flows, and lists what it does otherwise', () => {
      const world = worldOf({
        'MA-1.XML': managementAgentXml(),
        'MA-2.XML': AD,
        'MV.XML': metaverseXml({
          flows:
            importFlows(
              'employeeID',
              'ranked',
              [SAMPLE.ad, direct('employeeID')],
              [SAMPLE.hr, direct('EmployeeID')],
            ) +
            importFlows('mail', 'equal', [SAMPLE.ad, direct('mail')]) +
            importFlows('cn', 'manual', [SAMPLE.hr, scripted('First', 'Last')]) +
            importFlows('gone', 'ranked', ['{55555555-5555-4555-8555-555555555555}', direct('x')]),
        }),
      });
      expect(world.metaverse.objectTypes).toEqual([
        { name: 'person', attributes: ['employeeID', 'proxies', 'mail', 'cn'], multiValued: ['proxies'] },
      ]);
      expect(
        world.metaverse.importFlows.map((group) => [
          group.metaverseAttribute,
          group.precedence,
          group.flows.map((flow) => flow.managementAgentId),
        ]),
      ).toEqual([
        ['employeeID', 'ranked', [SAMPLE.ad, SAMPLE.hr]],
        ['mail', 'equal', [SAMPLE.ad]],
        ['cn', 'ranked', [SAMPLE.hr]],
      ]);
      const listed = world.notSimulated.map((entry) => `${entry.what} => ${entry.instead}`);
      expect(listed).toContain(
        'manual precedence of person.cn (rules extension) => ranked, in the order of the configuration',
      );
      expect(listed).toContain(
        'import flow person → person.cn (rules extension, flow rule "rule") => flows directly First',
      );
      expect(listed).toContain(
        'import flow person → person.gone from a management agent that is not in the export => nothing flows',
      );
    });

    it.each([
      ['declared-any', [SAMPLE.hr], 'any-of', [SAMPLE.hr], 0],
      ['declared', [SAMPLE.hr], 'any-of', [SAMPLE.hr], 0],
      [
        'declared-any',
        [SAMPLE.hr.toLowerCase(), '{55555555-5555-4555-8555-555555555555}'],
        'any-of',
        [SAMPLE.hr],
        1,
      ],
      ['declared-any', ['{55555555-5555-4555-8555-555555555555}'], 'last', [], 1],
      ['declared-last', [], 'last', [], 0],
      ['declared-last', [SAMPLE.hr], 'last', [], 1],
      ['scripted', [], 'last', [], 1],
    ])('reads the deletion rule %s %j', (type, ids, when, managementAgentIds, listed) => {
      const world = worldOf({
        'MA-1.XML': managementAgentXml(),
        'MV.XML': metaverseXml({ deletion: deletionRule(type, ...ids), rest: '<provisioning type="none"/>' }),
      });
      expect(world.metaverse.deletionRules).toEqual([
        { metaverseObjectType: 'person', when, managementAgentIds },
      ]);
      expect(world.notSimulated).toHaveLength(listed);
    });

    it('lists code, passwords and recall that is switched off', () => {
      const world = worldOf({
        'MA-1.XML': managementAgentXml(),
        'MV.XML': metaverseXml({
          flows: '',
          rest: '<provisioning type="none"/><extension><assembly-name>MV.dll</assembly-name></extension><password-sync><password-sync-enabled>1</password-sync-enabled></password-sync>',
        }).replace(
          '</import-attribute-flow>',
          `<per-ma-options><ma-options ma-id="${SAMPLE.hr}"><enable-recall>false</enable-recall></ma-options></per-ma-options></import-attribute-flow>`,
        ),
      });
      expect(world.notSimulated.map((entry) => entry.what)).toEqual([
        'attribute recall is switched off',
        'metaverse rules extension MV.dll',
        'password synchronization',
      ]);
    });
  });

  describe('provisioning', () => {
    it('provisions into the first selected partition, as the object type with the most flows', () => {
      const world = worldOf(filesWith('<provisioning type="sync-rule"/>'));
      expect(world.metaverse.provisioning).toEqual([
        {
          metaverseObjectType: 'person',
          managementAgentId: SAMPLE.ad,
          objectType: 'user',
          partitionId: SAMPLE.partition,
        },
      ]);
      const listed = world.notSimulated.map((entry) => `${entry.what} => ${entry.instead}`);
      expect(listed).toContain(
        'provisioning of person by sync rules => provisions into every management agent that exports it: AD (user)',
      );
      expect(listed).toContain('person is exported as user and contact => provisioned as user only');
    });

    it('provisions as the object type that joins, whatever the number of flows', () => {
      const joins =
        '<join-profile cd-object-type="contact"><join-criterion><search><attribute-mapping mv-attribute="mail"><direct-mapping><src-attribute>mail</src-attribute></direct-mapping></attribute-mapping></search></join-criterion></join-profile>';
      const world = worldOf({
        ...filesWith(''),
        'MA-2.XML': AD.replace('<join></join>', `<join>${joins}</join>`),
      });
      expect(world.metaverse.provisioning.map((each) => each.objectType)).toEqual(['contact']);
    });

    it('provisions nothing where the administrator switched it off', () => {
      expect(worldOf(filesWith('<provisioning type="none"/>')).metaverse.provisioning).toEqual([]);
    });

    it('lists a type that no selected partition holds', () => {
      const world = worldOf({
        ...filesWith('<provisioning type="both"/>'),
        'MA-2.XML': AD.replace('<selected>1</selected>', '<selected>0</selected>'),
      });
      expect(world.metaverse.provisioning).toEqual([]);
      expect(world.notSimulated.map((entry) => entry.what)).toContain(
        'provisioning of person: no selected partition holds user',
      );
    });
  });

  describe('without MV.XML', () => {
    it('assumes import flows from joins and from attributes of the same name, and says so', () => {
      const joins =
        '<join-profile cd-object-type="person"><join-criterion><search mv-object-type="person"><attribute-mapping mv-attribute="employeeID"><direct-mapping><src-attribute>Number</src-attribute></direct-mapping></attribute-mapping></search></join-criterion></join-profile>';
      const world = worldOf({
        'MA-1.XML': managementAgentXml({ joins, attributes: ['Number', 'Mail', 'Salary'] }),
        'MA-2.XML': AD,
      });
      expect(world.metaverse.objectTypes).toEqual([
        { name: 'person', attributes: ['employeeID', 'mail'], multiValued: [] },
      ]);
      expect(
        world.metaverse.importFlows.map((group) => [group.metaverseAttribute, group.flows[0]?.source]),
      ).toEqual([
        ['employeeID', { kind: 'attribute', attribute: 'Number' }],
        ['mail', { kind: 'attribute', attribute: 'Mail' }],
      ]);
      expect(world.metaverse.provisioning.map((rule) => rule.managementAgentId)).toEqual([SAMPLE.ad]);
      const listed = world.notSimulated.map((entry) => entry.what);
      expect(listed).toContain('import attribute flow and precedence: the export has no MV.XML');
      expect(listed).toContain('metaverse object deletion rules: the export has no MV.XML');
      expect(listed).toContain('import flow into person.mail is not known');
    });
  });
});
