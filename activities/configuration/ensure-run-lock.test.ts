import { expect, it } from 'vitest';
import { parseConfiguration } from '../../config/load.js';
import type { ServerConfiguration } from '../../config/schema.js';
import { DEFAULT_RUN_LOCK_CONFIGURATION } from '../../domain/run-lock/state.js';
import { runLockConfigurationOf } from './ensure-run-lock.js';

function server(settings: object): ServerConfiguration {
  const { main } = parseConfiguration(JSON.stringify({ servers: { main: settings } }), 'a test').servers;
  if (!main) throw new Error('The sync server is gone');
  return main;
}

it('where the configuration says nothing, the run lock has its defaults', () => {
  expect(runLockConfigurationOf(server({}))).toEqual(DEFAULT_RUN_LOCK_CONFIGURATION);
});

it('the run lock is told of which revision it is, if that is of record', () => {
  const revision = { number: 2, at: 1_000 };
  expect(runLockConfigurationOf(server({}), revision)).toEqual({
    ...DEFAULT_RUN_LOCK_CONFIGURATION,
    revision,
  });
  expect(runLockConfigurationOf(server({}), { number: 2 })).toEqual(DEFAULT_RUN_LOCK_CONFIGURATION);
});

it('the run lock is told all that is configured', () => {
  const night = { cron: '0 22 * * *', duration: '8h', timeZone: 'Europe/Vienna' };
  const atNight = { cron: '0 22 * * *', durationMs: 28_800_000, timeZone: 'Europe/Vienna' };
  const configuration = server({
    runMode: 'unsupported',
    mimServiceExportTakesSyncLock: false,
    lockPolicy: 'fifo',
    longestWait: '1h',
    startSpacing: '2s',
    engineLookInterval: '5s',
    maxCycleDepth: 4,
    retry: { results: ['stopped-deadlocked'], interval: '1m' },
    noStartWindows: [night, { ...night, managementAgents: ['HR', 'AD'], triggers: ['schedule'] }],
    managementAgents: {
      HR: {
        id: '{A}',
        lockList: ['AD', 'Phones'],
        partitions: { default: { runProfiles: { export: null } } },
      },
      AD: { disabled: true, retry: { retries: 2, jitter: 0 } },
      Phones: {
        noStartWindows: [{ ...night, triggers: ['change', 'operator'] }],
        thresholds: { exports: { deletes: 'none' } },
        controller: 'none',
      },
    },
    thresholds: { imports: { deletes: '20%', floor: 100 }, exports: { deletes: 500 } },
    controller: { url: 'http://controller.test/' },
  });
  expect(runLockConfigurationOf(configuration)).toEqual({
    rules: { runMode: 'unsupported', mimServiceExportTakesSyncLock: false },
    policy: 'fifo',
    longestWaitMs: 3_600_000,
    startSpacingMs: 2_000,
    engineLookMs: 5_000,
    ids: { HR: '{A}', AD: null, Phones: null },
    lockLists: { HR: ['AD', 'Phones'] },
    disabled: ['AD'],
    noStartWindows: [
      atNight,
      { ...atNight, managementAgent: 'HR', triggers: ['schedule'] },
      { ...atNight, managementAgent: 'AD', triggers: ['schedule'] },
      { ...atNight, managementAgent: 'Phones', triggers: ['change', 'operator'] },
    ],
    maxCycleDepth: 4,
    retry: {
      all: { results: ['stopped-deadlocked'], retries: 5, intervalMs: 60_000, jitter: 0.1 },
      managementAgents: {
        AD: { results: ['stopped-deadlocked'], retries: 2, intervalMs: 60_000, jitter: 0 },
      },
    },
    runProfiles: { HR: { default: { export: null } }, AD: {}, Phones: {} },
    thresholds: {
      imports: { deletes: { percent: 20 }, floor: 100 },
      exports: { deletes: { count: 500 } },
      managementAgents: { Phones: { exports: { deletes: null }, partitions: {} } },
    },
    controlled: { all: true, managementAgents: { Phones: false } },
  });
});
