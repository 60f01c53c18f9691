import { afterEach, describe, expect, it } from 'vitest';
import { AutoSyncError } from '../../domain/errors.js';
import { connectSimulator } from '../../sync-engine/simulator/simulator-engine.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import { simulatorClient, type SimulatorClient } from '../client.js';
import { systemClock, type Clock } from '../engine/clock.js';
import { AD, company, HR } from '../fixtures/company.js';
import { startSimulator, type RunningSimulator } from '../server.js';

let running: RunningSimulator;
let client: SimulatorClient;
let engine: SyncEngine;

async function start(speed = 1000, clock = systemClock): Promise<void> {
  running = await startSimulator({ definition: company, speed, seed: 1, clock });
  client = simulatorClient(running.url);
  engine = connectSimulator(running.url);
}

afterEach(() => running.close());

async function ended(managementAgentId: string, runNumber: number) {
  for (;;) {
    const progress = await engine.waitForProgress(managementAgentId, runNumber, { timeoutMs: 10_000 });
    if (progress.final) return progress.details;
  }
}

describe('faults over HTTP', () => {
  it('are armed, listed with what they struck, and disarmed', async () => {
    await start();
    const armed = await client.armFault({
      kind: 'step-stopped',
      result: 'stopped-deadlocked',
      managementAgent: 'HR',
      times: 1,
    });
    expect(armed).toEqual({
      id: 1,
      struck: 0,
      spent: false,
      fault: {
        kind: 'step-stopped',
        result: 'stopped-deadlocked',
        managementAgent: 'HR',
        times: 1,
        after: 0.5,
        seed: 1,
      },
    });
    await client.armFault({ kind: 'hang', managementAgent: 'AD' });
    await engine.start(HR, 'DI');
    expect((await ended(HR, 1)).steps).toMatchObject([{ result: 'stopped-deadlocked' }]);
    expect(await client.faults()).toMatchObject([
      {
        id: 1,
        struck: 1,
        spent: true,
        last: { managementAgent: 'HR', runProfile: 'DI', runNumber: 1, step: 1 },
      },
      { id: 2, struck: 0, spent: false },
    ]);
    await client.disarmFault(1);
    expect((await client.faults()).map(({ id }) => id)).toEqual([2]);
    await client.disarmFaults();
    expect(await client.faults()).toEqual([]);
  });

  it.each<[object, RegExp]>([
    [{ kind: 'earthquake' }, /There is no such kind of fault\. Use one of: start-refused, .*, engine-down\./],
    [{ kind: 'step-stopped', result: 'success' }, /body\.result: Use a result that begins with stopped-/],
    [{ kind: 'hang', managementAgent: 'Payroll' }, /There are: "HR", "AD"/],
    [{ kind: 'hang', probability: 2 }, /body\.probability/],
    [{ kind: 'latency' }, /body\.milliseconds/],
  ])('that make no sense are refused: %j', async (request, message) => {
    await start();
    await expect(client.armFault(request as never)).rejects.toThrow(message);
    await expect(client.disarmFault(7)).rejects.toThrow('There is no armed fault 7.');
    expect(await client.faults()).toEqual([]);
  });
});

describe('an answer that is lost', () => {
  it.each(['connection-cut', 'error'] as const)('by %s: the run goes on all the same', async (how) => {
    await start();
    await client.armFault({ kind: 'answer-lost', how, times: 1 });
    await expect(engine.start(HR, 'DI')).rejects.toMatchObject({ code: 'engine-unreachable' });
    expect((await ended(HR, 1)).steps).toMatchObject([{ result: 'success' }]);
    expect(await client.history()).toHaveLength(1);
    expect(await engine.start(HR, 'DI')).toEqual({ started: true, runNumber: 2 });
  });

  it('by call-failure: the engine says that it failed', async () => {
    await start();
    await client.armFault({ kind: 'answer-lost', how: 'call-failure', times: 1 });
    expect(await engine.start(HR, 'DI')).toMatchObject({
      started: false,
      result: expect.stringMatching(/^call-failure:/),
    });
    expect(await client.history()).toHaveLength(1);
  });

  it('is none where nothing was started', async () => {
    await start();
    await client.armFault({ kind: 'answer-lost' });
    expect(await engine.start(HR, 'Nightly')).toMatchObject({ result: 'no-start-unknown-profile-name' });
    expect(await client.faults()).toMatchObject([{ struck: 0 }]);
  });
});

