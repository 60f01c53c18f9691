import {
  describeExportedInVain,
  exportedInVain,
  flippingObjects,
} from '../../domain/cycle/after-run/not-reimported.js';
import { nextExports, type NextExports } from '../../domain/cycle/after-run/convergence.js';
import type { FollowUp } from '../../domain/cycle/after-run/follow-ups.js';
import type { CycleInput } from '../../domain/cycle/cycle.js';
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
  const { progress, children } = context;
  progress.toDo = withFollowUps(progress.toDo, followUps);
  const exports = exportsWithAPoint(
    context,
    followUps.filter((followUp) => followUp.kind === 'export'),
  );
  if (exports.length === 0) return;
  const next = guardConvergence(context);
  await Promise.all(
    exports.map((target) => {
      const more = next.kind === 'at-once' ? child(context, target, severalPartitions) : anew(next);
      return children.start({ ...exportCycle(context, target, cause), ...more }, next.kind);
    }),
  );
}

/** The exports that have a point; notes why others have none: they have been made in vain again and again. */
function exportsWithAPoint(
  { progress }: CycleContext,
  exports: readonly ExportFollowUp[],
): readonly ExportFollowUp[] {
  return exports.filter((target) => {
    const objects = exportedInVain(progress.notReimported, target);
    if (objects) progress.notConverging = describeExportedInVain(target.managementAgentName, objects);
    return !objects;
  });
}

/** Asks the convergence guard, and notes what it says. */
function guardConvergence({ input, progress }: CycleContext): NextExports {
  const { lineage, managementAgent, maxDepth, handOvers = 0 } = input;
  const flipping = flippingObjects(progress.notReimported, SAMPLES);
  const next = nextExports({ lineage, managementAgent, maxDepth, handOvers, flipping });
  if (next.kind === 'handed-over') {
    progress[next.reported ? 'notConverging' : 'handedOver'] = next.reason;
  }
  return next;
}

/** What is the same of every cycle that an export makes necessary. */
function exportCycle(
  { input, progress, workflowId }: CycleContext,
  target: ExportFollowUp,
  cause: string,
): Omit<CycleInput, 'start' | 'lineage'> {
  const { server, maxDepth, handOvers } = input;
  return {
    server,
    managementAgent: target.managementAgentName,
    managementAgentId: target.managementAgentId,
    cause: {
      trigger: 'parent-cycle',
      description: `${cause}: ${target.reason}`,
      parentCycle: workflowId,
    },
    ...(progress.notReimported.length > 0 ? { notReimported: progress.notReimported } : {}),
    maxDepth,
    ...(handOvers === undefined ? {} : { handOvers }),
  };
}

function child(
  { input }: CycleContext,
  target: ExportFollowUp,
  severalPartitions: readonly string[],
): Pick<CycleInput, 'start' | 'lineage'> {
  return {
    start:
      target.onlyIfPending || severalPartitions.includes(target.managementAgentId)
        ? { kind: 'pending-exports' }
        : { kind: 'run-profile-kind', runProfileKind: 'export' },
    lineage: [...input.lineage, input.managementAgent],
  };
}

/** Others may have exported it by the time: so it asks the engine first. */
function anew({
  handOvers,
  pauseMs,
}: Extract<NextExports, { kind: 'handed-over' }>): Pick<
  CycleInput,
  'start' | 'lineage' | 'handOvers' | 'pauseMs'
> {
  return {
    start: { kind: 'pending-exports' },
    lineage: [],
    handOvers,
    ...(pauseMs > 0 ? { pauseMs } : {}),
  };
}
