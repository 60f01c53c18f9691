import type { HeldExport, RunRequest, Urgency } from '../run-lock/messages.js';
import type { CycleInput } from './cycle.js';
import { toDoFromStart, type ToDo } from './plan.js';

/** What a cycle asks the run lock for, but for the cycle's own name and the number of the request. */
export type WhatIsAsked = Omit<RunRequest, 'id' | 'cycle' | 'managementAgentId'>;

/** How a cycle asks for what it has to do. */
export function requestFor(input: CycleInput, toDo: ToDo, hold?: HeldExport): WhatIsAsked {
  const opens = toDo.opensCycle === true;
  // A schedule asks again anyway: its import needs not wait for one that others wait for.
  const repeats = input.cause.trigger === 'schedule' && opens && !toDo.again;
  return {
    managementAgent: input.managementAgent,
    wanted: toDo.wanted,
    reason: toDo.reason,
    urgency: opens && !toDo.again ? urgencyOfFirst(input) : 'continuation',
    trigger: opens ? input.cause.trigger : 'parent-cycle',
    ...(repeats ? { repeats } : {}),
    ...(input.exclusive && opens ? { exclusive: true } : {}),
    ...(hold ? { hold } : {}),
    ...(toDo.approved && !hold ? { approved: toDo.approved } : {}),
  };
}

/** What a parent's synchronization caused goes on a cycle that runs already. */
function urgencyOfFirst({ lineage, urgent }: CycleInput): Urgency {
  if (lineage.length > 0) return 'continuation';
  return urgent ? 'immediate' : 'normal';
}

/** The id of a request of a cycle. @param number counts from 1 */
export function requestId(cycle: string, number: number): string {
  return `${cycle}#${number}`;
}

/**
 * What a cycle will ask for first, so that its parent can ask in its place: it need not wait then until it is there.
 *
 * @param cycle its workflow id
 * @returns `undefined` if it looks at the engine first, or lets time pass
 */
export function firstRequestOf(input: CycleInput, cycle: string): RunRequest | undefined {
  const { start, cause, managementAgentId, pauseMs = 0 } = input;
  const first = toDoFromStart(start, cause.description);
  if (!first || pauseMs > 0) return undefined;
  return {
    id: requestId(cycle, 1),
    cycle,
    ...requestFor(input, { ...first, opensCycle: true }),
    ...(managementAgentId === undefined ? {} : { managementAgentId }),
  };
}
