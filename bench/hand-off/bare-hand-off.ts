import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, Worker, type NativeConnection } from '@temporalio/worker';
import { BARE_ACTIVITIES, BARE_LOCK, type BareActivities, type BareRun } from './bare-workflows.js';

const TASK_QUEUE = 'bare-workflows';
const STEPS = 10;
/** As long as a run of the other measurement lasts. */
const RUN_MS = 20;
/** The first rounds start caches and just-in-time compilation. */
const WARM_UP = 3;

/**
 * What a hand-off takes on this machine when nothing is decided and no engine is asked: the floor under ours.
 *
 * @returns milliseconds, one for each hand-off
 */
export async function measureBareHandOffs(
  client: Client,
  connection: NativeConnection,
  rounds: number,
): Promise<readonly number[]> {
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('bare-workflows.js', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
  const activities: BareActivities = {
    run: async () => {
      const start = Date.now();
      await delay(RUN_MS);
      return { start, end: Date.now() };
    },
  };
  const { namespace } = client.options;
  const workers = await Promise.all([
    Worker.create({ connection, namespace, taskQueue: BARE_ACTIVITIES, activities }),
    Worker.create({ connection, namespace, taskQueue: TASK_QUEUE, workflowBundle }),
  ]);
  const running = workers.map((worker) => worker.run());
  const lock = await client.workflow.start('bareLock', { workflowId: BARE_LOCK, taskQueue: TASK_QUEUE });
  const handOffs: number[] = [];
  for (let round = 0; round < WARM_UP + rounds; round += 1) {
    const runs: readonly BareRun[] = await client.workflow.execute('bareCycle', {
      workflowId: `bare-cycle-${round}`,
      taskQueue: TASK_QUEUE,
      args: [STEPS],
    });
    if (round < WARM_UP) continue;
    runs.slice(1).forEach((run, index) => handOffs.push(run.start - (runs[index]?.end ?? Number.NaN)));
  }
  await lock.terminate('measured');
  for (const worker of workers) worker.shutdown();
  await Promise.all(running);
  return handOffs;
}