/** A clock that tells when somebody begins to wait for so long. */
function aWait(milliseconds: number): { readonly clock: Clock; readonly begun: Promise<void> } {
  let begin: () => void;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const clock: Clock = {
    ...systemClock,
    after(time, callback) {
      if (time === milliseconds) begin();
      return systemClock.after(time, callback);
    },
  };
  return { clock, begun };
}

describe('an engine that is down', () => {
  it.each(['unavailable', 'connection-cut'] as const)(
    'by %s answers nothing, and its simulator still can be told to stop it',
    async (how) => {
      await start();
      await client.armFault({ kind: 'engine-down', how });
      await expect(engine.statusOfAll()).rejects.toMatchObject({ code: 'engine-unreachable' });
      await expect(engine.start(HR, 'DI')).rejects.toMatchObject({ code: 'engine-unreachable' });
      expect(await client.history()).toEqual([]);
      await client.disarmFaults();
      expect(await engine.statusOfAll()).toHaveLength(company.managementAgents.length);
    },
  );

  it('does not answer what it was asked before, and lets runs go on', async () => {
    const poll = aWait(9_876);
    // So slow that nothing changes meanwhile.
    await start(0.001, poll.clock);
    await engine.start(HR, 'DI');
    // The first look takes the run as it is; the second waits for a change.
    await engine.waitForProgress(HR, 1, { timeoutMs: 0 });
    const waiting = engine.waitForProgress(HR, 1, { timeoutMs: 9_876 });
    const end = waiting.then(
      () => 'answered',
      (error: unknown) => (error instanceof AutoSyncError ? error.code : error),
    );
    await poll.begun;
    await client.armFault({ kind: 'engine-down' });
    expect(await end).toBe('engine-unreachable');
    await client.disarmFaults();
    expect(await engine.status(HR)).toMatchObject({ busy: true, lastRun: { runNumber: 1 } });
  });

  it('by a crash comes back when its time is over', async () => {
    let ahead = 0;
    await start(0.001, { ...systemClock, now: () => systemClock.now() + ahead });
    await engine.start(HR, 'FI');
    await engine.start(AD, 'FI');
    expect(await client.crash({ downSeconds: 60 })).toEqual({ runs: 2 });
    await expect(engine.statusOfAll()).rejects.toMatchObject({ code: 'engine-unreachable' });
    ahead = 60_000;
    expect(await client.faults()).toMatchObject([{ fault: { kind: 'engine-down' }, spent: true }]);
    expect(await engine.status(HR)).toMatchObject({
      busy: false,
      lastRun: { result: 'in-progress', runNumber: 1 },
    });
    const { details, final } = await engine.waitForProgress(HR, 1, { timeoutMs: 0 });
    expect([final, details.steps[0]?.result, details.steps[0]?.end]).toEqual([
      false,
      'in-progress',
      undefined,
    ]);
  });
});

const took = async (ask: () => Promise<unknown>) => {
  const before = performance.now();
  await ask();
  return performance.now() - before;
};

describe('latency', () => {
  it('lets the answers about one management agent come late', async () => {
    await start();
    await client.armFault({ kind: 'latency', milliseconds: 60, managementAgent: 'AD', times: 1 });
    await engine.status(HR);
    expect(await client.faults()).toMatchObject([{ struck: 0 }]);
    expect(await took(() => engine.status(AD))).toBeGreaterThanOrEqual(59);
    expect(await client.faults()).toMatchObject([{ struck: 1, spent: true }]);
  });
});
