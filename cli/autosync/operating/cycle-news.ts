import type { CycleTree } from '../../../api/cycles/cycle-tree.js';
import type { CycleStep } from '../../../domain/cycle/cycle.js';
import { notCompleted } from '../../../domain/cycle/not-completed.js';
import type { AutoSyncEvent } from '../../../domain/events.js';

/** A step that waits for something that a person should know of. */
export interface Stay {
  readonly managementAgent: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** In words: `delta import: waits for the run lock`. */
  readonly text: string;
}

/** What has happened to a cycle and all that it caused, between two looks at it. */
export interface CycleNews {
  /** As the worker reports them, the oldest first. */
  readonly events: readonly AutoSyncEvent[];
  readonly stays: readonly Stay[];
}

/**
 * What has happened between two looks.
 *
 * @param before absent at the first look
 */
export function newsOf(before: CycleTree | undefined, after: CycleTree): CycleNews {
  const known = new Map(before ? all(before).map((tree) => [tree.cycle, tree]) : []);
  const trees = all(after).map((tree) => ({ tree, earlier: known.get(tree.cycle) }));
  const events = trees.flatMap(({ tree, earlier }) => eventsOf(earlier, tree));
  return {
    events: events.toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time)),
    stays: trees.flatMap(({ tree, earlier }) => staysOf(earlier, tree)),
  };
}

function all(tree: CycleTree): readonly CycleTree[] {
  return [tree, ...tree.children.flatMap((child) => (child.tree ? all(child.tree) : []))];
}

function eventsOf(before: CycleTree | undefined, after: CycleTree): readonly AutoSyncEvent[] {
  const { server, cycle, managementAgent, depth, cause, startedAt, endedAt, outcome, reason } = after;
  const { runs, children } = after;
  const of = { server, cycle, managementAgent };
  return [
    ...(before
      ? []
      : [
          {
            ...of,
            event: 'cycle-started' as const,
            time: startedAt,
            startsWith: after.steps[0]?.wants ?? 'begins',
            trigger: cause.trigger,
            cause: cause.description,
            depth,
          },
        ]),
    ...after.steps.flatMap((step, index) =>
      step.run && !before?.steps[index]?.run ? [runFinished(of, step, step.run)] : [],
    ),
    ...(endedAt === undefined || before?.endedAt !== undefined
      ? []
      : [
          {
            ...of,
            event: 'cycle-finished' as const,
            time: endedAt,
            outcome,
            ...(reason !== undefined && { reason }),
            depth,
            durationMs: Date.parse(endedAt) - Date.parse(startedAt),
            runs,
            notCompleted: notCompleted(children),
          },
        ]),
  ];
}

function runFinished(
  of: Pick<CycleTree, 'server' | 'cycle' | 'managementAgent'>,
  { reason, askedAt, answeredAt, followUps }: CycleStep,
  { runProfile, runNumber, result, summary, start, end }: NonNullable<CycleStep['run']>,
): AutoSyncEvent {
  return {
    ...of,
    event: 'run-finished',
    time: end,
    runProfile,
    runNumber,
    result,
    summary,
    reason,
    durationMs: Date.parse(end) - Date.parse(start),
    waitedMs: answeredAt === undefined ? 0 : Date.parse(answeredAt) - Date.parse(askedAt),
    followUps,
  };
}

function staysOf(before: CycleTree | undefined, after: CycleTree): readonly Stay[] {
  return after.steps.flatMap((step, index) => {
    if (before?.steps[index]?.state === step.state) return [];
    const text = describeStay(step);
    return text === undefined
      ? []
      : [
          {
            managementAgent: after.managementAgent,
            time: step.answeredAt ?? step.askedAt,
            text: `${step.wants}: ${text}`,
          },
        ];
  });
}

function describeStay({ state, note }: CycleStep): string | undefined {
  switch (state) {
    case 'held':
      return `held until an operator decides: ${note ?? ''}`;
    case 'waiting-to-retry':
      return `waits ${note ?? ''}`;
    case 'coalesced':
      return `done by the same run as ${note ?? 'another cycle'}`;
    case 'refused':
      return `refused: ${note ?? ''}`;
    case 'vetoed':
      return `vetoed by the controller: ${note ?? ''}`;
    case 'not-wanted':
      return `not done: ${note ?? ''}`;
    case 'waiting':
    case 'running':
    case 'finished':
      return undefined;
  }
}
