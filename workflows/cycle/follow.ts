import { describeRing, mayContinue } from '../../domain/cycle/convergence.js';
import type { FollowUp } from '../../domain/cycle/follow-ups.js';
import { toDoFromFollowUp } from '../../domain/cycle/plan.js';
import type { CycleContext } from './context.js';

/**
 * Acts on what a run made necessary: children start at once, the rest goes to the front of what is to be done.
 *
 * @param cause the run, in words
 * @param severalPartitions ids of management agents of which the engine must be asked where exports are pending
 */
export async function follow(
  { input, progress, children, workflowId }: CycleContext,
  followUps: readonly FollowUp[],
  cause: string,
  severalPartitions: readonly string[],
): Promise<void> {
  const { server, managementAgent, maxDepth } = input;
  const own = followUps.filter((followUp) => followUp.kind !== 'export');
  progress.toDo.unshift(...own.map(toDoFromFollowUp));
  const exports = followUps.filter((followUp) => followUp.kind === 'export');
  if (exports.length > 0 && !mayContinue(progress.lineage, maxDepth)) {
    progress.ring = describeRing(progress.lineage, managementAgent);
    return;
  }
  await Promise.all(
    exports.map((target) =>
      children.start({
        server,
        managementAgent: target.managementAgentName,
        start:
          target.onlyIfPending || severalPartitions.includes(target.managementAgentId)
            ? { kind: 'pending-exports' }
            : { kind: 'run-profile-kind', runProfileKind: 'export' },
        cause: {
          trigger: 'parent-cycle',
          description: `${cause}: ${target.reason}`,
          parentCycle: workflowId,
        },
        lineage: [...progress.lineage, managementAgent],
        maxDepth,
      }),
    ),
  );
}
