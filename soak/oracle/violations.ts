import { findManagementAgent } from '../../domain/management-agent/management-agent.js';
import { shutTimes } from '../../domain/run-lock/no-start/shut-times.js';
import type { SimulatedRun, Violation } from '../../simulator/http-contract.js';
import {
  AUTOSYNC_INITIATOR,
  type Deed,
  type GrantRecord,
  type ServerRecord,
  type SoakRecord,
} from '../records/soak-record.js';
import { mayBeUnnoticed } from './explanations.js';
import { describeRunRecord, type Finding } from './finding.js';
import { mayOverlap, type JudgedRun } from './may-overlap.js';

/**
 * What AutoSync ran side by side and must not have: the violations that the engine recorded, and overlaps that run mode,
 * lock lists and wishes to be alone forbid; and what it granted in a no-start window. What somebody else did, or did too shortly before for AutoSync to notice, is
 * left out, unless the run lock did know of it.
 */
export function findViolations(record: SoakRecord): readonly Finding[] {
  return record.servers.flatMap((server) => [
    ...server.violations.filter((violation) => isOurs(server, record, violation)).map(describe),
    ...grantedWhileShut(server),
    ...forbiddenOverlaps(server, record),
  ]);
}

function describe({ at, rule, message }: Violation): Finding {
  return { what: `The engine's rule "${rule}" was broken at ${at}.`, excerpt: [message] };
}

/** The simulator names the other run of a violation like this. */
const OTHER_RUN = /while run (\d+), ".*" of (.*), was going on\.$/;

function isOurs(server: ServerRecord, record: SoakRecord, violation: Violation): boolean {
  if (wasDoneBySomebodyElse(server, record.deeds, violation)) return false;
  const [, number, name] = OTHER_RUN.exec(violation.message) ?? [];
  const other = server.runs.find(
    (run) => run.managementAgentName === name && run.runNumber === Number(number),
  );
  if (!other || !isForeign(other)) return true;
  const lastGrant = grantsOf(server, record)
    .filter(
      ({ managementAgentId, runProfile, scheduledAt = violation.at }) =>
        findManagementAgent(server.managementAgents, managementAgentId)?.name === violation.managementAgent &&
        runProfile.toLowerCase() === violation.runProfile.toLowerCase() &&
        scheduledAt < violation.at,
    )
    .toSorted((one, another) => ((one.scheduledAt ?? '') < (another.scheduledAt ?? '') ? -1 : 1))
    .at(-1);
  return (
    wasGrantedKnowingly(server, lastGrant, other) ||
    !mayBeUnnoticed(record.deeds, server.server, other.start, violation.at)
  );
}

function wasDoneBySomebodyElse(server: ServerRecord, deeds: readonly Deed[], violation: Violation): boolean {
  const refused = deeds.some(
    ({ act, at, until, met }) =>
      act.kind === 'unmanaged-run' &&
      act.server === server.server &&
      met?.refused !== undefined &&
      met.managementAgent === violation.managementAgent &&
      met.runProfile === violation.runProfile &&
      at <= violation.at &&
      violation.at <= (until ?? at),
  );
  // What a run does breaks no rule of its own management agent: only another start does.
  const stepped = server.runs.some(
    (run) =>
      violation.rule !== 'one-run-per-management-agent' &&
      isForeign(run) &&
      run.managementAgentName === violation.managementAgent &&
      run.runProfile === violation.runProfile &&
      run.start <= violation.at &&
      (run.end === undefined || violation.at <= run.end),
  );
  return refused || stepped;
}

function isForeign(run: SimulatedRun): boolean {
  return run.initiator !== AUTOSYNC_INITIATOR;
}

function grantsOf({ server }: ServerRecord, { cycles }: SoakRecord): readonly GrantRecord[] {
  return cycles.filter((cycle) => cycle.server === server).flatMap(({ grants }) => grants);
}

/** Whether the run lock knew of a run of somebody else when it decided on a grant. */
function wasGrantedKnowingly(
  { knowledge }: ServerRecord,
  grant: GrantRecord | undefined,
  { managementAgentId, runNumber }: SimulatedRun,
): boolean {
  // A run lock that began anew may have answered a second time.
  const decided = knowledge.granted.filter(({ requestId }) => requestId === grant?.requestId);
  return (
    decided.length > 0 &&
    knowledge.seen.some(
      (seen) =>
        seen.managementAgentId === managementAgentId &&
        seen.runNumber === runNumber &&
        decided.every(({ at }) => seen.at <= at),
    )
  );
}

/** A workflow's time is that of the begin of its task: what it granted, it granted then. */
function grantedWhileShut({ server, noStartWindows, knowledge }: ServerRecord): readonly Finding[] {
  return knowledge.granted
    .filter(({ at }) => shutTimes(noStartWindows, Date.parse(at), Date.parse(at) + 1).length > 0)
    .map(({ requestId, at }) => ({
      what: `The run lock of ${server} granted a run in a no-start window.`,
      excerpt: [`${at} ${requestId}`],
    }));
}

function forbiddenOverlaps(server: ServerRecord, record: SoakRecord): readonly Finding[] {
  const grants = grantsOf(server, record);
  const exclusive = new Set(
    grants
      .filter((grant) => grant.exclusive && grant.runNumber !== undefined)
      .map((grant) => `${grant.managementAgentId}/${grant.runNumber}`),
  );
  const runs = server.runs
    .map((run): JudgedRun => ({ run, exclusive: exclusive.has(`${run.managementAgentId}/${run.runNumber}`) }))
    .toSorted((one, other) => (one.run.start < other.run.start ? -1 : 1));
  const findings: Finding[] = [];
  let goingOn: JudgedRun[] = [];
  for (const later of runs) {
    goingOn = goingOn.filter(({ run }) => run.end === undefined || run.end > later.run.start);
    for (const earlier of goingOn) {
      if (mayOverlap(server, earlier, later) || isExcused(server, record, earlier.run, later.run)) continue;
      findings.push({
        what: `Two runs overlapped that must not (run mode ${server.rules.runMode}, sync server ${server.server}).`,
        excerpt: [
          ...[earlier, later].map(
            (one) => describeRunRecord(one.run) + (one.exclusive ? ', to be alone' : ''),
          ),
          ...Object.entries(server.lockLists).map(
            ([name, list]) => `lock list of ${name}: ${list.join(', ')}`,
          ),
        ],
      });
    }
    goingOn.push(later);
  }
  return findings;
}

/** Somebody else runs what he wants; ours keep out of the way of what could be noticed. */
function isExcused(
  server: ServerRecord,
  record: SoakRecord,
  earlier: SimulatedRun,
  later: SimulatedRun,
): boolean {
  if (isForeign(later)) return true;
  if (!isForeign(earlier)) return false;
  const grant = grantsOf(server, record).find(
    ({ managementAgentId, runNumber }) =>
      managementAgentId === later.managementAgentId && runNumber === later.runNumber,
  );
  return (
    !wasGrantedKnowingly(server, grant, earlier) &&
    mayBeUnnoticed(record.deeds, server.server, earlier.start, later.start)
  );
}
