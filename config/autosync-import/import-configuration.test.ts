import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { parseXml } from '../../domain/xml/parse-xml.js';
import type { XmlElement } from '../../domain/xml/xml-element.js';
import { FABRIKAM, loadFabrikam } from '../../test/rig/worlds.js';
import { checkAgainstEngine } from '../checking/check-against-engine.js';
import { importConfiguration, type ImportedConfiguration } from './import-configuration.js';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/autosync-config', import.meta.url));
const REFERENCE = process.env['AUTOSYNC_REFERENCE'];

const read = (name: string): Buffer => readFileSync(join(FIXTURES, name));
const NEW = read('fabrikam.xml');
const LEGACY = read('fabrikam-legacy.xml');
const EXAMPLES: readonly (readonly [string, Buffer])[] = [
  ['fabrikam.xml', NEW],
  ['fabrikam-legacy.xml', LEGACY],
  ...(REFERENCE === undefined
    ? []
    : ['contoso.xml', 'legacy-schema-0.xml'].map(
        (name) => [`reference ${name}`, readFileSync(join(REFERENCE, 'autosync-config', name))] as const,
      )),
];

function run(xml: Uint8Array | string, catalogue?: readonly ManagementAgent[]): ImportedConfiguration {
  const bytes = typeof xml === 'string' ? new TextEncoder().encode(xml) : xml;
  return importConfiguration(bytes, {
    file: 'config.xml',
    server: 'main',
    timeZone: 'Europe/Vienna',
    ...(catalogue ? { catalogue } : {}),
  });
}

/** A file of the newer form with these management agents. */
function file(managementAgents: string, settings = ''): string {
  return `<lithnet-autosync xmlns:i="x" xmlns:a="y"><management-agents>${managementAgents}</management-agents><settings>${settings}</settings><schema-version>1</schema-version></lithnet-autosync>`;
}

function agent(content: string): string {
  return file(`<management-agent><name>HR</name>${content}</management-agent>`);
}

const { managementAgents: CATALOGUE } = await loadFabrikam();

