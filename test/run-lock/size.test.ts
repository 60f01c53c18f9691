import { describe, expect, it } from 'vitest';
import { carry } from '../../domain/run-lock/carried-state.js';
import { describeRunLock } from '../../domain/run-lock/describe-status.js';
import type { RunLockEvent } from '../../domain/run-lock/event.js';
import type { RunRequest } from '../../domain/run-lock/messages.js';
import { shutTimes } from '../../domain/run-lock/no-start/shut-times.js';
import type { NoStartWindow } from '../../domain/run-lock/no-start/window.js';
import { reduceRunLock } from '../../domain/run-lock/reduce.js';
import {
  DEFAULT_RUN_LOCK_CONFIGURATION,
  emptyRunLockState,
  SETTLED_KEPT,
  type RunLockConfiguration,
  type RunLockState,
} from '../../domain/run-lock/state.js';
import { sampleManagementAgent } from '../sample-server.js';

/** What continue-as-new carries, and what a query answers, at most: a tenth below what Temporal warns of, for what else comes. */
const LARGEST_BYTES = 0.9 * 512 * 1024;
const MANAGEMENT_AGENTS = 200;
const RUNNING = 20;
const WAITING = 200;

const PROFILES = {
  'Delta Import': ['delta-import'],
  'Full Import': ['full-import'],
  'Delta Sync': ['delta-sync'],
  'Full Sync': ['full-sync'],
  Export: ['export'],
  'Delta Import and Delta Sync': ['delta-import-delta-sync'],
  'Full Import and Full Sync': ['full-import-full-sync'],
  'Export, then Delta Import': ['export', 'delta-import'],
} as const;

const CATALOGUE = Array.from({ length: MANAGEMENT_AGENTS }, (_, number) =>
  sampleManagementAgent(`Directory ${number + 1} of 200`, { runProfiles: PROFILES }),
);

/** So far ahead the calendar of no-start windows is known at most. */
const CALENDAR_MS = 8 * 24 * 3_600_000;

function name(number: number): string {
  return CATALOGUE[number]?.name ?? '';
}

/** Each night, of each management agent another hour. */
const WINDOWS: readonly NoStartWindow[] = CATALOGUE.map(({ name: managementAgent }, number) => ({
  cron: `0 ${16 + (number % 6)} * * *`,
  durationMs: 3_600_000,
  timeZone: 'Europe/Vienna',
  managementAgent,
}));

/** Everything is said of each management agent: run profiles, a lock list, thresholds, retries, a no-start window. */
const CONFIGURATION: RunLockConfiguration = {
  ...DEFAULT_RUN_LOCK_CONFIGURATION,
  noStartWindows: WINDOWS,
  runProfiles: forEach(() => ({
    default: {
      'delta-import': 'Delta Import',
      'full-import': 'Full Import',
      'delta-sync': 'Delta Sync',
      'full-sync': 'Full Sync',
      export: 'Export',
    },
  })),
  lockLists: forEach((number) => [name((number + 100) % MANAGEMENT_AGENTS)]),
  thresholds: {
    imports: { deletes: { percent: 20 } },
    managementAgents: forEach(() => ({ exports: { deletes: { count: 500 } }, partitions: {} })),
  },
  retry: {
    all: { results: ['stopped-deadlocked'], retries: 5, intervalMs: 5_000, jitter: 0.1 },
    managementAgents: forEach(() => ({
      results: ['stopped-deadlocked', 'stopped-connectivity'],
      retries: 3,
      intervalMs: 10_000,
      jitter: 0.1,
    })),
  },
};

function forEach<T>(say: (number: number) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(CATALOGUE.map((ma, number) => [ma.name, say(number)]));
}

/** A server at work: 20 imports run, 200 requests wait, all others have had their end. */
function busyServer(): { readonly state: RunLockState; readonly now: number } {
  let state = emptyRunLockState('default', CONFIGURATION);
  let now = Date.UTC(2001, 1, 3, 4, 5, 6);
  let requests = 0;

  function happens(event: RunLockEvent): readonly string[] {
    const transition = reduceRunLock(state, event, now);
    now += 1000;
    state = transition.state;
    return transition.effects.flatMap((effect) =>
      effect.kind === 'answer' ? [effect.answer.requestId] : [],
    );
  }

  function request(number: number, runProfile: string): RunRequest {
    requests += 1;
    const managementAgent = name(number);
    return {
      id: `autosync/default/cycle/${managementAgent}/schedule-2001-02-03T04:05:06Z-${requests}#1`,
      cycle: `autosync/default/cycle/${managementAgent}/schedule-2001-02-03T04:05:06Z-${requests}`,
      managementAgent,
      managementAgentId: CATALOGUE[number]?.id ?? '',
      wanted: { runProfile },
      urgency: 'normal',
      trigger: 'schedule',
      reason: 'step 1 staged 12 adds, 345 updates in partition default',
    };
  }

  const lastRuns = CATALOGUE.map(({ id }) => ({
    managementAgentId: id,
    busy: false,
    runNumber: 12_345,
    runProfile: 'Delta Import',
  }));
  happens({ kind: 'engine-observed', observation: { managementAgents: CATALOGUE, lastRuns } });
  const until = now + CALENDAR_MS;
  happens({ kind: 'shut-times-known', shutTimes: shutTimes(WINDOWS, now, until), until });
  for (let turn = 0; turn < Math.max(SETTLED_KEPT, 2 * MANAGEMENT_AGENTS); turn += 1) {
    const asked = request(turn % MANAGEMENT_AGENTS, Object.keys(PROFILES)[turn % 8] ?? '');
    happens({ kind: 'message', message: { request: asked } });
    const lease = state.leases[0];
    const outcome = {
      runNumber: 12_346 + turn,
      result: 'completed-export-errors',
      summary: '12 adds, 345 updates, 6 deletes staged; 3 changes for Directory 17 of 200',
      errorCount: 3,
    };
    const release = { cycle: asked.cycle, token: lease?.token ?? 0, outcome };
    happens({ kind: 'message', message: { release } });
  }
  for (let number = 0; number < RUNNING; number += 1) {
    happens({ kind: 'message', message: { request: request(number, 'Full Import') } });
  }
  for (let number = 0; number < WAITING; number += 1) {
    const runProfile = number < RUNNING ? 'Export' : 'Delta Sync';
    happens({ kind: 'message', message: { request: request(number, runProfile) } });
  }
  return { state, now };
}

describe('with 200 management agents of 8 run profiles and settings of their own, 20 that run and 200 that wait', () => {
  const { state, now } = busyServer();

  it('there is what is to be measured', () => {
    expect(state.catalogue?.flatMap(({ runProfiles }) => runProfiles)).toHaveLength(MANAGEMENT_AGENTS * 8);
    expect(state.leases).toHaveLength(RUNNING);
    expect(state.waiting).toHaveLength(WAITING);
    expect(state.settled).toHaveLength(SETTLED_KEPT);
    expect(Object.keys(state.lastOutcomes)).toHaveLength(MANAGEMENT_AGENTS);
  });

  it.each([
    ['what continue-as-new carries', () => carry(state)],
    ['the status', () => describeRunLock(state, now)],
  ])('%s is small enough', (what, measured) => {
    const bytes = Buffer.byteLength(JSON.stringify(measured()));
    console.info(`${what}: ${Math.round(bytes / 1024)} KiB`);
    expect(bytes).toBeLessThan(LARGEST_BYTES);
  });
});
