import { describe, expect, it } from 'vitest';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { loadFabrikam } from '../../test/rig/worlds.js';
import { parseConfiguration } from '../load.js';
import { checkAgainstEngine } from './check-against-engine.js';
import type { RunDuration } from './finding.js';

const { managementAgents: FABRIKAM } = await loadFabrikam();
const HR = FABRIKAM.find(({ name }) => name === 'HR')!;
const BADGES = '{7496280C-95A0-5600-A48E-BF0774C4C7F1}';

/** What is found, as `severity path: message`, without what is always found at Fabrikam. */
function found(
  settings: object,
  durations: readonly RunDuration[] = [],
  managementAgents: readonly ManagementAgent[] = FABRIKAM,
): readonly string[] {
  const server = parseConfiguration(JSON.stringify({ servers: { main: settings } }), 'a test').servers[
    'main'
  ]!;
  const findings = checkAgainstEngine({ id: 'main', server, managementAgents }, durations);
  for (const { fix } of findings) expect(fix).toMatch(/^[A-Z].*\.$/);
  return findings.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
}

/** How long HR's last delta import took. */
const took = (durationMs: number): readonly RunDuration[] => [
  { managementAgentId: HR.id, runProfile: 'DELTA IMPORT', durationMs },
];

const hr = (settings: object): object => ({ managementAgents: { HR: settings } });
const hrProfiles = (runProfiles: object): object => hr({ partitions: { default: { runProfiles } } });
const HR_PROFILES = 'servers.main.managementAgents.HR.partitions.default.runProfiles';

describe('a configuration that fits its engine', () => {
  it('has no findings', () => {
    expect(found({})).toEqual([]);
    expect(
      found({
        noStartWindows: [{ cron: '0 3 * * *', duration: '1h', timeZone: 'UTC', managementAgents: ['hr'] }],
        managementAgents: {
          hr: {
            lockList: ['Phone System'],
            partitions: { default: { importInterval: '1m', runProfiles: { 'delta-sync': 'delta sync' } } },
          },
          'Badge File': { id: BADGES, importInterval: '1h' },
        },
      }),
    ).toEqual([]);
  });
});

describe('names', () => {
  it.each<[string, object, string]>([
    [
      'of a management agent',
      { managementAgents: { HRR: {} } },
      'error servers.main.managementAgents.HRR: The engine has no management agent "HRR".',
    ],
    [
      'in a lock list',
      hr({ lockList: ['AD'] }),
      'error servers.main.managementAgents.HR.lockList.0: The engine has no management agent "AD".',
    ],
    [
      'of a partition',
      hr({ partitions: { 'DC=x': {} } }),
      'error servers.main.managementAgents.HR.partitions.DC=x: The management agent "HR" has no partition "DC=x".',
    ],
    [
      'in a no-start window',
      { noStartWindows: [{ cron: '0 3 * * *', duration: '1h', timeZone: 'UTC', managementAgents: ['AD'] }] },
      'error servers.main.noStartWindows.0.managementAgents.0: The engine has no management agent "AD".',
    ],
  ])('%s that the engine does not have are errors', (_, settings, expected) => {
    expect(found(settings)).toEqual([expected]);
  });

  it('of one thing may not be two', () => {
    expect(found({ managementAgents: { HR: {}, Personnel: { id: HR.id }, hr: {} } })).toEqual([
      'error servers.main.managementAgents.HR: "HR" and "Personnel" are the same management agent; only "Personnel" counts.',
      'error servers.main.managementAgents.hr: "hr" and "Personnel" are the same management agent; only "Personnel" counts.',
      `warning servers.main.managementAgents.Personnel: The management agent with the id "${HR.id}" is called "HR" now. These settings count for it, by its id.`,
    ]);
    const partition = HR.partitions[0]!.id;
    expect(found(hr({ partitions: { default: {}, [partition]: {} } }))).toEqual([
      `error servers.main.managementAgents.HR.partitions.${partition}: "${partition}" and "default" are the same partition; only the first counts.`,
    ]);
  });
});

