import { describe, expect, it, test } from 'vitest';
import type { Facts } from './facts.js';
import { judge } from './judge.js';

const DAY = 86_400_000;
const WELL: Facts = {
  node: { version: '22.1.0', wanted: '>=20.19' },
  api: { url: 'http://127.0.0.1:8080', caller: { name: 'jane', role: 'admin', by: 'this-machine' } },
  health: [{ part: 'engine/default', up: true, message: 'The sync engine answers.' }],
  servers: [
    {
      server: 'default',
      control: 'started',
      stoppedByRule: [],
      held: 0,
      hearing: 0,
      engineSeen: true,
      unknownInConfiguration: [],
    },
  ],
  temporal: {
    address: '127.0.0.1:7233',
    found: {
      version: '1.29.1',
      namespace: 'default',
      retentionMs: 30 * DAY,
      missingSearchAttributes: [],
      runLocks: [{ server: 'default', running: { ageMs: 60_000, historyLength: 812 } }],
    },
  },
  clocks: [{ of: 'the API', aheadMs: -400 }],
  configuration: { file: 'autosync.yaml', isApplied: true },
  dataFolder: { path: '.autosync', isWritable: true, freeBytes: 2 ** 36 },
  openSecrets: [],
  keyInTheClear: false,
};

const FAILED = { failed: 'It does not answer.', action: 'Start it.' };

/** What is found beside what is well. */
function found(changed: Partial<Facts>) {
  return judge({ ...WELL, ...changed }).filter(({ state }) => state !== 'well');
}

function temporal(changed: Partial<Extract<NonNullable<Facts['temporal']>['found'], { version: string }>>) {
  return {
    temporal: { address: 'x:7233', found: { ...(WELL.temporal?.found as object), ...changed } },
  } as Facts;
}

function server(changed: object): Partial<Facts> {
  return { servers: [{ ...WELL.servers[0], ...changed } as Facts['servers'][number]] };
}

test('where all is well, every part is named', () => {
  const findings = judge(WELL);
  expect(findings.every(({ state }) => state === 'well')).toBe(true);
  expect(findings.map(({ part }) => part)).toEqual([
    'Node.js',
    'API',
    'Temporal',
    'Temporal: run lock default',
    'API: engine/default',
    'sync server default',
    'clock of the API',
    'configuration',
    'data folder',
  ]);
});

describe('what is found', () => {
  it.each<[string, Partial<Facts>, string, string, RegExp | undefined]>([
    [
      'an old Node.js',
      { node: { version: '20.18.3', wanted: '>=20.19' } },
      'wrong',
      'Node.js 20.18.3 is too old',
      /Install/,
    ],
    ['no API', { api: { url: 'http://x', caller: FAILED } }, 'wrong', 'It does not answer.', /Start it/],
    [
      'no Temporal',
      { temporal: { address: 'x:7233', found: FAILED } },
      'wrong',
      'It does not answer.',
      /Start it/,
    ],
    [
      'a short memory',
      temporal({ retentionMs: DAY / 24 }),
      'warning',
      'forgets cycles 1 h 0 min after',
      /--retention/,
    ],
    [
      'search attributes',
      temporal({ missingSearchAttributes: ['AutosyncServer'] }),
      'wrong',
      'AutosyncServer',
      /search-attribute create/,
    ],
    ['no run lock', temporal({ runLocks: [{ server: 'a' }] }), 'wrong', 'does not run', /Start a worker/],
    [
      'a long history',
      temporal({ runLocks: [{ server: 'a', running: { ageMs: DAY, historyLength: 20_000 } }] }),
      'warning',
      '20000 events',
      /log of the worker/,
    ],
    [
      'a part that is down',
      { health: [{ part: 'worker', up: false, message: 'No worker. Start one.' }] },
      'wrong',
      'No worker. Start one.',
      undefined,
    ],
    ['no health', { health: FAILED }, 'wrong', 'It does not answer.', /Start it/],
    [
      'a sync server that cannot be read',
      { servers: [{ server: 'a', ...FAILED }] },
      'wrong',
      'It does not answer.',
      /Start it/,
    ],
    [
      'a stopped sync server',
      server({ control: 'stopped' }),
      'warning',
      'It is stopped.',
      /autosync start --server default/,
    ],
    [
      'a rule that has stopped',
      server({ stoppedByRule: ['HR', 'AD'] }),
      'wrong',
      'Stopped by a rule: HR, AD.',
      /autosync status/,
    ],
    ['what is held', server({ held: 2 }), 'warning', '2 exports held.', /autosync approve/],
    [
      'settings of nobody',
      server({ unknownInConfiguration: ['HRR'] }),
      'warning',
      'settings of "HRR", which the engine',
      /Mend the name/,
    ],
    ['a run lock that hears', server({ hearing: 1 }), 'warning', '1 cycle must yet say', /by itself/],
    [
      'an engine that was not seen',
      server({ engineSeen: false }),
      'warning',
      'has not seen the engine',
      /worker/,
    ],
    [
      'a clock that is ahead',
      { clocks: [{ of: 'the engine', aheadMs: 61_000 }] },
      'wrong',
      '1 min 1 s ahead',
      /same source/,
    ],
    [
      'a clock that is behind',
      { clocks: [{ of: 'the engine', aheadMs: -6_000 }] },
      'warning',
      '6.0 s behind',
      /same source/,
    ],
    [
      'a wrong file',
      { configuration: { file: 'a.yaml', problem: 'servers is missing' } },
      'wrong',
      'servers is missing',
      /config check a\.yaml/,
    ],
    [
      'a file that was not applied',
      { configuration: { file: 'a.yaml', isApplied: false } },
      'warning',
      'is not what runs',
      /^Apply it: autosync config apply a\.yaml$/,
    ],
    [
      'little space',
      { dataFolder: { path: 'd', isWritable: true, freeBytes: 2 ** 29 } },
      'warning',
      '512 MiB are free',
      /Make room/,
    ],
    [
      'no space',
      { dataFolder: { path: 'd', isWritable: true, freeBytes: 2 ** 20 } },
      'wrong',
      '1 MiB are free',
      /Make room/,
    ],
    [
      'an open key',
      { openSecrets: ['/k'] },
      'warning',
      'Others on this machine may read /k.',
      /chmod 600 \/k/,
    ],
    ['a key in the clear', { keyInTheClear: true }, 'warning', 'without encryption', /TLS/],
  ])('%s', (_, changed, state, message, mend) => {
    const [finding, ...others] = found(changed);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ state, message: expect.stringContaining(message) });
    expect(finding?.mend ?? '').toMatch(mend ?? /^$/);
  });

  it('tells a folder that cannot be written apart from a full one', () => {
    expect(found({ dataFolder: { path: 'd', isWritable: false, freeBytes: 2 ** 36 } })).toMatchObject([
      { state: 'wrong', message: expect.stringContaining('cannot be written') },
    ]);
  });

  it('does not fail for what nobody could look at', () => {
    const { temporal: _t, health: _h, configuration: _c, dataFolder: _d, ...rest } = WELL;
    expect(judge(rest).map(({ state }) => state)).not.toContain('wrong');
  });
});
