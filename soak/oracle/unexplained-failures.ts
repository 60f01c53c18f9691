import { DATABASE_INTERRUPTED } from '../../cli/start/supervision/temporal-process.js';
import type { Act } from '../plan/plan.js';
import {
  AUTOSYNC_INITIATOR,
  type CycleRecord,
  type Deed,
  type ProcessExit,
  type RequestRecord,
  type ServerRecord,
  type SoakRecord,
} from '../records/soak-record.js';
import { deedsOn } from './explanations.js';
import type { Finding } from './finding.js';

/** Clocks of one machine, read in several processes. */
const CLOCK_TOLERANCE_MS = 1_000;

/** It is ended when it has done nothing for ten seconds, and it may be slow to say so. Milliseconds. */
const INTERRUPTED_WITHIN_MS = 60_000;

/**
 * What went wrong though nothing that was done explains it: cycles that failed, were cancelled, refused or never ended,
 * children that nobody knows, requests without an end, workflow tasks that failed, requests that the
 * API refused, processes that ended by themselves.
 */
export function findUnexplainedFailures(record: SoakRecord): readonly Finding[] {
  const known = new Map(record.cycles.map((cycle) => [cycle.cycle, cycle]));
  return [
    ...record.cycles.flatMap((cycle) => [
      ...unexplainedEnd(cycle, record),
      ...vanishedRequests(cycle),
      ...lostChildren(cycle, known),
    ]),
    ...[...record.runLockFailures, ...record.cycles.flatMap(({ taskFailures }) => taskFailures)].map(
      ({ workflow, at, why }) => ({
        what: `A workflow task of ${workflow} failed.`,
        excerpt: [`${at} ${why}`],
      }),
    ),
    ...record.refusals.map(({ at, request, code, detail }) => ({
      what: `The API refused ${request}.`,
      excerpt: [`${at} ${code}: ${detail}`],
    })),
    ...record.exits
      .filter((exit) => !wasInterrupted(exit, record.deeds))
      .map(({ process, at, how, said }) => ({
        what: `The ${process} ended by itself at ${at}: ${how}.`,
        excerpt: said,
      })),
  ];
}

/** A Temporal that was held may be good for nothing afterwards, and is started again then. */
function wasInterrupted({ how, at }: ProcessExit, deeds: readonly Deed[]): boolean {
  return (
    how === DATABASE_INTERRUPTED &&
    deeds.some(
      ({ act, at: from, until = from }) =>
        act.kind === 'hold' &&
        act.victim === 'temporal' &&
        at >= from &&
        Date.parse(at) - Date.parse(until) <= INTERRUPTED_WITHIN_MS,
    )
  );
}

function unexplainedEnd(cycle: CycleRecord, record: SoakRecord): readonly Finding[] {
  const { status, failure, outcome, reason } = cycle;
  switch (status) {
    case 'open':
      return [finding(cycle, 'has not ended though all is quiet')];
    case 'terminated':
      return record.deeds.some(({ met, act }) => act.kind === 'terminate-cycle' && met?.cycle === cycle.cycle)
        ? []
        : [finding(cycle, 'was terminated by nobody')];
    case 'timed-out':
      return [finding(cycle, 'timed out')];
    case 'cancelled':
      return wasCancelled(cycle, record.deeds) ? [] : [finding(cycle, 'was cancelled by nobody')];
    case 'failed':
      return isExplained(failure?.type ?? '', cycle, record)
        ? []
        : [finding(cycle, `failed: ${failure?.type ?? ''}: ${failure?.message ?? ''}`)];
    case 'completed':
      // An object that a directory refuses is a matter between the two: the run went through.
      if (outcome === 'completed' || outcome === 'coalesced' || outcome === 'completed-with-errors')
        return [];
      if (outcome !== 'refused') return [finding(cycle, `ended as ${outcome ?? 'nothing'}: ${reason ?? ''}`)];
      return cycle.requests
        .filter((request) => !isRefusalExplained(request, cycle, record))
        .map(({ answer }) => finding(cycle, `was refused: ${JSON.stringify(answer)}`));
  }
}

function finding({ cycle, start, end, requests, grants }: CycleRecord, how: string): Finding {
  return {
    what: `${cycle} ${how}.`,
    excerpt: [
      `from ${start} to ${end ?? 'now'}`,
      ...requests.map(
        ({ id, answer, withdrawn }) =>
          `${id}: ${withdrawn ? 'withdrawn' : (answer?.kind ?? 'not answered')}${answer?.kind === 'refused' ? ` (${answer.reason})` : ''}`,
      ),
      ...grants.map(
        ({ token, runProfile, runNumber, notStarted, released }) =>
          `token ${token}, ${runProfile}: ${runNumber === undefined ? (notStarted ?? 'no result') : `run ${runNumber}`}${released ? '' : ', not given back'}`,
      ),
    ],
  };
}

