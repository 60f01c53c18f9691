import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectSoundWorld } from '../../../test/fixtures/server-exports/expect-sound-world.js';
import { writeFolder } from '../../../test/fixtures/server-exports/sample-export.js';
import { createSimulator } from '../../simulator.js';
import { readScenario, worldFromScenarioText } from './read-scenario.js';

const SCENARIO = `
server: Lab
managementAgents:
  HR:
    category: MSSQL
    anchor: ID
    runProfiles: { DI: delta-import, EX: export }
    objectTypes:
      person:
        metaverse: person
        project: true
        join: ID = id
        filter: [Status equals Left, Name not-present]
        import: { id: ID, name: Name, country: { constant: DE } }
  AD:
    category: AD
    partitions:
      DC=a: [user]
      DC=b: [user, contact]
      CN=c: { selected: false }
    multiValued: [proxies]
    runProfiles:
      DI a: delta-import DC=a
      All: [export DC=A, export DC=b, delta-import DC=a (objects 5)]
    objectTypes:
      user:
        metaverse: person
        import: { name: displayName }
        export:
          dn: name
          displayName: { from: name, allowNull: true }
          uac: { constant: '512', initial: true }
        provision: DC=b
      contact:
        metaverse: person
        export: { mail: mail }
        provision: false
    deprovision: make-explicit-disconnector
multiValued: { person: [proxies] }
precedence: { person.name: [AD, HR], person.id: equal }
deletion: { person: [HR] }
objects:
  HR: [{ person: { ID: '1', Name: Ann } }]
  AD: [{ user: { dn: 'CN=Bo,DC=b', proxies: [x, y] } }]
`;

/** The scenario with one text replaced, which must be there. */
function changed(from: string, to: string): string {
  expect(SCENARIO).toContain(from);
  return SCENARIO.replace(from, to);
}

describe('a scenario', () => {
  const world = worldFromScenarioText(SCENARIO, 'lab.yaml');
  const [hr, ad] = world.managementAgents;
  const idOf = (name: string) => ad?.partitions.find((partition) => partition.name === name)?.id;

  it('becomes a definition, with the same identifiers each time', () => {
    expect(world).toEqual(worldFromScenarioText(SCENARIO, 'elsewhere.yaml'));
    expect(hr?.id).toMatch(/^\{[0-9A-F-]{36}\}$/);
    expect(new Set([hr?.id, ad?.id, hr?.partitions[0]?.id, idOf('DC=a'), idOf('DC=b')]).size).toBe(5);
    expectSoundWorld({
      ...world,
      managementAgents: world.managementAgents.map((ma) => ({ ...ma, multiValued: [] })),
    });
  });

  it('has a default partition with all object types, unless it names others', () => {
    expect(hr?.partitions.map((partition) => partition.name)).toEqual(['default']);
    expect(Object.values(hr?.objectTypesByPartition ?? {})).toEqual([['person']]);
    expect(ad?.partitions.map((partition) => [partition.name, partition.selected])).toEqual([
      ['DC=a', true],
      ['DC=b', true],
      ['CN=c', false],
    ]);
  });

  it('reads run profiles', () => {
    expect(ad?.runProfiles).toEqual([
      { name: 'DI a', steps: [{ type: 'delta-import', partitionId: idOf('DC=a') }] },
      {
        name: 'All',
        steps: [
          { type: 'export', partitionId: idOf('DC=a') },
          { type: 'export', partitionId: idOf('DC=b') },
          { type: 'delta-import', partitionId: idOf('DC=a'), objectLimit: 5 },
        ],
      },
    ]);
  });

  it('reads joins, filters, projections and export flows', () => {
    expect(hr?.joins).toEqual([
      {
        objectType: 'person',
        metaverseObjectType: 'person',
        mappings: [{ attribute: 'ID', metaverseAttribute: 'id' }],
      },
    ]);
    expect(hr?.connectorFilters).toHaveLength(2);
    expect(hr?.projections).toEqual([{ objectType: 'person', metaverseObjectType: 'person' }]);
    expect(ad?.projections).toEqual([]);
    expect(
      ad?.exportFlows.map((flow) => [flow.objectType, flow.attribute, flow.initialOnly, flow.allowNull]),
    ).toEqual([
      ['user', 'dn', false, false],
      ['user', 'displayName', false, true],
      ['user', 'uac', true, false],
      ['contact', 'mail', false, false],
    ]);
    expect(ad?.deprovisioning).toBe('make-explicit-disconnector');
  });

  it('ranks import flows as it says, else in the order of the management agents', () => {
    const flows = world.metaverse.importFlows.map((group) => [
      group.metaverseAttribute,
      group.precedence,
      group.flows.map((flow) => (flow.managementAgentId === hr?.id ? 'HR' : 'AD')),
    ]);
    expect(flows).toEqual([
      ['id', 'equal', ['HR']],
      ['name', 'ranked', ['AD', 'HR']],
      ['country', 'ranked', ['HR']],
    ]);
    expect(world.metaverse.objectTypes).toEqual([
      { name: 'person', attributes: ['id', 'name', 'country', 'mail'], multiValued: ['proxies'] },
    ]);
  });

  it('provisions where it says', () => {
    expect(world.metaverse.provisioning).toEqual([
      {
        metaverseObjectType: 'person',
        managementAgentId: ad?.id,
        objectType: 'user',
        partitionId: idOf('DC=b'),
      },
    ]);
  });

  it('puts its first objects into the partition that their name lies in', () => {
    expect(world.initialObjects).toEqual([
      {
        managementAgentId: hr?.id,
        partitionId: hr?.partitions[0]?.id,
        objectType: 'person',
        attributes: { ID: '1', Name: 'Ann' },
      },
      {
        managementAgentId: ad?.id,
        partitionId: idOf('DC=b'),
        objectType: 'user',
        dn: 'CN=Bo,DC=b',
        attributes: { proxies: ['x', 'y'] },
      },
    ]);
  });
});

