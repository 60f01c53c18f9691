import {
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  proxyActivities,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { Run } from './hires.js';

/*
 * The same hops without any decision: a lock that grants whoever asks, and a holder that asks, runs an activity, and gives
 * back with its next request, or with that of its child, beside its start. What a hand-off takes here, Temporal and its SDK
 * take.
 */

/** Workflow id of the bare lock. */
export const BARE_LOCK = 'bare-lock';
/** Task queue of the activity, which is not that of the workflows: as the engine's is not. */
export const BARE_ACTIVITIES = 'bare-activities';

/** What {@link bareCycle} does. */
export interface BareCycle {
  /** How long each of its runs lasts, one after the other; milliseconds. */
  readonly runs: readonly number[];
  /** What is started after its last run, asked for in its place, and waited for. */
  readonly child?: BareCycle;
  readonly askedByParent?: boolean;
}

/** What {@link bareCycle} has done. */
export interface BareCycleEnd {
  readonly runs: readonly Run[];
  readonly child?: BareCycleEnd;
}

/** The activities of {@link bareCycle}. */
export interface BareActivities {
  run(lastsMs: number): Promise<Run>;
}

const asked = defineSignal<[{ readonly holder?: string }]>('asked');
const granted = defineSignal('granted');

export async function bareLock(): Promise<void> {
  setHandler(asked, ({ holder }) => {
    if (holder !== undefined) void grant(holder);
  });
  // It goes on until it is terminated.
  await condition(() => false);
}

async function grant(holder: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(holder).signal(granted);
  } catch {
    // A child may be there later than the answer to its parent.
    await grant(holder);
  }
}

export async function bareCycle({ runs, child, askedByParent = false }: BareCycle): Promise<BareCycleEnd> {
  const { run } = proxyActivities<BareActivities>({
    taskQueue: BARE_ACTIVITIES,
    startToCloseTimeout: '1 minute',
    heartbeatTimeout: '10 seconds',
  });
  let grants = 0;
  setHandler(granted, () => {
    grants += 1;
  });
  const lock = getExternalWorkflowHandle(BARE_LOCK);
  const holder = workflowInfo().workflowId;
  const done: Run[] = [];
  for (const lastsMs of runs) {
    if (done.length > 0 || !askedByParent) await lock.signal(asked, { holder });
    await condition(() => grants > done.length);
    done.push(await run(lastsMs));
  }
  const [below] = await Promise.all([
    child && startBareChild(child),
    lock.signal(asked, child ? { holder: idOfChild() } : {}),
  ]);
  return { runs: done, ...(below ? { child: await below.result() } : {}) };
}

function startBareChild(child: BareCycle) {
  return startChild(bareCycle, {
    workflowId: idOfChild(),
    args: [{ ...child, askedByParent: true }],
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });
}

function idOfChild(): string {
  return `${workflowInfo().workflowId}-child`;
}