function isExplained(type: string, cycle: CycleRecord, { servers, deeds }: SoakRecord): boolean {
  if (type.startsWith('stopped-user-termination')) return wasCancelled(cycle, deeds);
  if (type.startsWith('no-start-concurrent-execution')) {
    return servers.some((server) => server.server === cycle.server && ranBeside(server, cycle));
  }
  return false;
}

/** Whether somebody else ran something while the cycle was open. */
function ranBeside({ runs }: ServerRecord, { start, end }: CycleRecord): boolean {
  return runs.some(
    (run) =>
      run.initiator !== AUTOSYNC_INITIATOR &&
      (end === undefined || run.start <= end) &&
      (run.end === undefined || run.end >= start),
  );
}

/** Whether an operator cancelled what the management agent ran while the cycle was open. */
function wasCancelled(cycle: CycleRecord, deeds: readonly Deed[]): boolean {
  return deedsOn(deeds, cycle.server, cycle.managementAgent).some(
    (deed) =>
      (deed.act.kind === 'cancel-run' || (deed.act.kind === 'stop' && deed.act.cancelRuns)) &&
      wasDoneDuring(deed, cycle),
  );
}

/** Whether a deed may have met a cycle: what is asked of an API that was killed is done when it is asked again. */
function wasDoneDuring({ at, until = at }: Deed, { start, end }: CycleRecord): boolean {
  return (
    Date.parse(until) >= Date.parse(start) - CLOCK_TOLERANCE_MS &&
    (end === undefined || Date.parse(at) <= Date.parse(end) + CLOCK_TOLERANCE_MS)
  );
}

function isRefusalExplained(request: RequestRecord, cycle: CycleRecord, record: SoakRecord): boolean {
  const { answer } = request;
  if (answer?.kind !== 'refused') return true;
  const near = deedsOn(record.deeds, cycle.server, cycle.managementAgent);
  const { code } = answer;
  if (code === 'management-agent-stopped' || code === 'server-stopped') {
    const ofServer = code === 'server-stopped';
    return wasStopped(
      near.filter(({ act }) => 'managementAgent' in act !== ofServer),
      request,
      record.endOfPlan,
    );
  }
  const explains = (act: Act): boolean =>
    (code === 'removed' && act.kind === 'remove-request') ||
    (code === 'export-rejected' && act.kind === 'decide-hold' && act.decision === 'reject');
  return near.some((deed) => explains(deed.act) && wasDoneDuring(deed, cycle));
}

/**
 * Whether it was stopped at any time while the request was on its way: asked, waiting or being answered.
 *
 * @param deeds on what is said to have been stopped, one after the other
 */
function wasStopped(
  deeds: readonly Deed[],
  { askedAt, answeredAt }: RequestRecord,
  endOfPlan: string,
): boolean {
  return deeds.some((stop) => {
    if (stop.act.kind !== 'stop' || (answeredAt !== undefined && stop.at > answeredAt)) return false;
    const start = deeds.find(({ act, at }) => act.kind === 'start' && at >= stop.at);
    return Date.parse(start?.until ?? endOfPlan) + CLOCK_TOLERANCE_MS >= Date.parse(askedAt);
  });
}

/** A request that neither was answered nor withdrawn, and for which no other stands. */
function vanishedRequests(cycle: CycleRecord): readonly Finding[] {
  if (cycle.status === 'open' || cycle.status === 'terminated') return [];
  const replaced = new Set(cycle.requests.map(({ insteadOf }) => insteadOf));
  return cycle.requests
    .filter(({ id, answer, withdrawn }) => answer === undefined && !withdrawn && !replaced.has(id))
    .map(({ id }) => finding(cycle, `ended, and its request ${id} was neither answered nor withdrawn`));
}

/** Temporal starts no child of a parent that was terminated before the child's turn came. */
function lostChildren(cycle: CycleRecord, known: ReadonlyMap<string, CycleRecord>): readonly Finding[] {
  const due = cycle.status === 'terminated' ? cycle.startedChildren : cycle.children;
  return due
    .filter((child) => !known.has(child))
    .map((child) => finding(cycle, `started a child that Temporal does not know: ${child}`));
}