describe('settings of a management agent', () => {
  const elsewhere = '{00000000-0000-4000-8000-000000000000}';

  it('that was renamed are told of', () => {
    expect(found({ managementAgents: { Personnel: { id: HR.id.toLowerCase() } } })).toEqual([
      `warning servers.main.managementAgents.Personnel: The management agent with the id "${HR.id}" is called "HR" now. These settings count for it, by its id.`,
    ]);
  });

  it('that was made anew are told of', () => {
    expect(found(hr({ id: elsewhere }))).toEqual([
      `warning servers.main.managementAgents.HR.id: No management agent of the engine has the id "${elsewhere}". The settings count for "HR", by its name: it was made anew, and has the id "${HR.id}".`,
    ]);
  });

  it('that has neither the name nor the id are an error', () => {
    expect(found({ managementAgents: { Personnel: { id: elsewhere } } })).toEqual([
      `error servers.main.managementAgents.Personnel: The engine has no management agent "Personnel", and none with the id "${elsewhere}".`,
    ]);
  });

  it('that stand under its id are worth knowing', () => {
    expect(found({ managementAgents: { [HR.id]: {} } })).toEqual([
      `note servers.main.managementAgents.${HR.id}: These are the settings of "HR", found by its id. They are lost if it is made anew: it has another id then.`,
    ]);
  });

  it('that was renamed are checked as those of what it is called now', () => {
    const named = { managementAgents: { Personnel: { id: HR.id, lockList: ['personnel'] } } };
    expect(found(named)).toContain(
      'warning servers.main.managementAgents.Personnel.lockList.0: The lock list of "HR" names itself, which has no effect: a management agent runs one thing at a time anyway.',
    );
  });
});

describe('a run profile', () => {
  it.each<[string, object, string]>([
    [
      'that is not there',
      { export: 'EX' },
      `error ${HR_PROFILES}.export: The management agent "HR" has no run profile "EX".`,
    ],
    [
      'that does something else',
      { 'delta-import': 'full import' },
      `error ${HR_PROFILES}.delta-import: The run profile "Full Import" is named for the delta import, and does not do that: it does full-import of default.`,
    ],
    [
      'that is limited',
      { 'full-import': 'Full Import (at most 50 deletes)' },
      `note ${HR_PROFILES}.full-import: The run profile "Full Import (at most 50 deletes)" stops after 5000 objects or 50 deletes.`,
    ],
  ])('%s is found', (_, runProfiles, expected) => {
    expect(found(hrProfiles(runProfiles))).toEqual([expected]);
  });

  it('may be any import where any will do, and none where none is wanted', () => {
    expect(
      found(hrProfiles({ 'scheduled-import': 'Full Import', 'confirming-import': 'Delta Import' })),
    ).toEqual([]);
    expect(found(hrProfiles({ export: null, 'delta-sync': null }))).toEqual([]);
  });

  it('of another partition does nothing here', () => {
    const ad = {
      partitions: { 'DC=fabrikam,DC=example': { runProfiles: { export: 'Export emea.fabrikam.example' } } },
    };
    expect(found({ managementAgents: { 'Fabrikam AD': ad } })[0]).toContain(
      'is named for the export of partition DC=fabrikam,DC=example, and does not do that: it does export of DC=emea,DC=fabrikam,DC=example.',
    );
  });

  it('that does more is worth knowing, and so is a combined step', () => {
    const all = 'Export, Delta Import, Delta Sync (all domains)';
    const ad = {
      partitions: {
        'DC=fabrikam,DC=example': {
          runProfiles: { export: all, 'delta-sync': 'Delta Import and Delta Sync fabrikam.example' },
        },
      },
    };
    expect(found({ managementAgents: { 'Fabrikam AD': ad } }).map((line) => line.slice(0, 4))).toEqual([
      'note',
      'note',
    ]);
  });

  it('with a drop file, or a step for a partition that is gone', () => {
    const partitionId = HR.partitions[0]!.id;
    const odd: ManagementAgent = {
      ...HR,
      runProfiles: [
        ...HR.runProfiles,
        { name: 'Drop', steps: [{ type: 'export', partitionId, dropFile: true }] },
        {
          name: 'Gone',
          steps: [
            { type: 'export', partitionId },
            { type: 'export', partitionId: '{0}' },
          ],
        },
      ],
    };
    expect(found(hrProfiles({ export: 'Drop' }), [], [odd])).toEqual([
      `warning ${HR_PROFILES}.export: The run profile "Drop" works with a drop file, not with the connected directory.`,
    ]);
    expect(found(hrProfiles({ export: 'Gone' }), [], [odd])).toEqual([
      `error ${HR_PROFILES}.export: The run profile "Gone" has a step for a partition that is gone: the engine does not start it.`,
    ]);
  });

  it('is missed where changes would get stuck without, unless the management agent is disabled', () => {
    const bare: ManagementAgent = {
      ...HR,
      runProfiles: HR.runProfiles.filter(({ name }) => name !== 'Export'),
    };
    expect(found({}, [], [bare])).toEqual([
      `warning ${HR_PROFILES}.export: The management agent "HR" has no run profile for the export: what is pending for export there is never exported.`,
    ]);
    expect(found(hr({ disabled: true }), [], [bare])).toEqual([]);
    expect(found(hrProfiles({ export: null }), [], [bare])).toEqual([]);
  });

  it('on a partition that is not selected is never run', () => {
    const path =
      'servers.main.managementAgents.Fabrikam AD.partitions.CN=Configuration,DC=fabrikam,DC=example';
    expect(
      found({
        managementAgents: {
          'Fabrikam AD': {
            partitions: { 'CN=Configuration,DC=fabrikam,DC=example': { importInterval: '1m' } },
          },
        },
      }),
    ).toEqual([
      `note ${path}: The partition "CN=Configuration,DC=fabrikam,DC=example" of "Fabrikam AD" is not selected, so that nothing runs there.`,
    ]);
  });
});

