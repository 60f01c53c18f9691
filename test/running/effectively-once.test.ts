import { afterEach, describe, expect, it } from 'vitest';
import { AutoSyncError } from '../../domain/errors.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import { connectSimulator } from '../../sync-engine/simulator/simulator-engine.js';
import { statusOf } from '../lock/lock-status.js';
import { startRig, type Rig } from '../rig/rig.js';
import { createStoppedClock } from '../rig/stopped-clock.js';
import { until } from '../rig/until.js';
import { loadFabrikam } from '../rig/worlds.js';

let rig: Rig;
afterEach(() => rig.stop());

const FULL_IMPORT = { kind: 'run-profile', runProfile: 'Full Import' } as const;

/** What becomes of the first call of a method; later ones go through. */
function atFirst<Method extends 'start' | 'status' | 'waitForProgress'>(
  method: Method,
  first: (engine: SyncEngine, ...args: Parameters<SyncEngine[Method]>) => ReturnType<SyncEngine[Method]>,
) {
  let called = false;
  return (engine: SyncEngine): SyncEngine => ({
    ...engine,
    [method]: (...args: Parameters<SyncEngine[Method]>) => {
      if (called) return (engine[method] as (...same: typeof args) => unknown)(...args);
      called = true;
      return first(engine, ...args);
    },
  });
}

const lost = () => Promise.reject(new AutoSyncError('engine-unreachable', 'The connection is gone.'));

/** Runs one cycle to its end: exactly one run of the engine, judged once, as a success. */
async function expectOneRun(): Promise<void> {
  const cycle = await rig.start('HR', FULL_IMPORT);
  const view = await cycle.result();
  expect(view).toMatchObject({ outcome: 'completed', runs: 1 });
  expect(await rig.simulator.history()).toHaveLength(1);
  expect(rig.events.filter(({ event }) => event === 'run-finished')).toHaveLength(1);
  expect(await rig.simulator.violations()).toEqual([]);
  expect((await statusOf(rig)).running).toEqual([]);
}

describe('the engine is lost, and comes back', () => {
  it('before anything was asked of it', async () => {
    rig = await startRig(await loadFabrikam(), { wrap: atFirst('status', lost) });
    await expectOneRun();
  });

  it('before the call to start arrived', async () => {
    rig = await startRig(await loadFabrikam(), { wrap: atFirst('start', lost) });
    await expectOneRun();
  });

  it.each(['connection-cut', 'error', 'call-failure'] as const)(
    'after the call to start, so that its answer is lost: %s',
    async (how) => {
      rig = await startRig(await loadFabrikam());
      await rig.simulator.armFault({ kind: 'answer-lost', how, times: 1 });
      await expectOneRun();
    },
  );

  it('after the call to start, and does not answer the question what became of it either', async () => {
    const answerLost = atFirst('start', async (engine, ...args) => {
      await engine.start(...args);
      await rig.simulator.armFault({ kind: 'engine-down' });
      return lost();
    });
    rig = await startRig(await loadFabrikam(), { wrap: answerLost });
    const whole = expectOneRun();
    await until(async () => (await rig.simulator.faults()).length === 1);
    await until(async () => (await rig.simulator.history()).every(({ end }) => end !== undefined));
    await rig.simulator.disarmFaults();
    await whole;
  });

  it('while the run goes on, and once more when it has ended', async () => {
    const clock = createStoppedClock();
    let looks = 0;
    rig = await startRig(await loadFabrikam(), {
      clock,
      wrap: (engine) => ({
        ...engine,
        waitForProgress: async (...args) => {
          looks += 1;
          if (looks === 1) return lost();
          const look = await engine.waitForProgress(...args);
          return look.final && looks < 100 ? ((looks = 100), lost()) : look;
        },
      }),
    });
    const whole = expectOneRun();
    await until(() => Promise.resolve(looks > 1));
    clock.go();
    await whole;
    expect(looks).toBeGreaterThan(100);
  });

  it.each([false, true])(
    'while referential updates complete (and it calls the management agent idle: %s)',
    async (saysIdle) => {
      rig = await startRig(await loadFabrikam(), {
        wrap: (engine) => {
          let dropped = false;
          return {
            ...engine,
            waitForProgress: async (...args) => {
              const look = await engine.waitForProgress(...args);
              if (dropped || look.details.steps.at(-1)?.result !== 'completing-referential-updates')
                return look;
              dropped = true;
              return lost();
            },
          };
        },
      });
      await rig.simulator.armFault({ kind: 'slow-completion', seconds: 1_500, saysIdle, times: 1 });
      await expectOneRun();
      expect(await rig.simulator.faults()).toMatchObject([{ struck: 1 }]);
    },
  );
});

describe('somebody else runs the same profile in the gap', () => {
  it('is told apart by the account: ours runs after it', async () => {
    const inTheGap = atFirst('start', async (_engine, managementAgentId, runProfile) => {
      const jane = connectSimulator(rig.running.url, 'FABRIKAM\\jane');
      await jane.start(managementAgentId, runProfile);
      return lost();
    });
    rig = await startRig(await loadFabrikam(), { wrap: inTheGap });
    const view = await (await rig.start('HR', FULL_IMPORT)).result();
    expect(view).toMatchObject({ outcome: 'completed', steps: [{ run: { runNumber: 2 } }] });
    const history = await rig.simulator.history();
    expect(history.map(({ initiator }) => initiator)).toEqual(['FABRIKAM\\jane', 'AUTOSYNC\\worker']);
    expect(await rig.simulator.violations()).toEqual([]);
  });

  it('under our own account cannot be told apart: it is adopted, having seen all that ours would have', async () => {
    const inTheGap = atFirst('start', async (engine, ...args) => {
      await connectSimulator(rig.running.url, engine.initiator).start(...args);
      return lost();
    });
    rig = await startRig(await loadFabrikam(), { wrap: inTheGap });
    await expectOneRun();
  });
});