const withFaults = (...faults: readonly string[]) =>
  worldFromScenarioText(
    `${SCENARIO}faults:\n${faults.map((fault) => `  - ${fault}\n`).join('')}`,
    'lab.yaml',
  );

describe('faults of a scenario', () => {
  it('are armed from the start', () => {
    const definition = withFaults(
      '{ kind: step-stopped, result: stopped-deadlocked, managementAgent: hr, probability: 0.1, seed: 7 }',
      '{ kind: partial-import, objects: 400, managementAgent: AD, partition: DC=a, times: 1 }',
    );
    const { fate } = createSimulator({ definition, speed: 1, seed: 1 });
    expect(fate.armed()).toMatchObject([
      { fault: { kind: 'step-stopped', probability: 0.1, seed: 7 }, struck: 0 },
      { fault: { kind: 'partial-import', objects: 400, times: 1 }, struck: 0 },
    ]);
  });

  it.each([
    [
      '{ kind: earthquake }',
      /^lab\.yaml is not a scenario:\n {2}faults > 0 > kind: There is no such kind of fault/,
    ],
    ['{ kind: partial-import }', /faults > 0 > objects: /],
    ['{ kind: hang, when: now }', /faults > 0: Unrecognized key: "when"/],
    [
      '{ kind: hang, managementAgent: SAP }',
      /^lab\.yaml: faults > 0: managementAgent "SAP": there is no such management agent\. There are: "HR", "AD"\./,
    ],
    ['{ kind: hang, managementAgent: HR, runProfile: FI }', /faults > 0: runProfile "FI": HR does not have/],
  ])('%s is refused', (fault, message) => {
    expect(() => withFaults(fault)).toThrow(
      expect.objectContaining({
        code: 'invalid-configuration',
        message: expect.stringMatching(message),
      }),
    );
  });
});

describe('a broken scenario', () => {
  it.each([
    ['server: Lab', 'server: [', /^lab\.yaml is not YAML: .* at line 3, column 1/],
    [
      'server: Lab',
      'server: 5',
      /^lab\.yaml is not a scenario:\n {2}server: .*expected string, received number/,
    ],
    ['    anchor: ID\n', '    anker: ID\n', /managementAgents > HR: Unrecognized key: "anker"/],
    [
      'DI: delta-import',
      'DI: import',
      /managementAgents > HR > runProfiles > DI: "import" does not begin with a step type\. Use one of/,
    ],
    [
      'export DC=b,',
      'exprt DC=b,',
      /managementAgents > AD > runProfiles > All > 1: "exprt DC=b" does not begin with a step type/,
    ],
    ['ID = id', 'ID', /managementAgents > HR > objectTypes > person > join: "ID" is not a join/],
    [
      'delta-import DC=a\n',
      'delta-import\n',
      /runProfiles > DI a: delta-import must name its partition\. Use one of: DC=a, DC=b, CN=c\./,
    ],
    ['delta-import DC=a\n', 'delta-import DC=x\n', /runProfiles > DI a: there is no partition "DC=x"/],
    [
      'provision: DC=b',
      'provision: CN=c',
      /objectTypes > user > provision: there is no selected partition "CN=c"/,
    ],
    [
      'person.name: [AD, HR]',
      'person.nome: [AD, HR]',
      /precedence > person\.nome: there is no import flow into person\.nome/,
    ],
    [
      '[AD, HR]',
      '[AD, SAP]',
      /precedence > person\.name: there is no management agent "SAP"\. Use one of: HR, AD\./,
    ],
    ['person.name:', 'name:', /precedence > name: .*Write "<metaverse object type>\.<attribute>"/],
    ['{ person: [HR] }', '{ group: [HR] }', /deletion: there is no metaverse object type "group"/],
    ['  AD: [{ user:', '  SAP: [{ user:', /objects > SAP: there is no management agent "SAP"/],
    ['CN=Bo,DC=b', 'CN=Bo,DC=z', /objects > AD > 0: there is no partition of AD that holds user CN=Bo,DC=z/],
  ])('with %j replaced by %j is refused', (from, to, message) => {
    expect(() => worldFromScenarioText(changed(from, to), 'lab.yaml')).toThrow(
      expect.objectContaining({
        code: 'invalid-configuration',
        message: expect.stringMatching(message),
      }),
    );
  });

  it('is refused if it cannot be read', async () => {
    const folder = await writeFolder({});
    await expect(readScenario(path.join(folder, 'lab.yaml'))).rejects.toMatchObject({
      code: 'invalid-configuration',
      message: expect.stringMatching(/lab\.yaml does not exist\. Name a YAML file/),
    });
    await expect(readScenario(folder)).rejects.toMatchObject({
      message: expect.stringMatching(/cannot be read \(EISDIR/),
    });
  });
});
