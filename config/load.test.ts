import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AutoSyncError } from '../domain/errors.js';
import { configurationJsonSchema, loadConfiguration, parseConfiguration } from './load.js';

/** What is wrong with a configuration, as its author reads it. */
function complaint(yaml: string): string {
  try {
    parseConfiguration(yaml, 'autosync.yaml');
  } catch (error) {
    if (error instanceof AutoSyncError && error.code === 'invalid-configuration') return error.message;
    throw error;
  }
  throw new Error('This configuration was accepted');
}

function server(settings: string): string {
  return `servers:\n  main:\n${settings.replaceAll(/^/gm, '    ')}`;
}

describe('a configuration', () => {
  it('needs no more than the name of a sync server', () => {
    expect(parseConfiguration('servers: { main: {} }', 'autosync.yaml')).toEqual({
      servers: {
        main: {
          importInterval: 300_000,
          mimServiceExportTakesSyncLock: true,
          runMode: 'supported',
          lockPolicy: 'batch',
          longestWait: 900_000,
          engineLookInterval: 3_000,
          abandonedAfter: 60_000,
          noStartWindows: [],
          maxCycleDepth: 10,
          managementAgents: {},
        },
      },
    });
  });

  it('may say all that there is to say', () => {
    const yaml = server(`
engine: { simulator: { url: http://127.0.0.1:4000 } }
importInterval: 10m
mimServiceExportTakesSyncLock: false
runMode: exclusive
lockPolicy: yield-queued
longestWait: 1h
startSpacing: 2s
engineLookInterval: 1s
noStartWindows:
  - { cron: 0 22 * * 1-5, duration: 8h, timeZone: Europe/Vienna, managementAgents: [HR, AD], triggers: [schedule, parent-cycle] }
  - { cron: 0 12 L * *, duration: 30m, timeZone: UTC }
maxCycleDepth: 4
managementAgents:
  HR:
    importInterval: 30s
    disabled: true
    lockList: [AD, "{10000000-0000-4000-8000-0000000000A2}"]
    noStartWindows:
      - { cron: "*/10 3 * * *", duration: 1m, timeZone: America/New_York, triggers: [operator] }
  "{10000000-0000-4000-8000-0000000000A2}":
    partitions:
      DC=fabrikam,DC=test:
        importInterval: never
        runProfiles:
          delta-import: DI
          full-import: FI
          scheduled-import: FI
          confirming-import: DI
          delta-sync: DS
          full-sync: null
          export: EX at night
`);
    expect(parseConfiguration(yaml, 'autosync.yaml').servers['main']).toEqual({
      engine: { simulator: { url: 'http://127.0.0.1:4000' } },
      importInterval: 600_000,
      mimServiceExportTakesSyncLock: false,
      runMode: 'exclusive',
      lockPolicy: 'yield-queued',
      longestWait: 3_600_000,
      startSpacing: 2_000,
      engineLookInterval: 1_000,
      abandonedAfter: 60_000,
      noStartWindows: [
        {
          cron: '0 22 * * 1-5',
          duration: 28_800_000,
          timeZone: 'Europe/Vienna',
          managementAgents: ['HR', 'AD'],
          triggers: ['schedule', 'parent-cycle'],
        },
        { cron: '0 12 L * *', duration: 1_800_000, timeZone: 'UTC' },
      ],
      maxCycleDepth: 4,
      managementAgents: {
        HR: {
          importInterval: 30_000,
          disabled: true,
          lockList: ['AD', '{10000000-0000-4000-8000-0000000000A2}'],
          noStartWindows: [
            { cron: '*/10 3 * * *', duration: 60_000, timeZone: 'America/New_York', triggers: ['operator'] },
          ],
          triggers: {},
        },
        '{10000000-0000-4000-8000-0000000000A2}': {
          disabled: false,
          lockList: [],
          noStartWindows: [],
          triggers: {},
          partitions: {
            'DC=fabrikam,DC=test': {
              importInterval: null,
              runProfiles: {
                'delta-import': 'DI',
                'full-import': 'FI',
                'scheduled-import': 'FI',
                'confirming-import': 'DI',
                'delta-sync': 'DS',
                'full-sync': null,
                export: 'EX at night',
              },
            },
          },
        },
      },
    });
  });

  it('may be written as JSON', () => {
    expect(parseConfiguration('{"servers": {"main": {}}}', 'autosync.json').servers).toHaveProperty('main');
  });
});

