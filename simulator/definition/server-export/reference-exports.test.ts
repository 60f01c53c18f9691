import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectSoundWorld } from '../../../test/fixtures/server-exports/expect-sound-world.js';
import { readServerExport } from './read-server-export.js';

const reference = process.env['AUTOSYNC_REFERENCE'];

describe.skipIf(!reference)('real exports', () => {
  it('reads Contoso: eight management agents of one server', async () => {
    const world = await readServerExport(path.join(reference ?? '', 'ma-export/contoso'));
    expectSoundWorld(world);
    expect(world.server).toBe('SERVER1');
    expect(
      world.managementAgents.map((ma) => [
        ma.name,
        ma.category,
        ma.runProfiles.length,
        ma.exportFlows.length,
      ]),
    ).toEqual([
      ['HROrg', 'MSSQL', 7, 0],
      ['Active Directory LDS', 'ADAM', 9, 11],
      ['Contoso HR System', 'MSSQL', 9, 2],
      ['BHOLD FIMEmployee', 'MSSQL', 10, 7],
      ['BHOLD Authorizations', 'MSSQL', 10, 4],
      ['Contoso Active Directory', 'AD', 11, 30],
      ['FIM Service', 'FIM', 13, 42],
      ['Bhold FimOrgunit', 'MSSQL', 7, 3],
    ]);
    const ad = world.managementAgents[5];
    expect(ad?.partitions.map((partition) => partition.selected)).toEqual([false, true, false, false]);
    expect(ad?.runProfiles.find((profile) => profile.name === 'Full Import')?.steps).toEqual([
      {
        type: 'full-import',
        partitionId: '{145FB6CE-E037-47E4-887C-CB3423A0E0E6}',
        objectLimit: 500,
        deletionLimit: 10,
      },
    ]);
    expect(
      ad?.runProfiles.find((profile) => profile.name === 'EDIDS')?.steps.map((step) => step.type),
    ).toEqual(['export', 'delta-import', 'delta-sync']);
    expect(ad?.directoryMade).toEqual(['objectSid']);
    expect(ad?.exportFlows.filter((flow) => flow.attribute === 'dn').map((flow) => flow.source)).toEqual([
      { kind: 'attribute', attribute: 'accountName' },
      { kind: 'attribute', attribute: 'accountName' },
    ]);
    expect(world.metaverse.importFlows).toHaveLength(69);
    expect(
      world.metaverse.importFlows.find(
        (group) => group.metaverseObjectType === 'group' && group.metaverseAttribute === 'member',
      )?.precedence,
    ).toBe('equal');
    const listed = world.notSimulated.map(
      (entry) => `${entry.managementAgent ?? 'metaverse'}: ${entry.what}`,
    );
    for (const expected of [
      'metaverse: metaverse rules extension MVExtension.dll',
      'metaverse: deletion rule of printer (rules extension)',
      'Contoso HR System: import flow person → person.accountName (expression Firstname + LastName)',
      'BHOLD FIMEmployee: export flow person → person.Active (rules extension, flow rule "Active")',
      'FIM Service: export flow person → Person.dn (expression Guid())',
      'Contoso Active Directory: connected directory extension Exch2010Extension.dll',
      'Contoso Active Directory: password synchronization',
    ]) {
      expect(listed).toContain(expected);
    }
    expect(JSON.stringify(world)).not.toContain('Pa$$w0rd');
  });

  it('reads SharePoint: two management agents, two partitions, a scripted projection', async () => {
    const world = await readServerExport(path.join(reference ?? '', 'ma-export/sharepoint'));
    expectSoundWorld(world);
    const [ad, sharepoint] = world.managementAgents;
    expect([ad?.name, ad?.category, sharepoint?.name, sharepoint?.category]).toEqual([
      'ADMA',
      'AD',
      'SPMA',
      'Extensible2',
    ]);
    expect(ad?.partitions.map((partition) => partition.selected)).toEqual([true, true]);
    expect(ad?.runProfiles.map((profile) => profile.steps.length)).toEqual([2, 2, 2, 2]);
    expect(ad?.projections).toContainEqual({ objectType: 'user', metaverseObjectType: 'person' });
    expect(ad?.multiValued).toContain('proxyAddresses');
    expect(sharepoint?.anchorAttribute).toBe('Anchor');
    expect(sharepoint?.exportFlows).toHaveLength(37);
    expect(
      sharepoint?.runProfiles.every((profile) =>
        profile.steps.every((step) => step.objectLimit === undefined),
      ),
    ).toBe(true);
    expect(world.metaverse.importFlows).toHaveLength(44);
    const listed = world.notSimulated.map((entry) => entry.what);
    expect(listed).toContain('projection of user (rules extension)');
    expect(listed.filter((what) => what.includes('rules extension, flow rule'))).toHaveLength(7);
  });
});
