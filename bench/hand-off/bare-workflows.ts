import {
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';

/*
 * The same hops without any decision: a lock that grants one holder at a time, and a holder that asks, runs an activity,
 * and gives back with its next request. What a hand-off takes here, Temporal and its SDK take.
 */

/** Workflow id of the bare lock. */
export const BARE_LOCK = 'bare-lock';
/** Task queue of the activity, which is not that of the workflows: as the engine's is not. */
export const BARE_ACTIVITIES = 'bare-activities';

/** When an activity began and ended; milliseconds since 1970. */
export interface BareRun {
  readonly start: number;
  readonly end: number;
}

/** The activities of {@link bareCycle}. */
export interface BareActivities {
  run(): Promise<BareRun>;
}

const asked = defineSignal<[{ readonly holder?: string }]>('asked');
const granted = defineSignal('granted');

export async function bareLock(): Promise<void> {
  const waiting: string[] = [];
  let held = false;
  setHandler(asked, ({ holder }) => {
    held = false;
    if (holder !== undefined) waiting.push(holder);
    const next = waiting.shift();
    if (next === undefined) return;
    held = true;
    void getExternalWorkflowHandle(next).signal(granted);
  });
  await condition(() => !held && waiting.length < 0);
}

export async function bareCycle(steps: number): Promise<readonly BareRun[]> {
  const { run } = proxyActivities<BareActivities>({
    taskQueue: BARE_ACTIVITIES,
    startToCloseTimeout: '1 minute',
  });
  let grants = 0;
  setHandler(granted, () => {
    grants += 1;
  });
  const lock = getExternalWorkflowHandle(BARE_LOCK);
  const holder = workflowInfo().workflowId;
  const runs: BareRun[] = [];
  await lock.signal(asked, { holder });
  while (runs.length < steps) {
    await condition(() => grants > runs.length);
    runs.push(await run());
    await lock.signal(asked, runs.length < steps ? { holder } : {});
  }
  return runs;
}