describe('locks', () => {
  const LOCK_LIST = 'servers.main.managementAgents.HR.lockList';

  it('of a management agent on itself, or named twice, are found', () => {
    expect(found(hr({ lockList: ['hr', 'Phone System', 'PHONE SYSTEM'] }))).toEqual([
      `warning ${LOCK_LIST}.0: The lock list of "HR" names itself, which has no effect: a management agent runs one thing at a time anyway.`,
      `note ${LOCK_LIST}.2: The lock list of "HR" names "Phone System" twice.`,
    ]);
  });

  it('on a disabled management agent have no effect', () => {
    const settings = {
      managementAgents: { HR: { lockList: ['Phone System'] }, 'Phone System': { disabled: true } },
    };
    expect(found(settings)).toEqual([
      `note ${LOCK_LIST}.0: The lock list of "HR" names "Phone System", which is disabled and never runs.`,
    ]);
  });

  it('of the MIM Service are needed where synchronizations do not run alone', () => {
    const exportLock = { mimServiceExportTakesSyncLock: false };
    expect(found({ ...exportLock, runMode: 'unsupported' })).toEqual([
      'warning servers.main.mimServiceExportTakesSyncLock: Exports of "MIM Service" may run beside a synchronization, which has duplicated values of multi-valued attributes in the MIM Service.',
      'warning servers.main.runMode: Imports and exports run beside a synchronization, which Microsoft does not support.',
    ]);
    expect(found(exportLock)).toEqual([
      'note servers.main.mimServiceExportTakesSyncLock: This has no effect in run mode supported: a synchronization runs alone.',
    ]);
    expect(found(exportLock, [], [HR])).toEqual([
      'note servers.main.mimServiceExportTakesSyncLock: The engine has no MIM Service management agent, so that this has no effect.',
    ]);
  });
});

describe('schedules', () => {
  it.each<[string, object, string]>([
    ['the server', { importInterval: '1m' }, 'servers.main.importInterval'],
    ['the management agent', hr({ importInterval: '1m' }), 'servers.main.managementAgents.HR.importInterval'],
    [
      'the partition',
      hr({ importInterval: '2h', partitions: { default: { importInterval: '1m' } } }),
      'servers.main.managementAgents.HR.partitions.default.importInterval',
    ],
  ])('whose interval at %s is shorter than the last import took are found', (_, settings, path) => {
    expect(found(settings, took(60_000))).toEqual([
      `warning ${path}: The partition "default" of "HR" is imported every 1m, and its last "Delta Import" took 1m.`,
    ]);
    expect(found(settings, took(59_000))).toEqual([]);
  });

  it('of what never runs are found', () => {
    expect(found(hr({ disabled: true, importInterval: '1m' }), took(999_999))).toEqual([
      'note servers.main.managementAgents.HR.importInterval: The management agent "HR" has an import interval and is disabled: it never runs.',
    ]);
    expect(found(hr({ disabled: true, importInterval: 'never' }))).toEqual([]);
  });
});

it('tells the gravest first', () => {
  const all = found({
    mimServiceExportTakesSyncLock: false,
    managementAgents: { HR: { lockList: ['HR', 'nobody'] } },
  });
  expect(all.map((line) => line.split(' ')[0])).toEqual(['error', 'warning', 'note']);
});
