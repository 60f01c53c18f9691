import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, it } from 'vitest';
import { CONFIGURATION_ID, runLockId } from '../../domain/naming.js';
import type { Clock } from '../../simulator/engine/clock.js';
import { configurationStore } from '../../temporal/configuration/configuration-store.js';
import { ensureConfiguration } from '../../temporal/configuration/revived-configuration.js';
import { environmentFor, temporalSettings } from '../../temporal/connection.js';
import { startDevServer, type DevServer } from '../../temporal/dev-server/start-dev-server.js';
import { cycleView, runLockStatus } from '../../workflows/contract.js';
import { createStoppedClock } from '../rig/stopped-clock.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { ADA, loadFabrikam } from '../rig/worlds.js';
import { HISTORIES } from './histories.js';

/*
 * Records one history of each kind for the replay tests: `npm run record-histories`, after a change of the workflows
 * that is meant to be incompatible, or for a new kind.
 */

const IMPORT = { kind: 'run-profile-kind', runProfileKind: 'scheduled-import' } as const;
/** Few enough that the run lock continues as new within the recording. */
const CONTINUE_AS_NEW_AFTER_EVENTS = 200;

let temporal: DevServer;
let rig: Rig;

beforeAll(async () => {
  await rm(HISTORIES, { recursive: true, force: true });
  await mkdir(HISTORIES, { recursive: true });
  temporal = await startDevServer({
    dynamicConfiguration: [`limit.historyCount.suggestContinueAsNew=${CONTINUE_AS_NEW_AFTER_EVENTS}`],
  });
});
afterAll(() => temporal.stop());

/** @param history what Temporal holds of a workflow that has ended, or of one that goes on */
async function keep(name: string, workflowId: string, runId?: string): Promise<void> {
  const history = await rig.workers.client.workflow.getHandle(workflowId, runId).fetchHistory();
  await writeFile(join(HISTORIES, `${name}.json`), `${impersonal(historyToJSON(history))}\n`);
}

/**
 * Without the day, the machine and the paths of the recording. All days are moved by as much, in what the workflow was told,
 * too: a run lock that was continued as new has times in its state, and decides by how long ago they were.
 */
function impersonal(history: string): string {
  const [recorded = ''] = /\d{4}-\d{2}-\d{2}(?=T)/.exec(history) ?? [];
  const moveMs = Date.UTC(2000, 0, 1) - Date.parse(recorded);
  return onAnotherDay(history, moveMs)
    .replaceAll(/"data": "([A-Za-z0-9+/=]+)"/g, (_payload, data: string) => {
      const text = onAnotherDay(Buffer.from(data, 'base64').toString(), moveMs);
      return `"data": "${Buffer.from(text).toString('base64')}"`;
    })
    .replaceAll(/"identity": "[^"]*"/g, '"identity": "worker"')
    .replaceAll(/"stackTrace": "(?:[^"\\]|\\.)*"/g, '"stackTrace": ""');
}

/** Of ISO 8601, and of milliseconds since 1970 as this century has them. */
function onAnotherDay(text: string, moveMs: number): string {
  return text
    .replaceAll(/\d{4}-\d{2}-\d{2}(?=T)/g, (day) =>
      new Date(Date.parse(day) + moveMs).toISOString().slice(0, 'yyyy-mm-dd'.length),
    )
    .replaceAll(/(?<=:)[12]\d{12}(?=[,}\]])/g, (time) => String(Number(time) + moveMs));
}

/** Waits for the end, which may well be a failure: that is what is recorded. */
async function ended(result: Promise<unknown>): Promise<void> {
  await result.catch((error: unknown) => {
    if (!(error instanceof WorkflowFailedError)) throw error;
  });
}

function lock() {
  return rig.workers.client.workflow.getHandle(runLockId(rig.server));
}

async function withRig(speed: number, work: () => Promise<void>, clock?: Clock): Promise<void> {
  rig = await startRig(await loadFabrikam(), {
    speed,
    ...(clock ? { clock } : {}),
    temporal: temporalSettings(environmentFor(temporal.address)),
  });
  try {
    await work();
  } finally {
    await rig.stop();
  }
}

