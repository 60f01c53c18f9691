import { CancelledFailure, sleep } from '@temporalio/workflow';
import { describeSharedRun } from '../../domain/cycle/describe-shared-run.js';
import type { ToDo } from '../../domain/cycle/plan.js';
import { requestFor } from '../../domain/cycle/request.js';
import type { Granted, HeldExport, RunLockAnswer } from '../../domain/run-lock/messages.js';
import { clearRun } from './before-run.js';
import type { CycleContext, OpenStep } from './context.js';
import { runGranted } from './run-granted.js';

/** Runs what is to be done on the cycle's own management agent, and what that adds, until nothing is left. */
export async function workOff(context: CycleContext): Promise<void> {
  const { progress } = context;
  for (let next = takeNext(context); next; next = takeNext(context)) {
    const step: OpenStep = {
      wants: next.wants,
      reason: next.reason,
      state: 'waiting',
      askedAt: new Date().toISOString(),
      followUps: [],
    };
    progress.steps.push(step);
    await waitForRetry(context, next, step);
    context.show();
    const answer = await askUntilCleared(context, next, step);
    switch (answer?.kind) {
      case 'granted':
        await runGranted(context, answer, withApproval(next, answer), step);
        if (progress.stopAfterRun) throw new CancelledFailure(progress.stopAfterRun);
        break;
      case 'coalesced':
        step.state = 'coalesced';
        step.note = describeSharedRun(answer);
        break;
      case 'refused':
        step.state = answer.code === 'not-wanted' ? 'not-wanted' : 'refused';
        step.note = answer.reason;
        break;
      case undefined:
        // Something kept it from running: the step says what.
        break;
    }
  }
}

/**
 * Asks for a run. If it is granted and too much is pending for it, it is asked for again, to be held: what an operator
 * has approved by then is counted anew.
 *
 * @returns `undefined` if it was granted and must not run
 */
async function askUntilCleared(
  context: CycleContext,
  next: ToDo,
  step: OpenStep,
): Promise<RunLockAnswer | undefined> {
  let answer = await askRunLock(context, next);
  /** Counted anew, it may be as much as before: nobody is told so twice. */
  let told: string | undefined;
  for (;;) {
    step.answeredAt = new Date().toISOString();
    if (answer.kind !== 'granted') return answer;
    const clearance = await clearRun(context, answer, step);
    if (clearance.kind === 'go-on') return answer;
    if (clearance.kind === 'not-run') return undefined;
    step.state = 'held';
    step.note = clearance.hold.reason;
    context.show();
    if (step.note !== told) {
      told = step.note;
      context.report({
        event: 'export-held',
        time: step.answeredAt,
        server: context.input.server,
        cycle: context.workflowId,
        managementAgent: context.input.managementAgent,
        runProfile: answer.runProfile,
        reason: told,
      });
    }
    answer = await askRunLock(context, next, clearance.hold);
    step.state = 'waiting';
    delete step.note;
  }
}

/** What has been approved counts for another try, too. */
function withApproval(toDo: ToDo, { approved }: Granted): ToDo {
  return approved ? { ...toDo, approved } : toDo;
}

function takeNext({ progress }: CycleContext): ToDo | undefined {
  const [next, ...rest] = progress.toDo;
  progress.toDo = rest;
  return next && progress.steps.length === 0 ? { ...next, opensCycle: true } : next;
}

/** Lets the time before a retry pass. The lease has been given back by then, so that others run meanwhile. */
async function waitForRetry(context: CycleContext, { again }: ToDo, step: OpenStep): Promise<void> {
  if (!again || again.waitMs === 0) return;
  step.state = 'waiting-to-retry';
  step.note = `until ${new Date(Date.now() + again.waitMs).toISOString()}`;
  context.show();
  await context.runLock.flush();
  await sleep(again.waitMs, { summary: again.reason });
  step.state = 'waiting';
  delete step.note;
  step.askedAt = new Date().toISOString();
}

function askRunLock({ input, runLock }: CycleContext, next: ToDo, hold?: HeldExport): Promise<RunLockAnswer> {
  return runLock.ask(requestFor(input, next, hold));
}
