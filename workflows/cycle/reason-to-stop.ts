import { ActivityFailure, CancellationScope } from '@temporalio/workflow';
import { runCounters } from '../../domain/controller/run-counters.js';
import { runResult } from '../../domain/run-history/describe-run.js';
import type { RunDetails } from '../../domain/run-history/run-details.js';
import type { Granted, RunOutcome } from '../../domain/run-lock/messages.js';
import { judgeImports, needsConnectorSpaceSize } from '../../domain/thresholds/judge-staged.js';
import { askController } from './ask-controller.js';
import type { CycleContext, OpenStep } from './context.js';

/**
 * Why nothing must follow from a run that has ended: its import has staged too much, or a controller says so. To be
 * asked before the lease is given back, so that nobody synchronizes meanwhile; of a cancelled cycle, too.
 */
export function reasonToStop(
  context: CycleContext,
  granted: Granted,
  details: RunDetails,
  step: OpenStep,
): Promise<RunOutcome['stop']> {
  return CancellationScope.nonCancellable(async () => {
    const staged = await stagedTooMuch(context, granted, details);
    if (staged !== undefined) {
      return { scope: 'management-agent', error: 'threshold-exceeded', reason: staged };
    }
    const consequence = await askController(context, granted, step, {
      event: 'after-run',
      runNumber: details.runNumber,
      result: runResult(details),
      counters: runCounters(details),
    });
    return consequence.kind === 'stop' ? consequence.stop : undefined;
  });
}

async function stagedTooMuch(
  { engine }: CycleContext,
  { thresholds, managementAgentId, managementAgentName }: Granted,
  { steps, runProfile }: RunDetails,
): Promise<string | undefined> {
  const rules = thresholds?.imports ?? [];
  if (rules.length === 0) return undefined;
  try {
    const counts = needsConnectorSpaceSize(rules, steps)
      ? await engine.pendingCounts.executeWithOptions(
          { summary: `How many objects has ${managementAgentName}, after ${runProfile}?` },
          [{ managementAgent: managementAgentId }],
        )
      : [];
    const sizes = new Map(
      counts.map(({ partitionName, connectorSpaceObjects }) => [
        partitionName.toLowerCase(),
        connectorSpaceObjects,
      ]),
    );
    const verdict = judgeImports(rules, steps, (partition) => sizes.get(partition.toLowerCase()));
    return verdict.kind === 'exceeded' ? verdict.reason : undefined;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    // What nobody has judged may be harmful.
    return `What it has staged could not be judged: ${error.cause?.message ?? error.message}`;
  }
}
