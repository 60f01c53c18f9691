import { afterEach, expect, it } from 'vitest';
import { AutoSyncError } from '../../domain/errors.js';
import { runLockId } from '../../domain/naming.js';
import type { Control } from '../../domain/run-lock/control.js';
import type { RunRequest } from '../../domain/run-lock/messages.js';
import { controlRunLockOf } from '../../temporal/control-run-lock.js';
import { toRunLock } from '../../workflows/contract.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { loadFabrikam } from '../rig/worlds.js';
import { statusOf, statusWith } from './lock-status.js';

/** More than Temporal lets be under way, of signals that one workflow sends. */
const MANY = 2_100;
const AT_ONCE = 100;

let rig: Rig;
afterEach(() => rig.stop());

it('more requests are answered at once than Temporal lets be under way', async () => {
  rig = await startRig(await loadFabrikam());
  const { client } = rig.workers;
  const lock = client.workflow.getHandle(runLockId(rig.server));
  const by = 'a test';
  await rig.simulator.armFault({ kind: 'engine-down' });
  await statusWith(rig, ({ engine }) => engine.state === 'down');
  for (let sent = 0; sent < MANY; sent += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        lock.signal(toRunLock.requested, { request: request(sent + index) }),
      ),
    );
  }
  await statusWith(rig, ({ waiting }) => waiting.length === MANY);
  await tell({ action: 'stop', id: 'stop', by });
  await statusWith(rig, ({ waiting }) => waiting.length === 0);
  // What is sent after them is dealt with: no workflow task has failed for good.
  await rig.simulator.disarmFaults();
  await tell({ action: 'start', id: 'start', by });
  const cycle = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
  expect((await cycle.result()).outcome).toBe('completed');
  expect((await statusOf(rig)).waiting).toEqual([]);
});

/** A run lock that is busy for long says later what became of it: who asks again is told. */
function tell(control: Control): Promise<void> {
  return until(async () => {
    try {
      await controlRunLockOf(rig.workers.client, rig.server, control);
      return true;
    } catch (error) {
      if (error instanceof AutoSyncError && error.code === 'run-lock-unreachable') return false;
      throw error;
    }
  });
}

/** Of a cycle that has ended: its answer cannot be delivered, which takes as long as one that can. */
function request(number: number): RunRequest {
  const cycle = `autosync/${rig.server}/cycle/HR/${number}`;
  return {
    id: `${cycle}#1`,
    cycle,
    managementAgent: 'HR',
    wanted: { runProfile: `Profile ${number}` },
    urgency: 'normal',
    trigger: 'operator',
    reason: 'a test',
  };
}
