import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPartition } from '../../domain/management-agent/management-agent.js';
import { expectSoundWorld } from '../../test/fixtures/server-exports/expect-sound-world.js';
import { loadWorldDefinition } from './load-world-definition.js';
import type { ManagementAgentDefinition, WorldDefinition } from './world-definition.js';

const EXAMPLES = path.join(import.meta.dirname, '../../examples');

function managementAgent(world: WorldDefinition, name: string): ManagementAgentDefinition {
  const found = world.managementAgents.find((ma) => ma.name === name);
  if (found === undefined) {
    throw new Error(`the example has no management agent ${name}`);
  }
  return found;
}

/** Names of the single-step profiles without limits, by step type and partition: what an orchestrator looks for. */
function plainProfiles(world: WorldDefinition, name: string): Readonly<Record<string, readonly string[]>> {
  const ma = managementAgent(world, name);
  const plain = ma.runProfiles.flatMap((profile) => {
    const [step, second] = profile.steps;
    return step === undefined ||
      second !== undefined ||
      step.objectLimit !== undefined ||
      step.deletionLimit !== undefined
      ? []
      : [[findPartition(ma, step.partitionId)?.name ?? '?', step.type] as const];
  });
  return Object.fromEntries(
    [...new Set(plain.map(([partition]) => partition))].map((partition) => [
      partition,
      plain.filter(([of]) => of === partition).map(([, type]) => type),
    ]),
  );
}

/** Where a metaverse type is provisioned: `management agent: object type`. */
function provisionedInto(world: WorldDefinition, type: string): readonly string[] {
  return world.metaverse.provisioning
    .filter((rule) => rule.metaverseObjectType === type)
    .map((rule) => {
      const ma = world.managementAgents.find((each) => each.id === rule.managementAgentId);
      return `${ma?.name}: ${rule.objectType}`;
    })
    .toSorted();
}

/** How many export flows take their value from a metaverse attribute. */
function exportsOf(world: WorldDefinition, attribute: string): number {
  return world.managementAgents
    .flatMap((ma) => ma.exportFlows)
    .filter(({ source }) => source.kind === 'attribute' && source.attribute === attribute).length;
}

const ALL_PLAIN = ['full-import', 'delta-import', 'delta-sync', 'full-sync', 'export'];