describe('a configuration of Lithnet AutoSync', () => {
  const { configuration, yaml, report } = run(NEW);
  const { managementAgents, ...server } = configuration.servers['main']!;

  it('becomes one of ours', () => {
    expect(server.runMode).toBe('unsupported');
    expect(Object.keys(managementAgents)).toEqual(['HR', 'Fabrikam AD', 'MIM Service', 'Phone System']);
    expect(managementAgents['HR']).toEqual({
      id: '{77E91BF0-140C-57AB-AF6B-89330FCDE57E}',
      disabled: false,
      lockList: ['Phone System'],
      noStartWindows: [],
      triggers: {
        'hr-full-sync': {
          type: 'scheduled',
          calendar: { at: ['02:30'], daysOfWeek: ['monday'] },
          timeZone: 'Europe/Vienna',
          except: [],
          runProfile: 'Full Sync',
          exclusive: true,
          urgent: false,
          disabled: false,
        },
        'hr-delta-import': {
          type: 'interval',
          every: 300_000,
          runProfile: 'delta import',
          exclusive: false,
          urgent: true,
          disabled: false,
        },
        'hr-full-import': {
          type: 'interval',
          every: 95_400_000,
          runProfile: 'Full Import',
          exclusive: true,
          urgent: true,
          disabled: false,
        },
        'hr-full-sync-2': {
          type: 'interval',
          every: 3_600_000,
          runProfile: 'Full Sync',
          exclusive: false,
          urgent: false,
          disabled: true,
        },
      },
      thresholds: {
        imports: {
          adds: { count: 1000 },
          updates: { count: 4000 },
          renames: { count: 10 },
          deletes: { count: 50 },
          all: { count: 5000 },
        },
      },
      partitions: {
        default: {
          importInterval: 900_000,
          runProfiles: {
            'delta-import': 'Delta Import',
            'full-import': 'Full Import',
            'scheduled-import': 'Delta Import',
            'confirming-import': 'Delta Import',
            'delta-sync': 'Delta Sync',
            'full-sync': null,
            export: 'Export',
          },
        },
      },
    });
    expect(managementAgents['Phone System']).toMatchObject({
      disabled: true,
      partitions: { default: { importInterval: 3_600_000 } },
    });
  });

  it('leaves out what the engine no longer has, and partitions of which nothing is said', () => {
    expect(Object.keys(managementAgents['Fabrikam AD']?.partitions ?? {})).toEqual([
      'DC=fabrikam,DC=example',
      'DC=emea,DC=fabrikam,DC=example',
    ]);
  });

  it('names nothing that the engine that it was made for does not have', () => {
    const main = configuration.servers['main']!;
    const findings = checkAgainstEngine({ id: 'main', server: main, managementAgents: CATALOGUE });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('has import intervals in place of triggers that repeated an import', () => {
    const ad = managementAgents['Fabrikam AD']?.partitions;
    expect(ad?.['DC=fabrikam,DC=example']?.importInterval).toBe(300_000);
    expect(ad?.['DC=emea,DC=fabrikam,DC=example']?.importInterval).toBeUndefined();
    expect(managementAgents['MIM Service']?.partitions?.['default']?.importInterval).toBe(300_000);
    expect(
      report.items.filter(({ severity }) => severity === 'replaced').map(({ instead }) => instead),
    ).toEqual([
      'trigger "hr-full-sync": it fires by the clock of Europe/Vienna; import again with --time-zone if the old server had another',
      "the sync server's importInterval counts; give the partition one of its own if that is wrong",
      'it stands there, disabled, as trigger "fabrikam-ad-changes"; the import interval of partition "DC=fabrikam,DC=example" stands in: "Delta Import fabrikam.example" every 10m, in place of no automatic import (run profile "Delta Import fabrikam.example")',
      'it stands there, disabled, as trigger "fabrikam-ad-changes-2"; the import interval of partition "DC=fabrikam,DC=example" stands in: "Delta Import fabrikam.example" every 5m, in place of every 10m',
      'it stands there, disabled, as trigger "mim-service-changes"; the import interval of partition "default" stands in: "Delta Import" every 5m, in place of every 8h',
    ]);
  });

  it('declares, disabled, what AutoSync does not do yet, with its settings', () => {
    const disabled = { disabled: true, exclusive: false, urgent: false };
    expect(managementAgents['Fabrikam AD']?.triggers).toEqual({
      'fabrikam-ad-changes': {
        ...disabled,
        type: 'active-directory',
        baseDn: 'dc=Fabrikam,dc=example',
        host: 'dc01.fabrikam.example',
        objectClasses: ['user', 'group'],
        minInterval: 600_000,
        lastLogonOffset: 60_000,
        credentials: {
          user: 'FABRIKAM\\svc-trigger',
          password: { env: 'AUTOSYNC_FABRIKAM_AD_CHANGES_PASSWORD' },
        },
      },
      'fabrikam-ad-changes-2': {
        ...disabled,
        type: 'active-directory',
        baseDn: 'OU=Staff,DC=fabrikam,DC=example',
        host: 'dc01.fabrikam.example',
        objectClasses: ['contact'],
        minInterval: 60_000,
        lastLogonOffset: 0,
        runProfile: 'Delta Import fabrikam.example',
      },
    });
    expect(managementAgents['MIM Service']?.triggers).toEqual({
      'mim-service-changes': {
        ...disabled,
        type: 'mim-service',
        host: 'http://mim.fabrikam.example:5725',
        every: 60_000,
      },
    });
    expect(managementAgents['Phone System']?.triggers).toEqual({
      'phone-system-powershell': {
        ...disabled,
        type: 'powershell',
        path: 'D:\\Scripts\\Trigger.ps1',
        every: 30_000,
        onError: 'reset',
        credentials: {
          user: 'FABRIKAM\\svc-phones',
          password: { env: 'AUTOSYNC_PHONE_SYSTEM_POWERSHELL_PASSWORD' },
        },
      },
    });
    expect(server.mail).toEqual({
      disabled: true,
      smtp: {
        host: 'smtp.fabrikam.example',
        port: 587,
        tls: 'required',
        user: 'FABRIKAM\\svc-mail',
        password: { env: 'AUTOSYNC_MAIL_PASSWORD' },
      },
      from: 'mim@fabrikam.example',
      to: ['idm@fabrikam.example', 'desk@fabrikam.example'],
      maxErrors: 10,
      everyTime: true,
      ignoreResults: ['success', 'completed-no-objects'],
    });
    expect(server.history).toEqual({
      disabled: true,
      clearAfter: 2_592_000_000,
      saveTo: 'D:\\RunHistory',
      lookEvery: 28_800_000,
    });
  });

  it('is reported, where it could not be carried over, with what to do', () => {
    expect(report.items.map(({ severity, subject, what }) => `${severity}: ${subject}: ${what}`))
      .toMatchInlineSnapshot(`
        [
          "note: management agent "HR": "Old Notes" among its lock management agents",
          "action: management agent "HR": staging threshold: 5 delete-adds",
          "replaced: management agent "HR": a scheduled trigger: run profile "Full Sync", exclusively, every 7d, counted from 2024-03-04T02:30:00 by the clock of the old server",
          "action: management agent "Fabrikam AD": controller script D:\\Scripts\\Controller.ps1",
          "replaced: management agent "Fabrikam AD", partition "DC=emea,DC=fabrikam,DC=example": an automatic import every 0 minutes",
          "note: management agent "Fabrikam AD", partition "DC=old,DC=fabrikam,DC=example": a partition that AutoSync did not find on the engine any more",
          "replaced: management agent "Fabrikam AD": change detection in Active Directory below "dc=Fabrikam,dc=example" (object classes user, group; on dc01.fabrikam.example; at most every 10m; log-on attributes younger than PT1M ignored; as FABRIKAM\\svc-trigger)",
          "action: management agent "Fabrikam AD": a password, encrypted",
          "replaced: management agent "Fabrikam AD": change detection in Active Directory below "OU=Staff,DC=fabrikam,DC=example" (object classes contact; on dc01.fabrikam.example; at most every 1m; log-on attributes younger than PT0S ignored; starts "Delta Import fabrikam.example")",
          "replaced: management agent "MIM Service": change detection in the MIM Service at http://mim.fabrikam.example:5725, every 1m",
          "action: management agent "Phone System": a PowerShell trigger: D:\\Scripts\\Trigger.ps1, asked every 30s as FABRIKAM\\svc-phones, on an error: reset",
          "action: management agent "Phone System": a password in clear text",
          "note: management agent "Old Notes": a management agent that AutoSync did not find on the engine any more, with all its settings",
          "action: mail: mail on: from mim@fabrikam.example; host smtp.fabrikam.example; ignore-return-codes success, completed-no-objects; max-errors 10; port 587; send-all-error-instances true; to idm@fabrikam.example, desk@fabrikam.example; use-app-config false; use-default-credentials false; use-ssl true; username FABRIKAM\\svc-mail",
          "action: mail: a password, encrypted",
          "action: run history: clear true; max-age P30D; save true; save-path D:\\RunHistory",
          "note: the registry of the old server: settings that do not stand in the file: LockMode, GetSyncLockForFimMAExport, ExecutionStaggerInterval, UnmanagedChangesCheckInterval, RetryCodes, RetryCount, RetrySleepInterval and others",
          "note: management agents that the file does not name: Lithnet AutoSync adds a management agent that it finds on the engine disabled",
        ]
      `);
    for (const item of report.items) {
      expect(
        Object.values(item).every((text) => text.length > 0),
        JSON.stringify(item),
      ).toBe(true);
    }
  });

  it('keeps its description as a comment, and the ids', () => {
    expect(yaml).toContain('# Fabrikam, two lines:\n# # not: a setting\n');
    expect(yaml).toContain('      HR:\n        id: "{77E91BF0-140C-57AB-AF6B-89330FCDE57E}"\n');
  });

  it('gives away no secret', () => {
    const everything = JSON.stringify({ yaml, configuration, report });
    expect(NEW.toString()).toContain('PLANTED');
    expect(everything).not.toContain('PLANTED');
    expect(everything).toContain('{ env: AUTOSYNC_MAIL_PASSWORD }');
    expect(everything).toContain('{ env: AUTOSYNC_PHONE_SYSTEM_POWERSHELL_PASSWORD }');
    const trigger = '<password is-encrypted="false">hunter2</password><client-secret>hunter2</client-secret>';
    const unknown = run(
      agent(`<triggers><a:anyType i:type="new-trigger"><speed>7</speed>${trigger}</a:anyType></triggers>`),
    );
    expect(JSON.stringify(unknown)).not.toContain('hunter2');
    expect(JSON.stringify(unknown.report)).toContain('speed');
  });
});

describe('an engine that is known', () => {
  it('has management agents that the old configuration did not name: they are disabled, as AutoSync adds them', () => {
    const { configuration, yaml, report } = run(
      file(
        '<management-agent><id>77e91bf0-140c-57ab-af6b-89330fcde57e</id><name>Human Resources</name></management-agent><management-agent><name>MIM Service</name><lock-managementagents><a:string>human resources</a:string></lock-managementagents></management-agent>',
      ),
      CATALOGUE,
    );
    const { managementAgents } = configuration.servers['main']!;
    expect(Object.entries(managementAgents).map(([name, { disabled }]) => `${name} ${disabled}`)).toEqual([
      'HR false',
      'MIM Service false',
      'Badge File true',
      'Extranet Directory true',
      'Fabrikam AD true',
      'Phone System true',
    ]);
    expect(report.items.filter(({ what }) => what.includes('the file does not name it'))).toHaveLength(4);
    // Found by its id, and called as it is called now.
    expect(managementAgents['MIM Service']?.lockList).toEqual(['HR']);
    expect(yaml).toContain('# In the old configuration: Human Resources');
  });
});

describe('the older form', () => {
  it('is carried over whole where the engine is known: a run profile belongs to the partition of its first step', () => {
    const { configuration, report } = run(LEGACY, CATALOGUE);
    const { managementAgents } = configuration.servers['main']!;
    expect(managementAgents['Fabrikam AD']).toMatchObject({
      importInterval: 3_600_000,
      partitions: {
        'DC=fabrikam,DC=example': {
          runProfiles: {
            'delta-import': 'Delta Import fabrikam.example',
            'scheduled-import': 'Delta Import fabrikam.example',
            'delta-sync': 'Delta Sync fabrikam.example',
            'full-sync': 'Full Sync fabrikam.example',
            export: 'Export, Delta Import, Delta Sync (all domains)',
          },
        },
        'DC=emea,DC=fabrikam,DC=example': {
          runProfiles: { 'confirming-import': 'Delta Import emea.fabrikam.example' },
        },
      },
    });
    expect(managementAgents['Badge File']).toMatchObject({
      importInterval: null,
      partitions: { default: { runProfiles: { 'delta-import': null, 'full-import': 'Full Import' } } },
    });
    expect(report.items.filter(({ severity }) => severity === 'action').map(({ what }) => what)).toEqual([
      'run profiles of the management agent as a whole: full-import "Full Import of the old days"',
    ]);
  });

  it('says what is missing where the engine is not known', () => {
    const { configuration, report } = run(LEGACY);
    expect(configuration.servers['main']?.managementAgents['Badge File']).toEqual({
      id: '{7496280C-95A0-5600-A48E-BF0774C4C7F1}',
      importInterval: null,
      disabled: false,
      lockList: [],
      noStartWindows: [],
      triggers: {},
    });
    const lost = report.items.filter(({ severity }) => severity === 'action');
    expect(lost).toHaveLength(2);
    expect(lost[1]?.what).toContain('delta-import none');
    expect(lost[1]?.instead).toContain('--export');
  });
});

describe('nothing is dropped in silence', () => {
  describe.each(EXAMPLES)('%s', (_, bytes) => {
    const root = rootOf(bytes);
    const result = run(bytes);

    it('accounts for every element, once', () => {
      const { carried, reported, meaningless } = result.report;
      const accounted = [...carried, ...reported, ...Object.values(meaningless).flat()];
      expect(accounted.toSorted()).toEqual(everyPath(root).toSorted());
      expect(result.report.items.filter(({ subject }) => subject.startsWith('unknown'))).toEqual([]);
    });

    it('tells of every element that it reports, in an item about it, what is around it, or beside it', () => {
      const places = result.report.items.map(({ where }) => where);
      for (const path of result.report.reported) {
        const settings = path.replace(
          /^(\/lithnet-autosync\/settings\/(mail|run-history)|.*run-profile)-.*/,
          '$1-',
        );
        expect(
          places.some((place) => path.startsWith(place) || place.startsWith(settings)),
          path,
        ).toBe(true);
      }
    });

    it('says something else if anything with a meaning says something else', () => {
      const silent = new Set(Object.values(result.report.meaningless).flat());
      const gone = result.report.items
        .filter(({ why }) => why.includes('is not there'))
        .map(({ where }) => where);
      const text = bytes.toString('utf8');
      for (const [index, [path, leaf]] of leavesOf(root).entries()) {
        if (silent.has(path) || gone.some((place) => path.startsWith(`${place}/`))) continue;
        // What a secret says is told nowhere.
        if (path.endsWith('password')) continue;
        const other = withLeafChanged(text, index, leaf);
        expect(told(tryRun(other)), `${path}: ${leaf.text}`).not.toEqual(told(result));
      }
    });
  });

  it.each([
    ['a trigger', agent('<triggers><a:anyType i:type="interval-trigger"><sparkle/></a:anyType></triggers>')],
    [
      'a disabled trigger',
      agent(
        '<triggers><a:anyType i:type="mim-service-pending-import-trigger"><disabled>true</disabled><sparkle/></a:anyType></triggers>',
      ),
    ],
    [
      'a partition without interval',
      agent(
        '<partitions><partition><name>default</name><auto-import-enabled>true</auto-import-enabled><sparkle/></partition></partitions>',
      ),
    ],
    ['settings of mail', file('', '<mail-host>smtp</mail-host><sparkle/>')],
    ['a list', agent('<lock-managementagents><sparkle/></lock-managementagents>')],
    ['thresholds', agent('<thresholds-staging><sparkle/></thresholds-staging>')],
    [
      'a partition of which nothing is said',
      agent(
        '<partitions><partition><name>x</name><is-selected>false</is-selected><sparkle/></partition></partitions>',
      ),
    ],
  ])('reports what nobody knows in %s', (_, xml) => {
    const unknown = run(xml).report.items.filter(({ subject }) => subject === 'unknown element');
    expect(unknown.map(({ what }) => what)).toEqual(['element "sparkle"']);
  });

  it('reports elements and attributes that nobody knows', () => {
    const { report } = run(agent('<sparkle><deep>x</deep></sparkle><disabled colour="red">false</disabled>'));
    const unknown = report.items.filter(({ subject }) => subject.startsWith('unknown'));
    expect(unknown.map(({ where, what }) => `${where}: ${what}`)).toEqual([
      '/lithnet-autosync/management-agents/management-agent/sparkle: element "sparkle"',
      '/lithnet-autosync/management-agents/management-agent/disabled: attribute "colour" of element "disabled"',
    ]);
  });
});

describe('odd settings', () => {
  it.each<[string, string, string]>([
    ['a run mode that there is not', file('', '<run-mode>fast</run-mode>'), 'run mode "fast"'],
    ['a management agent without name', file('<management-agent/>'), 'without name and id'],
    ['a partition without name', agent('<partitions><partition/></partitions>'), 'partition without name'],
    [
      'an interval that is none',
      agent(
        '<partitions><partition><name>default</name><auto-import-enabled>true</auto-import-enabled><auto-import-interval>often</auto-import-interval></partition></partitions>',
      ),
      'every often minutes',
    ],
    [
      'a threshold that is none',
      agent('<thresholds-staging><deletes>many</deletes></thresholds-staging>'),
      'many deletes',
    ],
    [
      'a trigger that nobody knows',
      agent('<triggers><a:anyType i:type="a:moon-trigger"><phase>full</phase></a:anyType></triggers>'),
      'unknown type "moon-trigger": phase "full"',
    ],
    [
      'an interval trigger of a run profile that is no import here',
      agent(
        '<triggers><a:anyType i:type="interval-trigger"><run-profile-name>EX</run-profile-name><interval>-PT1M</interval></a:anyType></triggers>',
      ),
      'run profile "EX", every "-PT1M"',
    ],
  ])('%s is reported', (_, xml, expected) => {
    const items = run(xml).report.items.filter(({ severity }) => severity === 'action');
    expect(items.map(({ what }) => what).join()).toContain(expected);
  });

  it('two management agents of one name are told apart by id', () => {
    const both = ['a1', 'b2'].map(
      (id) => `<management-agent><name>HR</name><id>${id}</id></management-agent>`,
    );
    expect(Object.keys(run(file(both.join(''))).configuration.servers['main']!.managementAgents)).toEqual([
      '{A1}',
      '{B2}',
    ]);
  });

  it('two that cannot be told apart are one, and the other is reported', () => {
    const partition = '<partition><name>default</name></partition>';
    const { configuration, report } = run(
      file(
        `<management-agent><name>HR</name><partitions>${partition}${partition}</partitions></management-agent><management-agent><name>hr</name><id>1</id></management-agent>`,
      ),
    );
    expect(Object.keys(configuration.servers['main']!.managementAgents)).toEqual(['HR']);
    expect(report.items.filter(({ what }) => what.includes('a second time'))).toHaveLength(2);
  });

  it('lets no interval stand in for another import than the one that runs', () => {
    const partition =
      '<partitions><partition><name>default</name><auto-import-enabled>true</auto-import-enabled><auto-import-interval>60</auto-import-interval><run-profile-scheduled-import>FI</run-profile-scheduled-import><run-profile-delta-import>DI</run-profile-delta-import></partition></partitions>';
    const trigger =
      '<triggers><a:anyType i:type="interval-trigger"><run-profile-name>DI</run-profile-name><interval>PT1M</interval></a:anyType></triggers>';
    const { configuration, report } = run(agent(partition + trigger));
    expect(configuration.servers['main']?.managementAgents['HR']?.partitions?.['default']).toMatchObject({
      importInterval: 3_600_000,
      runProfiles: { 'scheduled-import': 'FI' },
    });
    expect(configuration.servers['main']?.managementAgents['HR']?.triggers).toMatchObject({
      'hr-di': { type: 'interval', every: 60_000, runProfile: 'DI' },
    });
    expect(report.items.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  it.each<[string, string, object, string]>([
    [
      'at times that no calendar has',
      '<a:anyType i:type="scheduled-trigger"><start-date>2024-03-04T02:30:00</start-date><interval>P14D</interval><run-profile-name>Full Sync</run-profile-name></a:anyType>',
      { 'hr-full-sync': { type: 'interval', every: 1_209_600_000, disabled: true } },
      'action: it stands there, disabled, as trigger "hr-full-sync"; choose its times (type: scheduled, with a cron or a calendar), and take "disabled" out',
    ],
    [
      'of a run profile that the engine does not have',
      '<a:anyType i:type="interval-trigger"><interval>PT1H</interval><run-profile-name>Old Sync</run-profile-name></a:anyType>',
      { 'hr-old-sync': { type: 'interval', runProfile: 'Old Sync', disabled: true } },
      'action: it stands there, disabled, as trigger "hr-old-sync"; name one that it has, and take "disabled" out, or take the trigger out',
    ],
    [
      'that was disabled, and is not there yet',
      '<a:anyType i:type="powershell-trigger"><disabled>true</disabled><path>a.ps1</path></a:anyType>',
      { 'hr-powershell': { type: 'powershell', path: 'a.ps1', disabled: true } },
      'note: it stands there, disabled, as trigger "hr-powershell"',
    ],
  ])('a trigger %s is declared, disabled, and reported', (_, trigger, declared, said) => {
    const { configuration, report } = run(agent(`<triggers>${trigger}</triggers>`), CATALOGUE);
    const main = configuration.servers['main']!;
    expect(main.managementAgents['HR']?.triggers).toMatchObject(declared);
    expect(report.items.map(({ severity, instead }) => `${severity}: ${instead}`)).toContain(said);
    const findings = checkAgainstEngine({ id: 'main', server: main, managementAgents: CATALOGUE });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  const imported = (auto: string, everyTrigger: string): string =>
    agent(
      `<partitions><partition><name>default</name>${auto}<run-profile-scheduled-import>Delta Import</run-profile-scheduled-import></partition></partitions><triggers><a:anyType i:type="interval-trigger"><interval>${everyTrigger}</interval><run-profile-name>Delta Import</run-profile-name></a:anyType></triggers>`,
    );

  it.each<[string, string, number | undefined, string]>([
    ['rarer than the default', imported(autoImport(0), 'P1D'), undefined, 'every 5m'],
    ['more often than the default', imported(autoImport(0), 'PT1M'), 60_000, 'every 1m, in place of'],
    ['rarer than its own', imported(autoImport(15), 'P1D'), 900_000, 'every 15m'],
    ['more often than its own', imported(autoImport(15), 'PT1M'), 60_000, 'every 1m, in place of every 15m'],
    ['at all, where it was never', imported('', 'P1D'), 86_400_000, 'every 1d, in place of no automatic'],
  ])('a trigger that repeats an import %s takes no import away', (_, xml, expected, said) => {
    const { configuration, report } = run(xml);
    const hr = configuration.servers['main']!.managementAgents['HR'];
    expect(hr?.partitions?.['default']?.importInterval).toBe(expected);
    expect(hr?.triggers).toEqual({});
    expect(report.items.map(({ instead }) => instead)).toContainEqual(expect.stringContaining(said));
  });

  it.each([
    ['enabled', 'P1D', undefined],
    ['enabled', 'PT1M', 60_000],
    ['disabled', 'P1D', 86_400_000],
  ])(
    'in the older form, with imports %s each hour, one that repeats one %s does so too',
    (scheduling, everyTrigger, expected) => {
      const trigger = `<old:triggers><a:anyType x:type="interval-trigger"><interval>${everyTrigger}</interval><run-profile-name>Delta Import fabrikam.example</run-profile-name></a:anyType></old:triggers>`;
      const xml = LEGACY.toString('utf8')
        .replace(/^\uFEFF/, '')
        .replace('<old:triggers />', trigger)
        .replace('>enabled<', `>${scheduling}<`);
      const ad = run(xml, CATALOGUE).configuration.servers['main']!.managementAgents['Fabrikam AD'];
      expect(ad?.importInterval).toBe(scheduling === 'enabled' ? 3_600_000 : null);
      expect(ad?.partitions?.['DC=fabrikam,DC=example']?.importInterval).toBe(expected);
      expect(ad?.triggers).toEqual({});
    },
  );

  it.each<[string, string, { clearAfter?: number; saveTo?: string } | undefined]>([
    ['not cleared', '<run-history-max-age>P30D</run-history-max-age>', undefined],
    [
      'saved, and not cleared',
      '<run-history-max-age>P30D</run-history-max-age><run-history-save>true</run-history-save><run-history-save-path>D:\\Runs</run-history-save-path>',
      { saveTo: 'D:\\Runs' },
    ],
    [
      'cleared, and not saved',
      '<run-history-clear>true</run-history-clear><run-history-max-age>P30D</run-history-max-age><run-history-save-path>D:\\Runs</run-history-save-path>',
      { clearAfter: 2_592_000_000 },
    ],
  ])('a run history that was %s is to be no more than that', (_, settings, expected) => {
    const { configuration, report } = run(file('', settings));
    const { history } = configuration.servers['main']!;
    expect(history).toEqual(expected && { disabled: true, lookEvery: 28_800_000, ...expected });
    const item = report.items.find(({ subject }) => subject === 'run history');
    expect(item?.what).toContain('max-age P30D');
    expect(item?.instead.includes('clearAfter is left out')).toBe(expected?.clearAfter === undefined);
  });

  it('carries any name unharmed', () => {
    // What XML can hold, and a name can be.
    const name = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .map((text) => text.replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '').trim())
      .filter((text) => text !== '' && text !== '__proto__');
    fc.assert(
      fc.property(name, name, (ma, profile) => {
        const xml = file(
          `<management-agent><name>${escape(ma)}</name><partitions><partition><name>default</name><run-profile-export>${escape(profile)}</run-profile-export></partition></partitions></management-agent>`,
        );
        const { managementAgents } = run(xml).configuration.servers['main']!;
        expect(Object.keys(managementAgents)).toEqual([ma]);
        expect(managementAgents[ma]?.partitions?.['default']?.runProfiles?.export).toBe(profile);
      }),
      { numRuns: 300 },
    );
  });
});

describe('bad input is refused with what is wrong and what to do', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ['no XML', 'servers: {}', /^config\.xml is not well-formed XML: line 1.*config\.xml of Lithnet AutoSync/],
    ['cut off', NEW.subarray(0, 4000), /is not well-formed XML: line/],
    ['nothing', '', /is not well-formed XML/],
    ['no text', Uint8Array.of(0x3c, 0x61, 0xff, 0x3e), /is not utf-8 text/],
    ['something else', '<ma-data/>', /its root element is ma-data, not lithnet-autosync/],
    [
      'a newer version',
      '<lithnet-autosync><schema-version>2</schema-version></lithnet-autosync>',
      /has schema-version "2", and this version of AutoSync knows 0 to 1/,
    ],
  ])('%s', (_, xml, message) => {
    expect(() => run(xml)).toThrow(
      expect.objectContaining({
        code: 'invalid-lithnet-configuration',
        message: expect.stringMatching(message),
      }),
    );
  });

  it('a server-configuration export is something else too', () => {
    const mv = readFileSync(join(FABRIKAM, 'MV.XML'));
    expect(() => run(mv)).toThrow(/is no configuration of Lithnet AutoSync/);
  });

  it('an empty one becomes a configuration of nothing but the server', () => {
    const { configuration } = run('<lithnet-autosync/>');
    expect(Object.keys(configuration.servers)).toEqual(['main']);
  });
});

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function rootOf(bytes: Buffer): XmlElement {
  const source = { file: 'f', code: 'invalid-lithnet-configuration', fix: 'Mend it' } as const;
  return parseXml(bytes.toString('utf8').replace(/^\uFEFF/, ''), source).children[0]!;
}

/** Counted here in another way than in the ledger: by where the same names have been before. */
function everyPath(root: XmlElement): readonly string[] {
  const paths: string[] = [];
  const walk = (element: XmlElement, path: string): void => {
    paths.push(path);
    const names = element.children.map(({ name }) => name);
    for (const [index, child] of element.children.entries()) {
      const several = names.indexOf(child.name) !== names.lastIndexOf(child.name);
      const which = names.slice(0, index + 1).filter((name) => name === child.name).length;
      walk(child, several ? `${path}/${child.name}[${which}]` : `${path}/${child.name}`);
    }
  };
  walk(root, `/${root.name}`);
  return paths;
}

/** The elements that hold text, in document order. */
function leavesOf(root: XmlElement): readonly (readonly [string, XmlElement])[] {
  const paths = everyPath(root);
  const elements: XmlElement[] = [];
  const walk = (element: XmlElement): void => {
    elements.push(element);
    for (const child of element.children) walk(child);
  };
  walk(root);
  return elements.flatMap((element, index) =>
    element.children.length === 0 && element.text.trim() !== '' ? [[paths[index]!, element] as const] : [],
  );
}

/** The file with another text in its n-th element that holds text. */
function withLeafChanged(text: string, index: number, leaf: XmlElement): string {
  let seen = -1;
  return text.replaceAll(/>([^<>]*[^<>\s][^<>]*)<\//g, (match) => {
    seen += 1;
    return seen === index ? `>${changed(leaf.text)}</` : match;
  });
}

function changed(text: string): string {
  if (text === 'true') return 'false';
  if (text === 'false') return 'true';
  if (/^\d+$/.test(text)) return String(Number(text) + 7);
  if (text.startsWith('P')) return 'PT17M';
  return `${text}x`;
}

function tryRun(text: string): ImportedConfiguration | string {
  try {
    return run(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return (error as Error).message;
  }
}

/** What a user is shown. */
function told(result: ImportedConfiguration | string): unknown {
  return typeof result === 'string' ? result : { yaml: result.yaml, items: result.report.items };
}

/** Of a partition that is imported so often. */
function autoImport(minutes: number): string {
  return `<auto-import-enabled>true</auto-import-enabled><auto-import-interval>${minutes}</auto-import-interval>`;
}
