import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
maxCycleDepth: 4
managementAgents:
  HR:
    importInterval: 30s
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
      maxCycleDepth: 4,
      managementAgents: {
        HR: { importInterval: 30_000 },
        '{10000000-0000-4000-8000-0000000000A2}': {
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

  it.each(['0s', '-5m', '5', '5 minutes', '1.5h', '', '500ms', 'Never', '1w', 'null'])(
    '"%s" is none, and the message says what is',
    (text) => {
      expect(complaint(server(`importInterval: "${text}"`))).toBe(
        'autosync.yaml: servers.main.importInterval: write a duration such as 30s, 5m or 1h, or "never"',
      );
    },
  );
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
    ['a number that is too large', server('maxCycleDepth: 51'), /servers\.main\.maxCycleDepth: .*50/],
    ['a number that is too small', server('maxCycleDepth: 0'), /servers\.main\.maxCycleDepth: .*1/],
    [
      'words where a number is wanted',
      server('maxCycleDepth: ten'),
      /servers\.main\.maxCycleDepth: .*number/,
    ],
    [
      'a switch that is neither on nor off',
      server('mimServiceExportTakesSyncLock: perhaps'),
      /servers\.main\.mimServiceExportTakesSyncLock: .*boolean/,
    ],
    [
      'an address that is none',
      server('engine: { simulator: { url: here } }'),
      /servers\.main\.engine\.simulator\.url: .*URL/,
    ],
    ['a sync server without settings, not even {}', 'servers:\n  main:', /servers\.main: .*object/],
    ['an empty file', '', /the file: .*object/],
    ['a file that only names things', 'just words', /the file: .*object/],
    [
      'an empty name of a run profile',
      server('managementAgents: { HR: { partitions: { default: { runProfiles: { export: "" } } } } }'),
      /runProfiles\.export: /,
    ],
  ])('%s', (_, yaml, expected) => {
    expect(complaint(yaml)).toMatch(expected);
  });

  it('all of them at once', () => {
    const message = complaint(server('importInterval: soon\nmaxCycleDepth: 0'));
    expect(message).toMatch(
      /^autosync\.yaml: servers\.main\.importInterval: .*; servers\.main\.maxCycleDepth: /,
    );
  });
});

describe('what is no YAML', () => {
  it.each([
    ['a bracket that is not closed', 'servers: { main: {', /line 1/],
    ['a tab for an indent', 'servers:\n\tmain: {}', /line 2/],
    ['a name twice', 'servers:\n  main: {}\n  main: {}\n', /line 3/],
    ['two documents', 'servers: { main: {} }\n---\nservers: { main: {} }\n', /multiple documents/],
    ['a reference to nothing', 'servers:\n  main: *nothing\n', /nothing/],
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
      code: 'invalid-configuration',
      message: expect.stringMatching(/gone\.yaml cannot be read: .*no such file/) as string,
    });
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
            },
          },
        },
      },
    });
    expect(schema).not.toHaveProperty('properties.servers.additionalProperties.required');
  });
});
