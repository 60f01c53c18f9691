import { setTimeout as delay } from 'node:timers/promises';
import { CYCLE_WORKFLOW } from '../../workflows/contract.js';
import type { AuditDifference } from '../../simulator/http-contract.js';
import type { Stage } from '../stage/stage.js';
import { decisionOn } from './operations.js';
import { importsOf, type ImportRequest } from './imports.js';

const LOOK_EVERY_MS = 500;
/** Between two cycles there may be an activity that nobody counts. */
const QUIET_LOOKS = 5;
/** Longer than any heartbeat, with the retry that follows it. */
const PATIENCE_MS = 240_000;
/** So often what was left undone is looked for. */
const ROUNDS = 4;

/** How a world came to rest. */
export interface Rest {
  readonly atRest: boolean;
  /** When nothing went on any more, and nothing had been looked for. ISO 8601. */
  readonly leftUndoneAt: string;
  /** What had been left undone then, by the id of the sync server. */
  readonly leftUndone: Readonly<Record<string, readonly AuditDifference[]>>;
}

/**
 * Brings everything to rest as an administrator would: imports everywhere, and then a look for what was left undone, which
 * AutoSync makes whenever a sync server is started.
 *
 * @returns whether it came to rest; if not, the oracle will say what did not. And what had been left undone before the
 *   first look for it
 */
export async function bringToRest(
  stage: Stage,
  imports: ImportRequest['runProfileKind'],
  signal: AbortSignal,
): Promise<Rest> {
  for (const { id, managementAgents } of stage.servers) {
    for (const wanted of importsOf(managementAgents, imports)) {
      await stage.operator.send('POST', `/servers/${id}/cycles`, { ...wanted, description: 'bring to rest' });
    }
  }
  let settled = await untilNothingGoesOn(stage, signal);
  const leftUndoneAt = new Date().toISOString();
  const leftUndone = Object.fromEntries(
    await Promise.all(
      stage.servers.map(async ({ id, simulator }) => [id, (await simulator.audit()).differences] as const),
    ),
  );
  for (let round = 1; settled && round <= ROUNDS; round += 1) {
    const restless = await serversNotAtRest(stage);
    if (restless.length === 0) return { atRest: true, leftUndoneAt, leftUndone };
    for (const id of restless) {
      await stage.operator.send('POST', `/servers/${id}/stop`, { why: 'to look for what was left undone' });
      await stage.operator.send('POST', `/servers/${id}/start`, { why: 'to look for what was left undone' });
    }
    settled = await untilNothingGoesOn(stage, signal);
  }
  return { atRest: settled && (await serversNotAtRest(stage)).length === 0, leftUndoneAt, leftUndone };
}

/** Ends all that the plan has begun: every process runs, every server and management agent is started, nothing is scheduled. */
export async function endPlan(stage: Stage): Promise<void> {
  await stage.allReady();
  for (const { simulator } of stage.servers) await simulator.disarmFaults();
  await pauseSchedules(stage);
  for (const { id, managementAgents } of stage.servers) {
    for (const { name } of managementAgents) {
      const path = `/servers/${id}/management-agents/${encodeURIComponent(name)}/start`;
      await stage.operator.send('POST', path, { why: 'the soak comes to its end' });
    }
    await stage.operator.send('POST', `/servers/${id}/start`, { why: 'the soak comes to its end' });
  }
}

/** With them something would always go on. */
export async function pauseSchedules({ temporal }: Stage): Promise<void> {
  for await (const { scheduleId } of temporal.schedule.list()) {
    await temporal.schedule.getHandle(scheduleId).pause('The soak brings all to rest');
  }
}

/** Lets them fire (again). */
export async function resumeSchedules({ temporal }: Stage): Promise<void> {
  for await (const { scheduleId } of temporal.schedule.list()) {
    await temporal.schedule.getHandle(scheduleId).unpause();
  }
}

async function serversNotAtRest(stage: Stage): Promise<readonly string[]> {
  const audits = await Promise.all(
    stage.servers.map(async ({ id, simulator }) => ({ id, audit: await simulator.audit() })),
  );
  return audits.filter(({ audit }) => !audit.atRest || !audit.consistent).map(({ id }) => id);
}

/** Waits until no cycle is open, nothing runs and nothing waits, and approves what is held; gives up when nothing changes any more. */
async function untilNothingGoesOn(stage: Stage, signal: AbortSignal): Promise<boolean> {
  let quietLooks = 0;
  let last = '';
  let deadline = Date.now() + PATIENCE_MS;
  while (quietLooks < QUIET_LOOKS) {
    await delay(LOOK_EVERY_MS, undefined, { signal });
    const { busy, trace } = await look(stage);
    quietLooks = busy ? 0 : quietLooks + 1;
    if (trace !== last) deadline = Date.now() + PATIENCE_MS;
    last = trace;
    if (Date.now() > deadline) return false;
  }
  return true;
}

async function look(stage: Stage): Promise<{ readonly busy: boolean; readonly trace: string }> {
  const query = `WorkflowType = '${CYCLE_WORKFLOW}' AND ExecutionStatus = 'Running'`;
  const { count: open } = await stage.temporal.workflow.count(query);
  const each = await Promise.all(
    stage.servers.map(async ({ id, simulator, engine }) => {
      const { running: leases, waiting, hearing, holds } = await stage.operator.status(id);
      for (const hold of holds) {
        const { path, body } = decisionOn(hold, 'approve');
        await stage.operator.send('POST', `/servers/${id}${path}`, body);
      }
      const { running } = await simulator.health();
      const runs = (await engine.statusOfAll()).reduce(
        (sum, { lastRun }) => sum + (lastRun?.runNumber ?? 0),
        0,
      );
      return { runs, going: running + [leases, waiting, hearing, holds].flat().length };
    }),
  );
  const going = each.reduce((sum, one) => sum + one.going, 0);
  return {
    busy: open > 0 || going > 0,
    trace: [open, going, ...each.map(({ runs }) => runs)].join('/'),
  };
}
