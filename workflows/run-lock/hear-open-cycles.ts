import { getExternalWorkflowHandle, log, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { HousekeepingActivities } from '../../activities/contract.js';
import type { RunLockEvent } from '../../domain/run-lock/event.js';
import type { RunLockState } from '../../domain/run-lock/state.js';
import { runLockStartedAnew } from '../contract.js';

/** Temporal lists a workflow a moment after its start. */
const VISIBILITY_DELAY = '10 seconds';

/**
 * A run lock that has started from nothing: what waited in the one before, and what that had granted, is in nobody's
 * memory but that of the cycles themselves. Each open one is told, and says what it holds and what it waits for.
 */
export async function hearOpenCycles(
  current: () => RunLockState,
  apply: (event: RunLockEvent) => void,
  deliver: (send: () => Promise<void>, failed: (error: unknown) => void) => Promise<void>,
): Promise<never> {
  const { openCycles, closedCycles } = proxyActivities<
    Pick<HousekeepingActivities, 'openCycles' | 'closedCycles'>
  >({ startToCloseTimeout: '1 minute', summary: 'Which cycles are open?' });
  const { server, hearing } = current();
  const told = new Set<string>();

  async function tell(cycles: readonly string[]): Promise<void> {
    for (const cycle of cycles) {
      told.add(cycle);
      await deliver(
        () => getExternalWorkflowHandle(cycle).signal(runLockStartedAnew),
        // It is one of the silent, then: what it left behind may start something yet.
        (error) => log.info('A cycle has ended meanwhile', { cycle, error }),
      );
    }
  }

  if (hearing) {
    const startedBefore = workflowInfo().startTime.toISOString();
    const list = async (complete: boolean) => {
      const cycles = (await openCycles({ server, startedBefore })).filter((cycle) => !told.has(cycle));
      apply({ kind: 'open-cycles-listed', cycles, complete });
      await tell(cycles);
    };
    await tell(hearing.cycles);
    await list(false);
    await sleep(VISIBILITY_DELAY, { summary: 'Until Temporal lists the cycles that had just started' });
    await list(true);
  }
  for (let silent = current().hearing; silent; silent = current().hearing) {
    const closed = await closedCycles({ cycles: silent.cycles });
    if (closed.length > 0) apply({ kind: 'cycles-closed', cycles: closed });
    if (!current().hearing) break;
    await sleep(VISIBILITY_DELAY, { summary: 'Until the open cycles have said what they hold' });
  }
  return new Promise(() => undefined);
}