describe('a duration', () => {
  it.each([
    ['1s', 1_000],
    ['90s', 90_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['never', null],
  ])('%s is %s ms', (text, expected) => {
    const { servers } = parseConfiguration(server(`importInterval: ${text}`), 'autosync.yaml');
    expect(servers['main']?.importInterval).toBe(expected);
  });

  it.each(['0s', '-5m', '5', '5 minutes', '1.5h', '', '500ms', 'Never', '1w', 'null', '99999999d'])(
    '"%s" is none, and the message says what is',
    (text) => {
      expect(complaint(server(`importInterval: "${text}"`))).toBe(
        `autosync.yaml: servers.main.importInterval is "${text}": write a duration such as 30s, 5m or 1h, or "never"`,
      );
    },
  );

  it('of the distance between two starts may be none', () => {
    const { servers } = parseConfiguration(server('startSpacing: 0s'), 'autosync.yaml');
    expect(servers['main']?.startSpacing).toBe(0);
    expect(complaint(server('startSpacing: never'))).toBe(
      'autosync.yaml: servers.main.startSpacing is "never": write a duration such as 1s or 5s, or 0s for none',
    );
  });

  it.each(['longestWait', 'engineLookInterval', 'abandonedAfter'])(
    'of %s is a second at least',
    (setting) => {
      expect(complaint(server(`${setting}: 0s`))).toBe(
        `autosync.yaml: servers.main.${setting} is "0s": write a duration such as 3s, 15m or 8h`,
      );
    },
  );
});

describe('a no-start window', () => {
  const night = { cron: '0 22 * * *', duration: '8h', timeZone: 'Europe/Vienna' };

  it.each<[string, object, string]>([
    [
      'with an hour that there is not',
      { ...night, cron: '0 25 * * *' },
      ': cron "0 25 * * *" cannot be read (Constraint error, got value 25 expected range 0-23): write minute, hour, day of month, month and day of week, for example "0 22 * * *" for 22:00 on every day',
    ],
    [
      'in a time zone that there is not',
      { ...night, timeZone: 'Europe/Wien' },
      ': time zone "Europe/Wien" is not known: write an IANA name, for example "Europe/Vienna" or "UTC"',
    ],
    [
      'that is always shut',
      { ...night, duration: '1d' },
      ': cron "0 22 * * *" with a duration of 86400 s is always shut, and nothing would ever run: shorten the duration, or let it begin less often',
    ],
    [
      'without duration',
      { ...night, duration: '0s' },
      '.duration is "0s": write a duration such as 3s, 15m or 8h',
    ],
    [
      'for a trigger that there is not',
      { ...night, triggers: ['schedule', 'hand'] },
      '.triggers.1 is "hand": use one of operator, schedule, calendar, webhook, change, parent-cycle, unmanaged-run, start-up',
    ],
    [
      'for no trigger',
      { ...night, triggers: [] },
      '.triggers: name at least one trigger, or leave it out for all',
    ],
  ])('%s is refused, of the sync server and of a management agent', (_, window, expected) => {
    const ofServer = JSON.stringify({ noStartWindows: [night, window] });
    expect(complaint(server(ofServer))).toBe(`autosync.yaml: servers.main.noStartWindows.1${expected}`);
    const ofManagementAgent = JSON.stringify({ managementAgents: { HR: { noStartWindows: [window] } } });
    expect(complaint(server(ofManagementAgent))).toBe(
      `autosync.yaml: servers.main.managementAgents.HR.noStartWindows.0${expected}`,
    );
  });

  it('of the sync server is for one management agent at least, or for all', () => {
    const window = { ...night, managementAgents: [] };
    expect(complaint(server(JSON.stringify({ noStartWindows: [window] })))).toBe(
      'autosync.yaml: servers.main.noStartWindows.0.managementAgents: name at least one management agent, or leave it out for all',
    );
  });

  it('may not shut more often than the run lock can remember', () => {
    const often = { ...night, cron: '*/15 * * * *', duration: '5m' };
    const managementAgents = Array.from({ length: 5 }, (_, index) => `MA ${index}`);
    const settings = { noStartWindows: [often, { ...often, managementAgents }] };
    expect(complaint(server(JSON.stringify(settings)))).toBe(
      'autosync.yaml: servers.main: the no-start windows shut 576 times a day, counted for each management agent that they name: let them begin less often, or name fewer, so that it is 500 at most',
    );
    const everyNight = { noStartWindows: [{ ...night, managementAgents: Array(200).fill('HR') }] };
    expect(() => parseConfiguration(server(JSON.stringify(everyNight)), 'autosync.yaml')).not.toThrow();
  });

  it('of a management agent is for no other', () => {
    const window = { ...night, managementAgents: ['AD'] };
    const settings = { managementAgents: { HR: { noStartWindows: [window] } } };
    expect(complaint(server(JSON.stringify(settings)))).toBe(
      'autosync.yaml: servers.main.managementAgents.HR.noStartWindows.0 has no setting "managementAgents": mend the name or remove it',
    );
  });
});

describe('a mistake is named with its path, its value and the fix', () => {
  it.each([
    [
      'a setting that there is not',
      server('importIntervall: 5m'),
      'autosync.yaml: servers.main has no setting "importIntervall": mend the name or remove it',
    ],
    [
      'a setting in the wrong place',
      'servers: { main: {} }\nimportInterval: 5m',
      'autosync.yaml: the file has no setting "importInterval": mend the name or remove it',
    ],
    [
      'a purpose that there is not',
      server('managementAgents: { HR: { partitions: { default: { runProfiles: { import: DI } } } } }'),
      'autosync.yaml: servers.main.managementAgents.HR.partitions.default.runProfiles has no setting "import": mend the name or remove it',
    ],
    [
      'a run mode that there is not',
      server('runMode: fast'),
      'autosync.yaml: servers.main.runMode is "fast": use one of supported, unsupported, exclusive',
    ],
    [
      'a lock policy that there is not',
      server('lockPolicy: 3'),
      'autosync.yaml: servers.main.lockPolicy is 3: use one of batch, fifo, yield-queued, yield-all',
    ],
    ['no sync server', 'servers: {}', 'autosync.yaml: servers: name at least one sync server'],
    [
      'a sync server whose name is none',
      'servers: { "Head Office": {} }',
      'autosync.yaml: servers.Head Office: use lower-case letters, digits and dashes, at most 40',
    ],
  ])('%s', (_, yaml, expected) => {
    expect(complaint(yaml)).toBe(expected);
  });

  it.each([
    ['a number that is too large', server('maxCycleDepth: 51'), /servers\.main\.maxCycleDepth is 51: .*50/],
    ['a number that is too small', server('maxCycleDepth: 0'), /servers\.main\.maxCycleDepth is 0: .*1/],
    [
      'words where a number is wanted',
      server('maxCycleDepth: ten'),
      /servers\.main\.maxCycleDepth is "ten": .*number/,
    ],
    [
      'a switch that is neither on nor off',
      server('mimServiceExportTakesSyncLock: perhaps'),
      /servers\.main\.mimServiceExportTakesSyncLock is "perhaps": .*boolean/,
    ],
    [
      'an address that is none',
      server('engine: { simulator: { url: here } }'),
      /servers\.main\.engine\.simulator\.url is "here": .*URL/,
    ],
    ['a sync server without settings, not even {}', 'servers:\n  main:', /servers\.main: .*object/],
    ['an empty file', '', /the file: .*object/],
    ['a file that only names things', 'just words', /the file: .*object/],
    [
      'an empty name of a run profile',
      server('managementAgents: { HR: { partitions: { default: { runProfiles: { export: "" } } } } }'),
      /runProfiles\.export is "": /,
    ],
  ])('%s', (_, yaml, expected) => {
    expect(complaint(yaml)).toMatch(expected);
  });

  it('settings within themselves', () => {
    expect(complaint('servers: { main: &main { managementAgents: { HR: *main } } }')).toContain(
      'servers.main.managementAgents.HR has no setting "managementAgents"',
    );
  });

  it('a name that JavaScript would lose', () => {
    expect(complaint(server('managementAgents: { "__proto__": { disabled: true } }'))).toBe(
      'autosync.yaml: servers.main.managementAgents has the name "__proto__", which cannot be used: name the thing by its id',
    );
  });

  it('all of them at once', () => {
    const message = complaint(server('importInterval: soon\nmaxCycleDepth: 0'));
    expect(message).toMatch(
      /^autosync\.yaml: servers\.main\.importInterval is "soon": .*; servers\.main\.maxCycleDepth is 0: /,
    );
  });
});

describe('what is no YAML', () => {
  it.each([
    ['a bracket that is not closed', 'servers: { main: {', /line 1/],
    ['a tab for an indent', 'servers:\n\tmain: {}', /line 2/],
    ['a name twice', 'servers:\n  main: {}\n  main: {}\n', /line 3/],
    ['two documents', 'servers: { main: {} }\n---\nservers: { main: {} }\n', /multiple documents/],
    ['a reference to nothing', 'servers:\n  main: *nothing\n', /line 2, column 9: .*alias/],
    [
      'references that multiply',
      `a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]`,
      /alias/,
    ],
  ])('%s', (_, yaml, expected) => {
    const message = complaint(yaml);
    expect(message).toMatch(/^autosync\.yaml is no valid YAML: /);
    expect(message).toMatch(expected);
  });
});

describe('a fault on a line with a secret in it tells its place, and not the secret', () => {
  it.each([
    ['a name twice', 'token: a\ntoken: hunter2', 'line 2, column 1: '],
    ['a quote that is not closed', 'a: 1\ntoken: "hunter2', 'line 2, column '],
    ['an escape that there is not', 'token: "\\Uhunter2!"', 'line 1, column '],
    ['a reference', 'token: *hunter2', 'line 1, column 8: '],
    ['a reference to what comes later', 'token: *hunter2\nother: &hunter2 a', 'line 1, column 8: '],
    ['the head of a block', 'token: |hunter2', 'line 1, column '],
    ['a tag', 'token: !a!hunter2 x', 'line 1, column '],
    ['a tag in full', 'token: !<hunter2', 'line 1, column '],
    ['a directive', '%YAML hunter2\n---\na: 1', 'line 1, column '],
    ['a bracket', 'token: [hunter2', 'line 1, column '],
    ['an indent', 'a:\n  b: 1\n hunter2', 'line 3, column '],
    ['a mark of its own', 'token: @hunter2', 'line 1, column 8: '],
  ])('%s', (_, yaml, expected) => {
    const message = complaint(yaml);
    expect(message).toContain(`autosync.yaml is no valid YAML: ${expected}`);
    expect(message).not.toContain('hunter2');
  });
});

describe('what is nested too deeply is refused', () => {
  it.each([
    ['lists', '['.repeat(60) + ']'.repeat(60)],
    ['settings', 'servers: ' + '{ a: '.repeat(60) + '1' + ' }'.repeat(60)],
    ['more than can be read', '['.repeat(30_000)],
    ['more than can be read, and closed', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['after what is closed and was not opened', ']'.repeat(30_000) + '['.repeat(30_000)],
    ['lists on one line', '- '.repeat(30_000)],
    ['blocks', nestedBlocks(0, 2_000)],
    ...['|', '|2-', '>', '>+', '!!str |', '"', "'"].map((scalar) => [
      `blocks, with a text as ${scalar} between them`,
      `${nestedBlocks(0, 40)}${textIn(40, scalar)}${nestedBlocks(40, 80)}`,
    ]),
    ...['- ', '? '].map((sign) => [
      `blocks of ${sign}on one line, with a text between them`,
      `${sign.repeat(40)}x: |\n${' '.repeat(82)}some text\n${' '.repeat(80)}y:\n${' '.repeat(82)}${sign.repeat(40)}z`,
    ]),
  ])('%s', (_, yaml) => {
    expect(complaint(yaml)).toMatch(/^autosync\.yaml.* nested more than 50 levels deep/);
  });
});

/** Settings within settings, the first of them this deep. */
function nestedBlocks(first: number, last: number): string {
  return Array.from({ length: last - first }, (_, index) => `${' '.repeat(first + index)}a:\n`).join('');
}

/** A setting that is a text of several lines, this deep. */
function textIn(depth: number, scalar: string): string {
  const quote = /["']/.test(scalar) ? scalar : '';
  const text = ['some', 'text', `of three lines${quote}`].map((line) => `${' '.repeat(depth + 3)}${line}\n`);
  return `${' '.repeat(depth)}x: ${scalar}\n${text.join('')}`;
}

it('what is long, and not nested deeply, is read', () => {
  const many = Array.from({ length: 300 }, (_, index) => `"MA ${index}": { lockList: [a, b] }`);
  const flow = `servers: { main: { managementAgents: { ${many.join(', ')} } } }`;
  const blocks = `servers:\n  main:\n    managementAgents:\n${many.map((each) => `      ${each}\n`).join('')}`;
  expect(parseConfiguration(blocks, 'autosync.yaml')).toEqual(parseConfiguration(flow, 'autosync.yaml'));
});

describe('a configuration file', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autosync-config-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is read', async () => {
    const file = join(folder, 'autosync.yaml');
    await writeFile(file, 'servers: { main: {} }');
    await expect(loadConfiguration(file)).resolves.toHaveProperty('servers.main');
  });

  it('is named when something is wrong with it', async () => {
    const file = join(folder, 'autosync.yaml');
    await writeFile(file, 'servers: {}');
    await expect(loadConfiguration(file)).rejects.toThrow(`${file}: servers: name at least one sync server`);
  });

  it('is named when it is not there', async () => {
    const file = join(folder, 'gone.yaml');
    await expect(loadConfiguration(file)).rejects.toMatchObject({
      code: 'unreadable-file',
      message: `There is no file or folder ${file}.`,
    });
  });
});

