import {
  describeExportedInVain,
  exportedInVain,
  sampleObjects,
} from '../../domain/cycle/after-run/not-reimported.js';
import { describeRing, mayContinue } from '../../domain/cycle/after-run/convergence.js';
import type { FollowUp } from '../../domain/cycle/after-run/follow-ups.js';
import { withFollowUps } from '../../domain/cycle/plan.js';
import type { CycleContext } from './context.js';

/** So many objects are named where a cycle does not converge. */
const SAMPLES = 3;

type ExportFollowUp = Extract<FollowUp, { kind: 'export' }>;

/**
 * Acts on what a run made necessary: children start at once, the rest goes to the front of what is to be done.
 *
 * @param cause the run, in words
 * @param severalPartitions ids of management agents of which the engine must be asked where exports are pending
 */
export async function follow(
  context: CycleContext,
  followUps: readonly FollowUp[],
  cause: string,
  severalPartitions: readonly string[],
): Promise<void> {
  const { input, progress, children, workflowId } = context;
  const { server, managementAgent, maxDepth, lineage } = input;
  progress.toDo = withFollowUps(progress.toDo, followUps);
  const exports = followUps.filter((followUp) => followUp.kind === 'export');
  await Promise.all(
    withAnEnd(context, exports).map((target) =>
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
        lineage: [...lineage, managementAgent],
        ...(progress.notReimported.length > 0 ? { notReimported: progress.notReimported } : {}),
        maxDepth,
      }),
    ),
  );
}

/** The exports that may happen; notes why others may not: that would go on for ever. */
function withAnEnd(
  { input, progress }: CycleContext,
  exports: readonly ExportFollowUp[],
): readonly ExportFollowUp[] {
  const { lineage, managementAgent, maxDepth } = input;
  const { notReimported } = progress;
  if (exports.length > 0 && !mayContinue(lineage, maxDepth)) {
    const objects = sampleObjects(notReimported, SAMPLES);
    progress.notConverging = describeRing(lineage, managementAgent, objects);
    return [];
  }
  return exports.filter((target) => {
    const objects = exportedInVain(notReimported, target);
    if (objects) progress.notConverging = describeExportedInVain(target.managementAgentName, objects);
    return !objects;
  });
}
