import type { SimulatedRun } from '../../simulator/http-contract.js';
import {
  AUTOSYNC_INITIATOR,
  type CycleRecord,
  type Deed,
  type GrantRecord,
  type ServerRecord,
  type SoakRecord,
} from '../records/soak-record.js';
import { describeRunRecord, type Finding } from './finding.js';

/**
 * Runs that AutoSync started and no grant accounts for, so that one grant was run twice; and runs that two grants take for
 * theirs, so that one of them was not run at all.
 *
 * A grant whose activity ended without a result (its cycle was terminated or cancelled) accounts for one run of its
 * profile that was started after it, and before its cycle ended or what was under way then had arrived.
 */
export function findDoubleRuns({ servers, cycles, deeds }: SoakRecord): readonly Finding[] {
  return servers.flatMap((server) => {
    const grants = cycles
      .filter((cycle) => cycle.server === server.server)
      .flatMap((cycle) => cycle.grants.map((grant): Held => ({ cycle, grant })));
    return [...unaccounted(server, grants, deeds), ...shared(server, grants)];
  });
}

interface Held {
  readonly cycle: CycleRecord;
  readonly grant: GrantRecord;
}

function unaccounted(
  { server, runs }: ServerRecord,
  grants: readonly Held[],
  deeds: readonly Deed[],
): readonly Finding[] {
  const accountedFor = new Set(
    grants.map(({ grant }) => keyOf(grant.managementAgentId, grant.runNumber ?? Number.NaN)),
  );
  const withoutResult = grants.filter(
    ({ grant }) => grant.runNumber === undefined && grant.notStarted === undefined,
  );
  return runs
    .filter((run) => run.initiator === AUTOSYNC_INITIATOR)
    .filter((run) => !accountedFor.has(keyOf(run.managementAgentId, run.runNumber)))
    .flatMap((run) => {
      const position = withoutResult.findIndex(
        ({ cycle, grant }) => couldBe(run, grant) && isInTime(run, cycle, deedsKeepingBack(server, deeds)),
      );
      if (position !== -1) {
        withoutResult.splice(position, 1);
        return [];
      }
      const near = grants.filter(({ grant }) => couldBe(run, grant)).slice(-2);
      return [
        {
          what: `Run ${run.runNumber} of ${run.managementAgentName} was started by AutoSync, and no grant accounts for it.`,
          excerpt: [describeRunRecord(run), ...near.map(describe)],
        },
      ];
    });
}

function couldBe(run: SimulatedRun, grant: GrantRecord): boolean {
  return (
    run.managementAgentId === grant.managementAgentId &&
    run.runProfile.toLowerCase() === grant.runProfile.toLowerCase() &&
    grant.scheduledAt !== undefined &&
    grant.scheduledAt <= run.start
  );
}

/** An activity that was in flight when its cycle ended has come to nothing, or to a start, after this time. Milliseconds. */
const IN_FLIGHT_MS = 5_000;

/** What is sent to the engine through a silent network arrives when that is mended. */
function deedsKeepingBack(server: string, deeds: readonly Deed[]): readonly Deed[] {
  return deeds.filter(
    ({ act }) => act.kind === 'cut' && act.silent && act.to !== 'temporal' && act.to.engine === server,
  );
}

/** Whether the run began before the cycle ended, or could be under way then. */
function isInTime({ start }: SimulatedRun, { end }: CycleRecord, keepingBack: readonly Deed[]): boolean {
  if (end === undefined) return true;
  const isSoonAfter = (time: string) => Date.parse(start) <= Date.parse(time) + IN_FLIGHT_MS;
  return (
    isSoonAfter(end) ||
    keepingBack.some(
      ({ at, until }) => Date.parse(at) <= Date.parse(end) + IN_FLIGHT_MS && isSoonAfter(until ?? start),
    )
  );
}

function shared({ runs }: ServerRecord, grants: readonly Held[]): readonly Finding[] {
  const holders = new Map<string, readonly Held[]>();
  for (const held of grants) {
    const { managementAgentId, runNumber } = held.grant;
    if (runNumber === undefined) continue;
    const key = keyOf(managementAgentId, runNumber);
    holders.set(key, [...(holders.get(key) ?? []), held]);
  }
  return [...holders]
    .filter(([, of]) => of.length > 1)
    .map(([key, of]) => {
      const run = runs.find((one) => keyOf(one.managementAgentId, one.runNumber) === key);
      return {
        what: `${of.length} grants take run ${of[0]?.grant.runNumber ?? ''} of ${of[0]?.cycle.managementAgent ?? ''} for theirs.`,
        excerpt: [...(run ? [describeRunRecord(run)] : []), ...of.map(describe)],
      };
    });
}

function keyOf(managementAgentId: string, runNumber: number): string {
  return `${managementAgentId}/${runNumber}`;
}

function describe({ cycle, grant }: Held): string {
  const { token, runProfile, scheduledAt, runNumber, notStarted } = grant;
  const end = runNumber === undefined ? (notStarted ?? 'no result') : `run ${runNumber}`;
  return `${scheduledAt ?? 'never scheduled'}: token ${token}, ${runProfile}, of ${cycle.cycle} (${cycle.status}): ${end}`;
}
