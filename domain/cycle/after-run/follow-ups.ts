import { importsFromDirectory, synchronizes } from '../../management-agent/management-agent.js';
import { listCounters, plural } from '../../run-history/describe-run.js';
import {
  exportedChanges,
  stagedChanges,
  type RunDetails,
  type StepDetails,
} from '../../run-history/run-details.js';
import { isFailure, rowOf } from '../../run-result/run-result.js';
import { describeKind } from '../run-profile-choice.js';

/** What a finished run makes necessary. Each says why, in words. */
export type FollowUp =
  /** On the same management agent, in the same cycle. */
  | {
      readonly kind: 'delta-sync' | 'confirming-import';
      readonly partition: string;
      readonly reason: string;
    }
  /** In a child cycle of the management agent whose connector space the synchronization changed. */
  | {
      readonly kind: 'export';
      readonly managementAgentId: string;
      readonly managementAgentName: string;
      readonly changes: number;
      /** A later step of the same run exported some of it: the engine must be asked whether anything is left. */
      readonly onlyIfPending: boolean;
      readonly reason: string;
    };

/**
 * Judges a finished run, its last step first:
 *
 * - an import that staged changes needs a delta sync of its partition;
 * - an export that changed something needs a confirming import of its partition;
 * - a synchronization that changed another connector space needs an export there;
 * - nothing is needed that a later step of the same run has already done. A step that failed has not done it:
 *   a combined step that was stopped may have staged and not synchronized. Nor has one that wrote a drop file: it
 *   changed nothing that could be confirmed.
 *
 * What a step that failed did is taken from its own counters: objects that it counts as staged are in the connector
 * space and stay there, also where the step was stopped.
 *
 * Source: the counters of the run's own history. That an import with discovery errors keeps what it staged, and that the
 * step after it is left out, is known from operation (Oxford Computer Group, "To Sync or Not to Sync", whose way out is a
 * synchronization of its own). That a stopped import keeps it is not written anywhere that we know of: where it does not,
 * the delta sync finds nothing and does nothing.
 *
 * Where the decision table says that a result has no follow-ups, what that step did is left alone, and its partition is not
 * synchronized: it would take along what must wait.
 *
 * The order is the order in which to act: what the earliest step needs comes first.
 *
 * @param run a run that has ended, whatever its result: what it staged before it was stopped is staged
 */
export function followUpsOf(run: RunDetails): readonly FollowUp[] {
  const followUps: FollowUp[] = [];
  const lastFirst = run.steps.toReversed();
  for (const [position, step] of lastFirst.entries()) {
    const later = lastFirst.slice(0, position);
    followUps.unshift(...followUpsOfStep(run, step, later));
  }
  const leftAlone = run.steps
    .filter(({ result }) => isLeftAlone(result))
    .map(({ partition }) => partition.toLowerCase());
  return mergeEqual(
    followUps.filter(
      (followUp) => followUp.kind === 'export' || !leftAlone.includes(followUp.partition.toLowerCase()),
    ),
  );
}

/** The step did something, and the decision table says that nothing is to follow. */
function isLeftAlone(result: string): boolean {
  const { resultClass, followUps } = rowOf(result);
  return resultClass === 'stopped' && !followUps;
}

function followUpsOfStep(run: RunDetails, step: StepDetails, later: readonly StepDetails[]): FollowUp[] {
  const followUps: FollowUp[] = [];
  if (step.type === undefined || isLeftAlone(step.result)) return followUps;
  const doneLater = later.filter((other) => !isFailure(other.result) && !other.dropFile);
  const samePartition = doneLater.filter(
    (other) => other.partition.toLowerCase() === step.partition.toLowerCase(),
  );
  if (importsFromDirectory(step.type) && stagedChanges(step.staging) > 0) {
    const synchronized = [step, ...samePartition].some(
      (other) => other.type !== undefined && synchronizes(other.type) && !isFailure(other.result),
    );
    if (!synchronized) {
      followUps.push({
        kind: 'delta-sync',
        partition: step.partition,
        reason: `step ${step.number} staged ${listCounters(step.staging)} in ${describePartition(step.partition)}${unlessThrough(step)}`,
      });
    }
  }
  if (step.type === 'export' && !step.dropFile && exportedChanges(step.export) > 0) {
    const imported = samePartition.some(
      (other) => other.type !== undefined && importsFromDirectory(other.type),
    );
    if (!imported) {
      followUps.push({
        kind: 'confirming-import',
        partition: step.partition,
        reason: `step ${step.number} exported ${listCounters(step.export)} to ${describePartition(step.partition)}${unlessThrough(step)}`,
      });
    }
  }
  if (synchronizes(step.type)) {
    for (const target of step.outbound) {
      const own = target.managementAgentId.toLowerCase() === run.managementAgentId.toLowerCase();
      if (target.changes > 0) {
        followUps.push({
          kind: 'export',
          managementAgentId: target.managementAgentId,
          managementAgentName: target.managementAgentName,
          changes: target.changes,
          onlyIfPending: own && doneLater.some((other) => other.type === 'export'),
          reason: `step ${step.number} made ${plural(target.changes, 'change')} for ${target.managementAgentName}`,
        });
      }
    }
  }
  return followUps;
}

/** Two steps may need the same thing: it is done once, for both reasons. */
function mergeEqual(followUps: readonly FollowUp[]): readonly FollowUp[] {
  const merged = new Map<string, FollowUp>();
  for (const followUp of followUps) {
    const key =
      followUp.kind === 'export'
        ? `export ${followUp.managementAgentId.toLowerCase()}`
        : `${followUp.kind} ${followUp.partition.toLowerCase()}`;
    const known = merged.get(key);
    if (!known) {
      merged.set(key, followUp);
    } else if (known.kind === 'export' && followUp.kind === 'export') {
      const changes = known.changes + followUp.changes;
      const onlyIfPending = known.onlyIfPending && followUp.onlyIfPending;
      merged.set(key, {
        ...known,
        changes,
        onlyIfPending,
        reason: `${known.reason}, ${followUp.reason}`,
      });
    } else {
      merged.set(key, { ...known, reason: `${known.reason}, ${followUp.reason}` });
    }
  }
  return [...merged.values()];
}

/** In words: `delta sync, because step 1 staged 3 adds in partition default`. */
export function describeFollowUp(followUp: FollowUp): string {
  const what =
    followUp.kind === 'export'
      ? `export of ${followUp.managementAgentName}${followUp.onlyIfPending ? ', if anything is still pending' : ''}`
      : describeKind(followUp.kind, followUp.partition);
  return `${what}, because ${followUp.reason}`;
}

/** A follow-up of what was not finished says so. */
function unlessThrough({ result }: StepDetails): string {
  return isFailure(result) ? ` before it ended with ${result}` : '';
}

function describePartition(partition: string): string {
  return `partition ${partition}`;
}
