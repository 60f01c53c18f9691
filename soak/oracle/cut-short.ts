import {
  findManagementAgent,
  importsFromDirectory,
  selectedPartitions,
  synchronizes,
  type StepType,
} from '../../domain/management-agent/management-agent.js';
import type { AuditDifference } from '../../simulator/http-contract.js';
import type { CycleRecord, Deed, ServerRecord, SoakRecord } from '../records/soak-record.js';

/**
 * What was asked of a cycle that was ended is lost with it until the run lock knows of that: the watch that tells it
 * may have been killed (30 s), be tried again (10 s), and looks twice. Milliseconds.
 */
const KNOWN_WITHIN_MS = 60_000;

/** What waits in a connector space, by the step that would have carried it on. */
const CARRIED_BY: Partial<Record<AuditDifference['kind'], (type: StepType) => boolean>> = {
  'pending-import': synchronizes,
  'pending-export': (type) => type === 'export',
  'unconfirmed-export': importsFromDirectory,
};

/** Whether something waits for a run. What else differs then follows from it. */
export function waitsForRun({ kind }: AuditDifference): boolean {
  return CARRIED_BY[kind] !== undefined;
}

/**
 * Whether something that somebody ended may have been what was to carry this: it was of the management agent, or of one
 * whose changes flow there, and the management agent has not been run through since.
 *
 * No record says where the changes of one cycle were to flow. For that stands where any cycle of its management agent
 * sent its children: a synchronization writes to all connector spaces that anything flows to, and what lies there is
 * carried on from there by whoever exports it.
 */
export function wasCutShort(
  difference: AuditDifference,
  server: ServerRecord,
  { cycles, deeds }: Pick<SoakRecord, 'cycles' | 'deeds'>,
): boolean {
  const ours = cycles.filter((cycle) => cycle.server === server.server);
  const theirs = deeds.filter(({ act }) => 'server' in act && act.server === server.server);
  return [...cyclesCutShort(ours, deeds), ...deedsThatCut(theirs)].some(
    (cut) =>
      reaches(cut.managementAgent, difference.managementAgent, ours) &&
      !wasRunThroughSince(lastSignOf(cut, server), difference, server),
  );
}

/** Something that carried nothing on any more. */
interface Cut {
  /** Name; without one, all of the sync server. */
  readonly managementAgent?: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Cycles that were terminated, or did not get what they asked for because somebody would not have it. */
function cyclesCutShort(cycles: readonly CycleRecord[], deeds: readonly Deed[]): readonly Cut[] {
  const terminated = new Set(
    deeds.flatMap(({ act, met }) => (act.kind === 'terminate-cycle' ? (met?.cycle ?? []) : [])),
  );
  return cycles
    .filter((cycle) => terminated.has(cycle.cycle) || wasEndedByAnOperator(cycle))
    .map(({ managementAgent, start, end = start }) => ({ managementAgent, at: end }));
}

function wasEndedByAnOperator({ status, failure, requests }: CycleRecord): boolean {
  return (
    status === 'cancelled' ||
    failure?.type.startsWith('stopped-user-termination') === true ||
    requests.some(
      ({ answer }) =>
        answer?.kind === 'refused' && (answer.code === 'removed' || answer.code === 'export-rejected'),
    )
  );
}

/** What was cancelled need not have been a cycle of ours. Who stops without cancelling lets what runs end. */
function deedsThatCut(deeds: readonly Deed[]): readonly Cut[] {
  return deeds.flatMap(({ act, met, at, until = at }) => {
    if (act.kind === 'cancel-run') {
      return met?.managementAgent === undefined ? [] : [{ managementAgent: met.managementAgent, at: until }];
    }
    if (act.kind !== 'stop' || !act.cancelRuns) return [];
    const { managementAgent } = act;
    return [{ ...(managementAgent === undefined ? {} : { managementAgent }), at: until }];
  });
}

function reaches(source: string | undefined, target: string, cycles: readonly CycleRecord[]): boolean {
  if (source === undefined || source === target) return true;
  const byId = new Map(cycles.map((cycle) => [cycle.cycle, cycle]));
  return cycles
    .filter((cycle) => cycle.managementAgent === source)
    .some(({ children }) => children.some((child) => byId.get(child)?.managementAgent === target));
}

/** When it, and the run that went on then, could leave something behind for the last time. Milliseconds. */
function lastSignOf({ managementAgent, at }: Cut, { runs }: ServerRecord): number {
  const ends = runs
    .filter((run) => managementAgent === undefined || run.managementAgentName === managementAgent)
    .filter((run) => run.start <= at)
    .map(({ end }) => Date.parse(end ?? at));
  return ends.reduce((last, end) => Math.max(last, end), Date.parse(at)) + KNOWN_WITHIN_MS;
}

/** Whether each partition was carried through after that, without an error, and before anybody looked for what was left. */
function wasRunThroughSince(
  since: number,
  { kind, managementAgent }: AuditDifference,
  { managementAgents, runs, leftUndoneAt }: ServerRecord,
): boolean {
  const ma = findManagementAgent(managementAgents, managementAgent);
  const carries = CARRIED_BY[kind];
  if (!ma || !carries) return false;
  const done = new Set(
    runs
      .filter((run) => run.managementAgentId === ma.id && run.start <= leftUndoneAt)
      .filter(({ start }) => Date.parse(start) >= since)
      .flatMap(({ steps }) => steps)
      .filter(({ type, result }) => carries(type as StepType) && result === 'success')
      .map(({ partition }) => partition),
  );
  return selectedPartitions(ma).every(({ name }) => done.has(name));
}