describe('the Fabrikam export', async () => {
  const world = await loadWorldDefinition({ exportFolder: path.join(EXAMPLES, 'fabrikam') });

  it('is sound and holds the six systems', () => {
    expectSoundWorld(world);
    expect(world.server).toBe('FABRIKAM-SYNC');
    expect(Object.fromEntries(world.managementAgents.map((ma) => [ma.name, ma.category]))).toEqual({
      HR: 'MSSQL',
      'Fabrikam AD': 'AD',
      'Extranet Directory': 'ADAM',
      'MIM Service': 'FIM',
      'Phone System': 'MSSQL',
      'Badge File': 'Delimited text file',
    });
  });

  it('has two selected partitions in AD, each with all plain run profiles, and one that is not selected', () => {
    const ad = managementAgent(world, 'Fabrikam AD');
    expect(ad.partitions.map((each) => [each.name, each.selected])).toEqual([
      ['DC=fabrikam,DC=example', true],
      ['DC=emea,DC=fabrikam,DC=example', true],
      ['CN=Configuration,DC=fabrikam,DC=example', false],
    ]);
    const profiles = plainProfiles(world, 'Fabrikam AD');
    expect(profiles['DC=fabrikam,DC=example']).toEqual(expect.arrayContaining(ALL_PLAIN));
    expect(profiles['DC=emea,DC=fabrikam,DC=example']?.toSorted()).toEqual(ALL_PLAIN.toSorted());
    expect(ad.runProfiles.map((profile) => profile.steps.length)).toContain(6);
    expect(ad.runProfiles.flatMap((profile) => profile.steps.map((step) => step.type))).toContain(
      'delta-import-delta-sync',
    );
    expect(ad.runProfiles.flatMap((profile) => profile.steps.map((step) => step.deletionLimit))).toContain(
      100,
    );
  });

  it('has the plain run profiles that each cycle needs, and no delta import of the badge file', () => {
    for (const name of ['HR', 'Extranet Directory', 'MIM Service', 'Phone System']) {
      expect(Object.values(plainProfiles(world, name))[0]?.toSorted()).toEqual(
        expect.arrayContaining(ALL_PLAIN.toSorted()),
      );
    }
    expect(plainProfiles(world, 'Badge File')['default']).not.toContain('delta-import');
    expect(plainProfiles(world, 'Badge File')['default']).toContain('full-import');
  });

  it('provisions a person everywhere, and a contractor from the second domain', () => {
    expect(provisionedInto(world, 'person')).toEqual([
      'Badge File: cardholder',
      'Extranet Directory: user',
      'Fabrikam AD: user',
      'HR: person',
      'MIM Service: Person',
      'Phone System: subscriber',
    ]);
    expect(provisionedInto(world, 'contractor')).toEqual([
      'Badge File: cardholder',
      'Fabrikam AD: inetOrgPerson',
      'MIM Service: Person',
    ]);
    expect(provisionedInto(world, 'group')).toEqual(['Fabrikam AD: group', 'MIM Service: Group']);
  });

  it('has values that the systems make themselves and that flow on', () => {
    const made = Object.fromEntries(world.managementAgents.map((ma) => [ma.name, ma.directoryMade]));
    expect(made).toEqual({
      HR: [],
      'Fabrikam AD': ['objectSid'],
      'Extranet Directory': [],
      'MIM Service': [],
      'Phone System': ['PhoneNumber'],
      'Badge File': ['BadgeNumber'],
    });
    expect(exportsOf(world, 'objectSid')).toBe(3);
    expect(exportsOf(world, 'telephoneNumber')).toBe(3);
    expect(exportsOf(world, 'badgeNumber')).toBe(5);
  });

  it('has two ranked sources of telephone numbers, and deletes a person with HR', () => {
    const names = (ids: readonly string[]) =>
      ids.map((id) => world.managementAgents.find((ma) => ma.id === id)?.name);
    const group = world.metaverse.importFlows.find((each) => each.metaverseAttribute === 'telephoneNumber');
    expect(names(group?.flows.map((flow) => flow.managementAgentId) ?? [])).toEqual(['Phone System', 'HR']);
    const rule = world.metaverse.deletionRules.find((each) => each.metaverseObjectType === 'person');
    expect(rule?.when).toBe('any-of');
    expect(names(rule?.managementAgentIds ?? [])).toEqual(['HR']);
  });

  it('feeds every exported attribute from an import flow', () => {
    const fed = new Set(
      world.metaverse.importFlows.map((group) => `${group.metaverseObjectType}.${group.metaverseAttribute}`),
    );
    const exported = world.managementAgents.flatMap((ma) =>
      ma.exportFlows.flatMap(({ source, metaverseObjectType }) =>
        source.kind === 'attribute' && source.attribute !== 'object-id'
          ? [`${metaverseObjectType}.${source.attribute}`]
          : [],
      ),
    );
    expect(exported.length).toBeGreaterThan(50);
    expect(exported.filter((attribute) => !fed.has(attribute))).toEqual([]);
  });
});

describe('the scenario of HR and AD', () => {
  it('is sound and holds what it says', async () => {
    const world = await loadWorldDefinition({
      scenarioFile: path.join(EXAMPLES, 'scenarios/hr-and-ad.yaml'),
    });
    expect(world.managementAgents.map((ma) => ma.name)).toEqual(['HR', 'AD']);
    expect(world.initialObjects).toHaveLength(2);
    expect(world.notSimulated).toEqual([]);
  });
});
