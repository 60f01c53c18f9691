import type { CycleInput } from '../../domain/cycle/cycle.js';
import type { ToDo } from '../../domain/cycle/plan.js';
import type { RunLockAnswer, Urgency } from '../../domain/run-lock/messages.js';
import type { CycleContext, OpenStep } from './context.js';
import { runGranted } from './run-granted.js';

/** Runs what is to be done on the cycle's own management agent, and what that adds, until nothing is left. */
export async function workOff(context: CycleContext): Promise<void> {
  const { input, progress } = context;
  let urgency = urgencyOfFirst(input);
  for (let next = progress.toDo.shift(); next; next = progress.toDo.shift()) {
    const step: OpenStep = {
      wants: next.wants,
      reason: next.reason,
      state: 'waiting',
      askedAt: new Date().toISOString(),
      followUps: [],
    };
    progress.steps.push(step);
    context.show();
    const answer = await askRunLock(context, next, urgency);
    step.answeredAt = new Date().toISOString();
    switch (answer.kind) {
      case 'granted':
        await runGranted(context, answer, step);
        break;
      case 'coalesced':
        step.state = 'coalesced';
        step.note = answer.outcome
          ? `${answer.into}, which ended with ${answer.outcome.result}`
          : answer.into;
        break;
      case 'refused':
        step.state = answer.code === 'not-wanted' ? 'not-wanted' : 'refused';
        step.note = answer.reason;
        break;
    }
    urgency = 'continuation';
  }
}

function askRunLock(
  { input, progress, runLock }: CycleContext,
  next: ToDo,
  urgency: Urgency,
): Promise<RunLockAnswer> {
  const { steps, lineage } = progress;
  const isFirst = steps.length === 1;
  // A schedule asks again anyway: its import needs not wait for one that others wait for.
  const repeats = input.cause.trigger === 'schedule' && isFirst;
  return runLock.ask(next, {
    managementAgent: input.managementAgent,
    urgency,
    trigger: isFirst ? input.cause.trigger : 'parent-cycle',
    ...(repeats ? { repeats } : {}),
    ...(input.exclusive && isFirst ? { exclusive: true } : {}),
    ...(lineage.length > 0 ? { lineage } : {}),
  });
}

/** What a parent's synchronization caused goes on a cycle that runs already. */
function urgencyOfFirst({ lineage, urgent }: CycleInput): Urgency {
  if (lineage.length > 0) return 'continuation';
  return urgent ? 'immediate' : 'normal';
}
