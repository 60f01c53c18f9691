import type { Control } from '../../domain/run-lock/control.js';
import { runLockId } from '../../domain/naming.js';
import type { RunLockStatus } from '../../domain/run-lock/status.js';
import { controlRunLockOf } from '../../temporal/control-run-lock.js';
import { runLockStatus } from '../../workflows/contract.js';
import type { Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';

/** The run lock of a rig's server. */
export function lockOf(rig: Rig) {
  return rig.workers.client.workflow.getHandle(runLockId(rig.server));
}

/** What the run lock tells now. */
export function statusOf(rig: Rig): Promise<RunLockStatus> {
  return lockOf(rig).query(runLockStatus);
}

/** Waits until the run lock's status is as wanted, and returns it. */
export async function statusWith(
  rig: Rig,
  isAsWanted: (status: RunLockStatus) => boolean,
): Promise<RunLockStatus> {
  let status = await statusOf(rig);
  await until(async () => {
    status = await statusOf(rig);
    return isAsWanted(status);
  });
  return status;
}

/** An operator's control, carried out. */
export async function control(rig: Rig, what: Control): Promise<void> {
  await controlRunLockOf(rig.workers.client, rig.server, what);
}

/** The engine's id of a management agent. */
export async function idOf(rig: Rig, name: string): Promise<string> {
  const ma = (await rig.engine.listManagementAgents()).find((one) => one.name === name);
  if (!ma) throw new Error(`The engine has no ${name}`);
  return ma.id;
}
