import { describe, expect, test } from 'vitest';
import { STATUS, failing, fakeAudit, fakeEngine } from '../../test/api/fake-dependencies.js';
import { ERRORS } from '../../domain/errors.js';
import { checkHealth, withoutDetails, type HealthSubjects } from './check-health.js';
import type { Poller } from './temporal-probe.js';

const ALL_IS_WELL: HealthSubjects = {
  temporal: {
    serverVersion: () => Promise.resolve('1.29.1'),
    pollers: () => Promise.resolve([{ identity: '42@host', silentMs: 3_000 }]),
  },
  runLocks: { status: () => Promise.resolve(STATUS) },
  engines: new Map([['default', fakeEngine()]]),
  audit: fakeAudit(),
};

async function find(changed: Partial<HealthSubjects>) {
  const findings = await checkHealth({ ...ALL_IS_WELL, ...changed });
  return Object.fromEntries(findings.map((finding) => [finding.part, finding]));
}

function pollers(ofQueue: (queue: string) => readonly Poller[]): Partial<HealthSubjects> {
  return { temporal: { ...ALL_IS_WELL.temporal, pollers: (queue) => Promise.resolve(ofQueue(queue)) } };
}

describe('checkHealth', () => {
  test('says how each part is', async () => {
    expect(await checkHealth(ALL_IS_WELL)).toEqual([
      { part: 'temporal', up: true, message: 'Temporal 1.29.1 answers.' },
      { part: 'worker', up: true, message: 'Polled by 42@host (3 s ago).' },
      { part: 'run-lock/default', up: true, message: 'The run lock answers: 1 running, 1 waiting.' },
      {
        part: 'engine/default',
        up: true,
        message: 'The sync engine answers: 2 management agents, 0 running.',
      },
      { part: 'engine-worker/default', up: true, message: 'Polled by 42@host (3 s ago).' },
      { part: 'audit', up: true, message: 'What is changed and refused is recorded in memory.' },
    ]);
  });

  test('an audit log that cannot be written is told', async () => {
    const audit = {
      ...fakeAudit(),
      failure: () => '/full/audit.log cannot be written: no space left on device',
    };
    expect((await find({ audit }))['audit']).toMatchObject({
      up: false,
      code: 'audit-unavailable',
      message: expect.stringContaining('The audit log /full/audit.log cannot be written: no space left'),
    });
  });

  test('whom nobody knows is told what is down and what to do, and no name', async () => {
    const statusOfAll = failing('engine-unreachable', 'secret-host does not answer.');
    const findings = await checkHealth({
      ...ALL_IS_WELL,
      engines: new Map([['default', fakeEngine({ statusOfAll })]]),
    });
    const told = findings.map(withoutDetails);
    expect(told.map(({ part, up }) => [part, up])).toEqual(findings.map(({ part, up }) => [part, up]));
    expect(told.find(({ part }) => part === 'engine/default')).toMatchObject({
      code: 'engine-unreachable',
      message: ERRORS['engine-unreachable'].operator,
    });
    expect(JSON.stringify(told)).not.toMatch(/secret-host|42@host|1\.29|memory/);
  });

  test('without Temporal nothing behind it can be told, but the engine can', async () => {
    const gone = failing('temporal-unreachable', 'Temporal does not answer');
    const found = await find({ temporal: { serverVersion: gone, pollers: gone } });
    expect(found).toMatchObject({
      temporal: {
        up: false,
        code: 'temporal-unreachable',
        message:
          'Temporal does not answer. See whether the Temporal server runs and TEMPORAL_ADDRESS names it.',
      },
      worker: { up: false, message: 'Nobody can tell while Temporal does not answer.' },
      'run-lock/default': { up: false },
      'engine-worker/default': { up: false },
      'engine/default': { up: true },
    });
  });

  test('an engine that is away is down, alone', async () => {
    const statusOfAll = failing('engine-unreachable', 'No answer.');
    const found = await find({ engines: new Map([['default', fakeEngine({ statusOfAll })]]) });
    const down = Object.values(found).filter(({ up }) => !up);
    expect(down).toMatchObject([{ part: 'engine/default', code: 'engine-unreachable' }]);
  });

  test('a task queue that nobody polls has no worker', async () => {
    const found = await find(
      pollers((queue) => (queue === 'autosync' ? [] : [{ identity: 'w', silentMs: 0 }])),
    );
    expect(found).toMatchObject({
      worker: {
        up: false,
        code: 'worker-unreachable',
        message: expect.stringContaining('No worker polls the task queue "autosync".'),
      },
      'engine-worker/default': { up: true },
    });
  });

  test('a worker that has been silent for longer than a request for work lasts is gone', async () => {
    const found = await find(
      pollers((queue) => [{ identity: 'w', silentMs: queue === 'autosync' ? 74_000 : 80_000 }]),
    );
    expect(found).toMatchObject({
      worker: { up: true },
      'engine-worker/default': {
        up: false,
        message: expect.stringContaining('"autosync-engine-default" for 80 s'),
      },
    });
  });

  test('a worker that polled a moment ago but does not answer for a run lock is down', async () => {
    const status = failing('worker-unreachable', 'No worker answers.');
    expect(await find({ runLocks: { status } })).toMatchObject({
      worker: { up: false, code: 'worker-unreachable' },
      'run-lock/default': { up: false, code: 'worker-unreachable' },
    });
  });

  test('a run lock that was never started is no fault of the worker', async () => {
    const status = failing('run-lock-unreachable', 'It does not run.');
    expect(await find({ runLocks: { status } })).toMatchObject({
      worker: { up: true },
      'run-lock/default': { up: false, code: 'run-lock-unreachable' },
    });
  });

  test('a run lock that has not seen the engine says that it grants nothing', async () => {
    const blind = { ...STATUS, engineSeen: false };
    expect(await find({ runLocks: { status: () => Promise.resolve(blind) } })).toMatchObject({
      'run-lock/default': { up: true, message: expect.stringContaining('grants nothing') },
    });
  });
});
