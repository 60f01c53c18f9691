import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STATUS } from '../../test/api/fake-dependencies.js';
import type { ManagementAgentState, RunLockStatus, Stopped } from '../run-lock/status.js';
import { eventsBetween } from './events-between.js';
import type { ServerEvent } from './server-event.js';

const NOW = '2001-01-01T11:00:00.000Z';

/** As much of a status as the events tell. */
interface Told {
  readonly version: number;
  readonly control: unknown;
  readonly engine: unknown;
  readonly managementAgents: Record<string, unknown>;
  readonly lastOutcomes: Record<string, unknown>;
  readonly running: Record<string, unknown>;
  readonly waiting: Record<string, unknown>;
  readonly holds: Record<string, unknown>;
}

function toldBy(status: RunLockStatus): Told {
  const { version, control, stopped, engine } = status;
  return {
    version,
    control: { control, stopped },
    engine: { state: engine.state, since: engine.since, reason: engine.reason },
    managementAgents: byKey(status.managementAgents, ({ name, control: one, error, stopped: by }) => [
      name,
      { control: one, error, stopped: by },
    ]),
    lastOutcomes: byKey(
      status.managementAgents.filter(({ lastOutcome }) => lastOutcome),
      ({ name, lastOutcome }) => [
        name,
        outcome(lastOutcome?.runProfile, lastOutcome?.runNumber, lastOutcome?.result, lastOutcome?.at),
      ],
    ),
    running: byKey(status.running, ({ token, managementAgent, runProfile, since, cycle }) => [
      String(token),
      { managementAgent, runProfile, since, cycle },
    ]),
    waiting: byKey(status.waiting, ({ requestId, managementAgent, runProfile, reason }) => [
      requestId,
      { managementAgent, runProfile, reason },
    ]),
    holds: byKey(status.holds, ({ requestId, figures }) => [requestId, figures]),
  };
}

function outcome(...parts: readonly unknown[]) {
  return JSON.stringify(parts);
}

function byKey<Entry>(entries: readonly Entry[], of: (entry: Entry) => [string, unknown]) {
  return Object.fromEntries(entries.map(of));
}

function without(entries: Record<string, unknown>, key: string) {
  const { [key]: _gone, ...rest } = entries;
  return rest;
}

/** What a listener makes of an event. */
function hear(told: Told, event: ServerEvent): Told {
  switch (event.kind) {
    case 'status':
      return { ...told, version: event.version };
    case 'sync-server':
      return { ...told, control: { control: event.control, stopped: event.stopped } };
    case 'engine':
      return { ...told, engine: { state: event.state, since: event.since, reason: event.reason } };
    case 'management-agent': {
      const { managementAgent, control, error, stopped } = event;
      const managementAgents = { ...told.managementAgents, [managementAgent]: { control, error, stopped } };
      return { ...told, managementAgents };
    }
    case 'management-agent-removed':
      return {
        ...told,
        managementAgents: without(told.managementAgents, event.managementAgent),
        lastOutcomes: without(told.lastOutcomes, event.managementAgent),
      };
    case 'run-started': {
      const { managementAgent, runProfile, time, cycle } = event;
      const run = { managementAgent, runProfile, since: time, cycle };
      return { ...told, running: { ...told.running, [event.token]: run } };
    }
    case 'run-finished': {
      const running = event.token === undefined ? told.running : without(told.running, String(event.token));
      if (event.result === undefined) return { ...told, running };
      const last = outcome(event.runProfile, event.runNumber, event.result, event.time);
      return { ...told, running, lastOutcomes: { ...told.lastOutcomes, [event.managementAgent]: last } };
    }
    case 'request-waiting': {
      const { requestId, managementAgent, runProfile, reason } = event;
      return { ...told, waiting: { ...told.waiting, [requestId]: { managementAgent, runProfile, reason } } };
    }
    case 'request-left':
      return { ...told, waiting: without(told.waiting, event.requestId) };
    case 'export-held':
      return { ...told, holds: { ...told.holds, [event.requestId]: event.figures } };
    case 'hold-ended':
      return { ...told, holds: without(told.holds, event.requestId) };
    case 'control':
    case 'unreachable':
    case 'reachable':
      return told;
  }
}

