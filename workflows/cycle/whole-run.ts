import { CancellationScope } from '@temporalio/workflow';
import type { RunDetails } from '../../domain/run-history/run-details.js';
import { joinPages, type RunPage } from '../../domain/run-history/run-pages.js';
import type { CycleContext } from './context.js';

/** Reads on until the whole run is there. The run has ended, so a cancelled cycle does so too: it starts what follows. */
export async function wholeRun(
  { engine }: Pick<CycleContext, 'engine'>,
  first: RunPage,
): Promise<RunDetails> {
  const { managementAgentId: managementAgent, managementAgentName, runNumber } = first;
  let run = first;
  while (run.next) {
    const from = run.next;
    const page = await CancellationScope.nonCancellable(() =>
      engine.readRun.executeWithOptions(
        { summary: `Read on in run ${runNumber} of ${managementAgentName}` },
        [{ managementAgent, runNumber, from }],
      ),
    );
    run = joinPages(run, page);
  }
  return run;
}