it('the main job', () =>
  withRig(500, async () => {
    const first = await lock().describe();
    const quiet = await rig.start('HR', IMPORT);
    await ended(quiet.result());
    await keep('cycle-no-change', quiet.workflowId);

    await rig.simulator.addObject('HR', ADA);
    const hire = await rig.start('HR', IMPORT);
    const { children } = await hire.result();
    await keep('cycle-hire', hire.workflowId);
    const child = children.find(({ managementAgent }) => managementAgent === 'Fabrikam AD');
    await keep('cycle-child-of-a-hire', child?.cycle ?? '');
    const asked = children.find(({ managementAgent }) => managementAgent !== 'Fabrikam AD');
    await keep('cycle-asked-for-by-its-parent', asked?.cycle ?? '');

    const several = await rig.start('Fabrikam AD', { kind: 'pending-exports' });
    await ended(several.result());
    await keep('cycle-pending-exports', several.workflowId);

    const follow = await rig.start('HR', { kind: 'follow-ups-of-run', runNumber: 2 });
    await ended(follow.result());
    await keep('cycle-follow-ups-of-a-run', follow.workflowId);

    const refused = await rig.start('HR', { kind: 'run-profile', runProfile: 'Nightly' });
    await ended(refused.result());
    await keep('cycle-refused', refused.workflowId);

    await rig.simulator.addObject('HR', {
      ...ADA,
      attributes: { ...ADA.attributes, EmployeeID: 'E1002', LogonName: 'btwo', DisplayName: 'Bo Two' },
    });
    const handingOver = await rig.start('HR', IMPORT, { maxDepth: 1 });
    await ended(handingOver.result());
    await keep('cycle-handing-over', handingOver.workflowId);

    const slow = await rig.start('HR', { kind: 'pending-exports' }, { handOvers: 1, pauseMs: 1 });
    await ended(slow.result());
    await keep('cycle-going-on-slowly', slow.workflowId);

    await rig.simulator.changeObject('HR', 'E1001', { faults: { discovery: 'unexpected-data' } });
    const failed = await rig.start('HR', { kind: 'run-profile-kind', runProfileKind: 'full-import' });
    await ended(failed.result());
    await keep('cycle-failed-run', failed.workflowId);

    // The lock has been busy enough by now to have continued as new.
    await keep('run-lock-from-nothing', lock().workflowId, first.runId);
    await keep('run-lock-continued-as-new', lock().workflowId);
  }));

it('a configuration that is applied twice', () =>
  withRig(500, async () => {
    const { client } = rig.workers;
    await ensureConfiguration(client);
    const store = configurationStore(client);
    const change = { by: 'jane', changes: ['a sentence'], changedServers: [], servers: [rig.server] };
    await store.apply({ ...change, key: 'a', basis: 0, text: 'a', hash: 'a' });
    await store.apply({ ...change, key: 'b', basis: 1, text: 'b', hash: 'b' });
    await store.rollBack({ ...change, key: 'c', basis: 2, to: 1 });
    await until(async () => (await store.standing()).due.length === 0);
    await keep('configuration', CONFIGURATION_ID);
  }));

it('what waits, joins and is cancelled', () => {
  const clock = createStoppedClock();
  const work = async () => {
    const running = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
    await until(async () => (await running.query(cycleView)).steps[0]?.state === 'running');
    const carrier = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
    await until(async () => (await lock().query(runLockStatus)).waiting.length === 1);
    const joining = await rig.start('HR', { kind: 'run-profile', runProfile: 'Delta Import' });
    const waiting = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Sync' });
    await until(async () => (await lock().query(runLockStatus)).waiting.length === 2);
    await waiting.cancel();
    await ended(waiting.result());
    await keep('cycle-cancelled-while-waiting', waiting.workflowId);
    clock.go();
    await ended(Promise.all([running.result(), carrier.result(), joining.result()]));
    await keep('cycle-coalesced', joining.workflowId);

    const cancelled = await rig.start('HR', { kind: 'run-profile', runProfile: 'Full Import' });
    await until(async () => (await rig.simulator.health()).running === 1);
    await cancelled.cancel();
    await ended(cancelled.result());
    await keep('cycle-cancelled-in-a-run', cancelled.workflowId);
  };
  return withRig(5, work, clock);
});