describe('what is shipped is accepted:', () => {
  const project = join(import.meta.dirname, '..');

  it('the configuration in the documentation', async () => {
    const page = await readFile(join(project, 'docs/configuration.md'), 'utf8');
    const [, yaml] = /```yaml\n(.+?)```/s.exec(page) ?? [];
    expect(parseConfiguration(yaml ?? '', 'docs/configuration.md')).toHaveProperty([
      'servers',
      'default',
      'managementAgents',
      'Contoso AD',
    ]);
  });

  it('the example, also with what it leaves out', async () => {
    const example = await readFile(join(project, 'examples/autosync.yaml'), 'utf8');
    expect(parseConfiguration(example, 'examples/autosync.yaml')).toHaveProperty('servers.default');
    const withAll = example.replace(/^( +)# (noStartWindows:|  - )/gm, '$1$2');
    expect(parseConfiguration(withAll, 'examples/autosync.yaml')).toHaveProperty(
      'servers.default.noStartWindows.0',
    );
  });
});

describe('the JSON Schema', () => {
  it('knows the settings, what is optional, and what they mean', () => {
    const schema = configurationJsonSchema();
    expect(schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['servers'],
      properties: {
        servers: {
          additionalProperties: {
            additionalProperties: false,
            properties: {
              importInterval: { type: 'string', default: '5m' },
              maxCycleDepth: { type: 'integer', default: 10, maximum: 50 },
              runMode: { enum: ['supported', 'unsupported', 'exclusive'], default: 'supported' },
              longestWait: { type: 'string', default: '15m' },
              noStartWindows: {
                items: {
                  additionalProperties: false,
                  required: ['cron', 'duration', 'timeZone'],
                  properties: { managementAgents: { type: 'array' } },
                },
              },
              managementAgents: {
                additionalProperties: {
                  properties: {
                    disabled: { type: 'boolean', default: false },
                    lockList: { type: 'array', items: { type: 'string' } },
                  },
                },
              },
            },
          },
        },
      },
    });
    expect(schema).not.toHaveProperty('properties.servers.additionalProperties.required');
  });
});
