import type { CycleRecord, ServerRecord, SoakRecord } from '../records/soak-record.js';
import type { Finding } from './finding.js';

/**
 * Leases that nobody holds any more, requests that nobody waits for, and cycles that ended in order without giving their
 * lease back. It is for when all is quiet: nothing runs then, so that whatever is held is stuck.
 */
export function findStuckLeases({ servers, cycles }: SoakRecord): readonly Finding[] {
  return [
    ...servers.flatMap((server) => inRunLock(server, cycles)),
    ...cycles.flatMap((cycle) => neverGivenBack(cycle)),
  ];
}

function inRunLock({ server, status }: ServerRecord, cycles: readonly CycleRecord[]): readonly Finding[] {
  const stateOf = (cycle: string | undefined) =>
    cycle === undefined
      ? 'no cycle'
      : `${cycle} (${cycles.find((one) => one.cycle === cycle)?.status ?? 'not known to Temporal'})`;
  return [
    ...status.running.map((lease) => ({
      what: `The run lock of ${server} holds a lease of ${lease.managementAgent}, and nothing runs.`,
      excerpt: [
        `token ${lease.token}, ${lease.runProfile}, since ${lease.since}, held by ${stateOf(lease.cycle)}`,
      ],
    })),
    ...status.waiting.map((waiting) => ({
      what: `A request for ${waiting.managementAgent} waits in the queue of ${server}, and nothing runs.`,
      excerpt: [
        `${waiting.requestId}, ${waiting.runProfile}, since ${waiting.since ?? 'not looked up'}, of ${stateOf(waiting.cycle)}`,
        ...waiting.waitsFor.map((what) => `waits for ${what}`),
      ],
    })),
    ...status.hearing.map((cycle) => ({
      what: `The run lock of ${server} still waits to hear of a cycle.`,
      excerpt: [stateOf(cycle)],
    })),
  ];
}

function neverGivenBack({ cycle, status, grants, requests }: CycleRecord): readonly Finding[] {
  if (status === 'open' || status === 'terminated') return [];
  // A grant that crosses a withdrawal on its way is given back by that.
  const withdrawn = new Set(requests.filter((request) => request.withdrawn).map(({ id }) => id));
  return grants
    .filter(({ released, requestId }) => !released && !withdrawn.has(requestId))
    .map(({ token, runProfile }) => ({
      what: `A cycle ended without giving its lease back.`,
      excerpt: [`token ${token}, ${runProfile}, of ${cycle} (${status})`],
    }));
}
