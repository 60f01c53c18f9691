import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import type { PendingCounts } from '../../domain/pending-counts.js';
import type { Granted, HeldExport, RunOutcome } from '../../domain/run-lock/messages.js';
import { judgePendingExports } from '../../domain/thresholds/judge-pending-exports.js';
import { judgePendingImports } from '../../domain/thresholds/judge-staged.js';
import { askController } from './ask-controller.js';
import type { CycleContext, OpenStep } from './context.js';

/** Whether a run that was granted starts. Unless it goes on, its lease is on the way back. */
export type Clearance =
  | { readonly kind: 'go-on' }
  /** Too much is pending: it is to be asked for again, and held. */
  | { readonly kind: 'hold'; readonly hold: HeldExport }
  /** It does not run; the step says why. */
  | { readonly kind: 'not-run' };

/**
 * What can keep a run that was granted from starting: changes staged by somebody else's import, exports of which too
 * much is pending, and a controller.
 */
export async function clearRun(context: CycleContext, granted: Granted, step: OpenStep): Promise<Clearance> {
  const giveBack = (outcome: Pick<RunOutcome, 'result' | 'summary' | 'cancelled' | 'stop'>) =>
    context.runLock.giveBack({
      cycle: context.workflowId,
      token: granted.token,
      outcome: { errorCount: 0, ...outcome },
    });

  function stop(why: NonNullable<RunOutcome['stop']>): Clearance {
    giveBack({ result: why.error, summary: why.reason, stop: why });
    step.state = 'finished';
    step.note = `Not run: ${why.reason}`;
    context.progress.toDo = [];
    context.progress.failures.push({
      type: why.error,
      message: `${granted.runProfile} of ${granted.managementAgentName} was not run: ${why.reason}`,
    });
    context.show();
    return { kind: 'not-run' };
  }

  try {
    const staged = await judgeStagedBySomebody(context, granted);
    if (staged) return stop({ scope: 'management-agent', error: 'threshold-exceeded', reason: staged });
    const hold = await exportToHold(context, granted);
    if (hold) {
      giveBack({ result: 'threshold-exceeded', summary: hold.reason });
      return { kind: 'hold', hold };
    }
    const consequence = await askController(context, granted, step, { event: 'before-run' });
    if (consequence.kind === 'stop') return stop(consequence.stop);
    if (consequence.kind === 'skip') {
      giveBack({ result: 'vetoed', summary: consequence.reason });
      step.state = 'vetoed';
      step.note = consequence.reason;
      context.show();
      return { kind: 'not-run' };
    }
    return consequence;
  } catch (error) {
    // Nothing has started: whoever shares the run takes its place.
    if (isCancellation(error)) giveBack({ result: 'cancelled', summary: '', cancelled: true });
    else if (error instanceof ActivityFailure) giveBack({ result: 'not-judged', summary: error.message });
    throw error;
  }
}

/**
 * What an import has staged that no cycle of ours has judged: somebody else ran it, or the run lock was lost since.
 *
 * @returns why it must not be synchronized
 */
async function judgeStagedBySomebody(context: CycleContext, granted: Granted): Promise<string | undefined> {
  if (!granted.judgeStaged) return undefined;
  const pending = await count(context, granted, 'What is staged');
  const verdict = judgePendingImports(granted.thresholds?.imports ?? [], pending);
  return verdict.kind === 'exceeded' ? verdict.reason : undefined;
}

async function exportToHold(context: CycleContext, granted: Granted): Promise<HeldExport | undefined> {
  const rules = granted.thresholds?.exports ?? [];
  if (rules.length === 0) return undefined;
  const pending = await count(context, granted, 'What is pending');
  const verdict = judgePendingExports(rules, pending, granted.approved);
  if (verdict.kind === 'within') return undefined;
  const { figures, reason } = verdict;
  return { figures, reason };
}

function count(
  { engine }: CycleContext,
  { managementAgentId, managementAgentName, runProfile }: Granted,
  what: string,
): Promise<readonly PendingCounts[]> {
  return engine.pendingCounts.executeWithOptions(
    { summary: `${what} on ${managementAgentName}, before ${runProfile}?` },
    [{ managementAgent: managementAgentId }],
  );
}
