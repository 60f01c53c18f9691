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
 * What was asked of a cycle that was terminated is lost with it until the run lock knows of that: the watch that tells it
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
 * Whether a cycle that was terminated may have been what was to carry this: it was one of the management agent, or of one
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
  return terminated(ours, deeds).some(
    (cycle) =>
      reaches(cycle, difference.managementAgent, ours) &&
      !wasRunThroughSince(lastSignOf(cycle, server), difference, server),
  );
}

function terminated(cycles: readonly CycleRecord[], deeds: readonly Deed[]): readonly CycleRecord[] {
  const ids = new Set(
    deeds.flatMap(({ act, met }) => (act.kind === 'terminate-cycle' ? (met?.cycle ?? []) : [])),
  );
  return cycles.filter(({ cycle }) => ids.has(cycle));
}

function reaches({ managementAgent }: CycleRecord, target: string, cycles: readonly CycleRecord[]): boolean {
  if (managementAgent === target) return true;
  const byId = new Map(cycles.map((cycle) => [cycle.cycle, cycle]));
  return cycles
    .filter((cycle) => cycle.managementAgent === managementAgent)
    .some(({ children }) => children.some((child) => byId.get(child)?.managementAgent === target));
}

/** When the cycle, and the run that went on when it was terminated, could leave something behind for the last time. */
function lastSignOf({ managementAgent, start, end = start }: CycleRecord, { runs }: ServerRecord): number {
  const lastRun = runs.findLast((run) => run.managementAgentName === managementAgent && run.start <= end);
  return Math.max(Date.parse(end), Date.parse(lastRun?.end ?? end)) + KNOWN_WITHIN_MS;
}

/** Whether each partition was carried through after that, without an error. */
function wasRunThroughSince(
  since: number,
  { kind, managementAgent }: AuditDifference,
  { managementAgents, runs }: ServerRecord,
): boolean {
  const ma = findManagementAgent(managementAgents, managementAgent);
  const carries = CARRIED_BY[kind];
  if (!ma || !carries) return false;
  const done = new Set(
    runs
      .filter((run) => run.managementAgentId === ma.id && Date.parse(run.start) >= since)
      .flatMap(({ steps }) => steps)
      .filter(({ type, result }) => carries(type as StepType) && result === 'success')
      .map(({ partition }) => partition),
  );
  return selectedPartitions(ma).every(({ name }) => done.has(name));
}