const name = fc.constantFrom('HR', 'AD', 'Phones');
const runProfile = fc.constantFrom('DI', 'DS', 'EX');
const cycle = fc.constantFrom('c1', 'c2', 'c3');
const time = fc.nat(9).map((second) => `2001-01-01T10:00:0${second}.000Z`);
const stopped: fc.Arbitrary<Stopped> = fc.record(
  { at: time, by: fc.constantFrom('jane', 'a rule'), why: fc.constantFrom('x', 'y') },
  { requiredKeys: ['at', 'by'] },
);
const lastOutcome: fc.Arbitrary<NonNullable<ManagementAgentState['lastOutcome']>> = fc.record({
  runNumber: fc.nat(5),
  result: fc.constantFrom('success', 'stopped-deadlocked'),
  summary: fc.constant('no changes'),
  errorCount: fc.nat(2),
  runProfile,
  cycle,
  at: time,
});
const managementAgent: fc.Arbitrary<ManagementAgentState> = fc.record(
  {
    id: fc.constant('{1}'),
    name,
    category: fc.constant('AD'),
    control: fc.constantFrom('started', 'stopping', 'stopped', 'disabled'),
    execution: fc.constant('idle'),
    error: fc.constant('threshold-exceeded'),
    stopped,
    lastOutcome,
  },
  { requiredKeys: ['id', 'name', 'category', 'control', 'execution', 'lastOutcome'] },
);
const request = {
  requestId: cycle,
  cycle,
  managementAgent: name,
  runProfile,
  reason: fc.constantFrom('a', 'b'),
};
const status: fc.Arbitrary<RunLockStatus> = fc.record(
  {
    server: fc.constant('default'),
    version: fc.nat(1_000),
    engineSeen: fc.boolean(),
    engine: fc.record(
      { state: fc.constantFrom('up', 'down', 'not-seen'), since: time, reason: fc.constant('gone') },
      { requiredKeys: ['state'] },
    ),
    control: fc.constantFrom('started', 'stopped'),
    stopped,
    policy: fc.constant('batch'),
    runMode: fc.constant('supported'),
    hearing: fc.constant([]),
    managementAgents: fc.uniqueArray(managementAgent, { selector: (ma) => ma.name }),
    running: fc.uniqueArray(
      fc.record(
        {
          managementAgent: name,
          runProfile,
          runNumber: fc.nat(5),
          since: time,
          cycle,
          token: fc.nat(4),
          reason: fc.constant('r'),
        },
        { requiredKeys: ['managementAgent', 'runProfile', 'since', 'token', 'reason'] },
      ),
      { selector: ({ token }) => token },
    ),
    waiting: fc.uniqueArray(
      fc.record({
        ...request,
        urgency: fc.constant('normal'),
        since: time,
        position: fc.nat(5),
        waitsFor: fc.constant([]),
      }),
      { selector: ({ requestId }) => requestId },
    ),
    holds: fc.uniqueArray(
      fc.record({
        ...request,
        since: time,
        figures: fc.constantFrom(
          [],
          [{ partition: 'default', adds: 1, updates: 0, deletes: 0, connectorSpaceObjects: 9 }],
        ),
      }),
      { selector: ({ requestId }) => requestId },
    ),
    raised: fc.constant([]),
    controls: fc.constant([]),
  },
  {
    requiredKeys: [
      'server',
      'version',
      'engineSeen',
      'engine',
      'control',
      'policy',
      'runMode',
      'hearing',
      'managementAgents',
      'running',
      'waiting',
      'holds',
      'raised',
      'controls',
    ],
  },
);

describe('the events between two looks', () => {
  test('make the new status of the old one, as far as they tell', () => {
    fc.assert(
      fc.property(status, status, (before, after) => {
        fc.pre(before.version !== after.version);
        expect(eventsBetween(before, after, NOW).reduce(hear, toldBy(before))).toEqual(toldBy(after));
      }),
    );
  });

  test('are none where nothing has changed, and end with the version where something has', () => {
    fc.assert(
      fc.property(status, (one) => {
        expect(eventsBetween(one, structuredClone(one), NOW)).toEqual([]);
        const version = one.version + 1;
        expect(eventsBetween(one, { ...one, version }, NOW)).toEqual([
          { time: NOW, kind: 'status', version },
        ]);
      }),
    );
  });

  test('tell a run with its result, and by whom something was stopped', () => {
    const at = '2001-01-01T10:00:05.000Z';
    const [hr, ad] = STATUS.managementAgents;
    if (!hr?.lastOutcome || !ad) throw new Error('the sample status has two management agents');
    const cycleOfRun = STATUS.running[0]?.cycle ?? '';
    const last = { ...hr.lastOutcome, runNumber: 12, runProfile: 'Delta Sync', cycle: cycleOfRun, at };
    const control = { at, by: 'jane', why: 'new disks', what: 'management agent HR stopped' };
    const after: RunLockStatus = {
      ...STATUS,
      version: 8,
      running: [],
      managementAgents: [
        { ...hr, control: 'stopped', stopped: { at, by: 'jane', why: 'new disks' }, lastOutcome: last },
        ad,
      ],
      controls: [...STATUS.controls, control],
    };
    expect(eventsBetween(STATUS, after, NOW)).toEqual([
      { time: at, kind: 'control', by: 'jane', why: 'new disks', what: 'management agent HR stopped' },
      {
        time: at,
        kind: 'run-finished',
        managementAgent: 'HR',
        runProfile: 'Delta Sync',
        runNumber: 12,
        cycle: cycleOfRun,
        token: 3,
        result: 'success',
        summary: 'nothing staged',
        errorCount: 0,
      },
      {
        time: NOW,
        kind: 'management-agent',
        managementAgent: 'HR',
        control: 'stopped',
        stopped: { at, by: 'jane', why: 'new disks' },
      },
      { time: NOW, kind: 'status', version: 8 },
    ]);
  });
});
