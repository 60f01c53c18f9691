import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../config/load.js';
import { triggersOf } from '../../config/triggers-of.js';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { converse, type Conversation } from '../../test/run-lock/conversation.js';
import { grantedTo } from '../../test/run-lock/granted-to.js';
import { HR, sampleId, SAMPLE_SERVER } from '../../test/sample-server.js';
import { runLockConfigurationOf } from './ensure-run-lock.js';

/** The engine, with HR changed in some way. */
const engineWith = (changes: Partial<ManagementAgent>): readonly ManagementAgent[] =>
  SAMPLE_SERVER.map((ma) => (ma.id === HR.id ? { ...HR, ...changes } : ma));

const CHANGED: readonly [string, Partial<ManagementAgent>][] = [
  ['is as it was', {}],
  ['is renamed', { name: 'Personnel' }],
  ['is made anew', { id: sampleId('HR, the second') }],
];

function serverWith(settings: object, others: object = {}) {
  const text = JSON.stringify({
    servers: { main: { ...others, managementAgents: { HR: { id: HR.id, ...settings } } } },
  });
  const { main } = parseConfiguration(text, 'a test').servers;
  if (!main) throw new Error('The sync server is gone');
  return main;
}

/** A run lock of which HR has these settings, whatever has become of HR. */
function lockWith(settings: object, changes: Partial<ManagementAgent>, others?: object): Conversation {
  const { rules: _default, ...configuration } = runLockConfigurationOf(serverWith(settings, others));
  return converse({ ...configuration, catalogue: engineWith(changes) });
}

describe.each(CHANGED)('a management agent that %s', (_, changes) => {
  const name = changes.name ?? HR.name;

  it('stays disabled', () => {
    expect(lockWith({ disabled: true }, changes).asks('a', name, 'DI')).toEqual([
      expect.stringContaining('management-agent-disabled'),
    ]);
  });

  it('keeps its lock list', () => {
    const lock = lockWith({ lockList: ['AD'] }, changes);
    lock.asks('a', name, 'DI');
    expect(lock.asks('b', 'AD', 'DI branch')).toEqual([]);
  });

  it('is kept out of the way where the lock list of another names it', () => {
    const lock = lockWith({}, changes);
    lock.isConfigured({ lockLists: { AD: ['HR'] }, ids: { HR: HR.id, AD: null } });
    lock.asks('a', 'AD', 'DI branch');
    expect(lock.asks('b', name, 'DI')).toEqual([]);
  });

  it('keeps its run profiles', () => {
    const lock = lockWith({ partitions: { default: { runProfiles: { export: null } } } }, changes);
    expect(lock.asks('a', name, { runProfileKind: 'export' })).toEqual([
      expect.stringContaining('not-wanted'),
    ]);
  });

  it.each([
    ['its own windows', { noStartWindows: [{ cron: '0 3 * * *', duration: '1m', timeZone: 'UTC' }] }, {}],
    [
      'those of the server that name it',
      {},
      { noStartWindows: [{ cron: '0 3 * * *', duration: '1m', timeZone: 'UTC', managementAgents: ['HR'] }] },
    ],
  ])('keeps to %s', (_windows, settings, others) => {
    const lock = lockWith(settings, changes, others);
    const [window] = lock.state.configuration.noStartWindows;
    const shut = { from: 0, to: lock.now + 60_000, managementAgent: window?.managementAgent ?? 'nobody' };
    lock.receives({ kind: 'shut-times-known', shutTimes: [shut], until: lock.now + 3_600_000 });
    expect(lock.asks('a', name, 'DI')).toEqual([]);
    expect(lock.asks('b', 'AD', 'DI branch')).toEqual(['b: AD DI branch granted']);
  });

  it('keeps its thresholds, its retries and its controller', () => {
    const settings = {
      thresholds: { imports: { deletes: 5 } },
      retry: { retries: 1 },
      controller: { url: 'http://controller.test/' },
    };
    expect(grantedTo(lockWith(settings, changes), name, 'DI')).toMatchObject({
      thresholds: { imports: [{ thresholds: { limits: { deletes: { count: 5 } } } }] },
      retry: { retries: 1 },
      controlled: { settings: 'HR' },
    });
  });

  it('keeps its triggers', () => {
    const server = serverWith({
      triggers: { nightly: { type: 'interval', every: '6h', runProfile: 'FI' } },
      importInterval: '7m',
    });
    expect(triggersOf('main', server, engineWith(changes))).toContainEqual(
      expect.objectContaining({
        id: 'nightly',
        cycle: expect.objectContaining({ managementAgent: name }) as unknown,
      }),
    );
  });
});

it('a management agent that has the name of one that was renamed has the controller of the sync server', () => {
  const own = { controller: { url: 'http://controller.test/own' } };
  const ofServer = { controller: { url: 'http://controller.test/' } };
  const settings = runLockConfigurationOf(serverWith(own, ofServer));
  const { rules: _default, ...configuration } = settings;
  const catalogue = [...engineWith({ name: 'Personnel' }), { ...HR, id: sampleId('HR, the second') }];
  expect(grantedTo(converse({ ...configuration, catalogue }), 'HR', 'DI')).toMatchObject({ controlled: {} });
  const renamed = grantedTo(converse({ ...configuration, catalogue }), 'Personnel', 'DI');
  expect(renamed).toMatchObject({ controlled: { settings: 'HR' } });
});
