import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { heartbeat } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, Worker, type NativeConnection } from '@temporalio/worker';
import {
  BARE_ACTIVITIES,
  BARE_LOCK,
  type BareActivities,
  type bareCycle,
  type BareCycle,
  type bareLock,
} from './bare-workflows.js';
import { keepBareBusy, type Beside } from './busy.js';
import { measureHires, type HandOffs } from './hires.js';

const TASK_QUEUE = 'bare-workflows';
/** As long as a run of the other measurement lasts. */
const RUN_MS = 20;
/** Import and synchronization; in a child export, import, synchronization: as many as a hire takes. */
const HIRE: BareCycle = { runs: [RUN_MS, RUN_MS], child: { runs: [RUN_MS, RUN_MS, RUN_MS] } };
/** The simulator tells progress twice a second. */
const PROGRESS_MS = 500;

/**
 * What hand-offs take on this machine when nothing is decided and no engine is asked: the floor under ours.
 *
 * @param busy so many other bare cycles go on all the time
 */
export async function measureBareHandOffs(
  client: Client,
  connection: NativeConnection,
  { rounds, busy }: { readonly rounds: number; readonly busy: number },
): Promise<HandOffs & { readonly beside: Beside }> {
  const workers = await createBareWorkers(connection, client.options.namespace);
  const running = workers.map((worker) => worker.run());
  const lock = await client.workflow.start<typeof bareLock>('bareLock', {
    workflowId: BARE_LOCK,
    taskQueue: TASK_QUEUE,
  });
  let started = 0;
  const carry = (cycle: BareCycle) => {
    started += 1;
    return client.workflow.execute<typeof bareCycle>('bareCycle', {
      workflowId: `bare-cycle-${started}`,
      taskQueue: TASK_QUEUE,
      args: [cycle],
    });
  };
  const others = await keepBareBusy(carry, busy);
  const handOffs = await measureHires(rounds, async () => {
    const { runs, child } = await carry(HIRE);
    return { root: runs, child: child?.runs ?? [] };
  });
  const beside = await others.end();
  await lock.terminate('measured');
  for (const worker of workers) worker.shutdown();
  await Promise.all(running);
  return { ...handOffs, beside };
}

/** Set up as ours are. */
async function createBareWorkers(
  connection: NativeConnection,
  namespace: string,
): Promise<readonly Worker[]> {
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('bare-workflows.js', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  const activities: BareActivities = { run };
  return await Promise.all([
    Worker.create({
      connection,
      namespace,
      taskQueue: BARE_ACTIVITIES,
      activities,
      maxHeartbeatThrottleInterval: '1 second',
      maxConcurrentActivityTaskExecutions: 500,
    }),
    Worker.create({ connection, namespace, taskQueue: TASK_QUEUE, workflowBundle }),
  ]);
}

/** Tells Temporal as often as ours that it goes on: before the run begins, and with each progress. */
async function run(lastsMs: number) {
  heartbeat();
  const beat = setInterval(() => heartbeat(), PROGRESS_MS);
  try {
    const start = Date.now();
    await delay(lastsMs);
    return { start, end: Date.now() };
  } finally {
    clearInterval(beat);
  }
}
