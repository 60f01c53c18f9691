import { findManagementAgent, idsWithSeveralPartitions } from '../management-agent.js';
import type { Urgency } from './messages.js';
import { exclude, type Needs } from './needs.js';
import type { RunLockEffect, RunLockState, WaitingEntry } from './state.js';

const URGENCY_ORDER = ['continuation', 'immediate', 'normal'] as const;

/** How urgent a waiting run is: as urgent as the most urgent request for it. */
export function urgencyOf(entry: WaitingEntry): Urgency {
  const asked = [entry.request, ...entry.joined].map((request) => request.urgency);
  return URGENCY_ORDER.find((urgency) => asked.includes(urgency)) ?? 'normal';
}

/** The order in which requests are looked at: by urgency, then first come, first served. */
export function queueOrder(waiting: readonly WaitingEntry[]): readonly WaitingEntry[] {
  return waiting.toSorted(
    (a, b) => URGENCY_ORDER.indexOf(urgencyOf(a)) - URGENCY_ORDER.indexOf(urgencyOf(b)),
  );
}

/**
 * Grants every waiting request that nothing stands in the way of: no lease, and no request before it in the queue.
 * What waits for a synchronization to end is therefore not overtaken by what would keep it waiting for ever.
 *
 * @param now milliseconds since 1970
 */
export function grantWhatCanRun(
  state: RunLockState,
  now: number,
): { readonly state: RunLockState; readonly effects: readonly RunLockEffect[] } {
  if (!state.catalogue || state.waiting.length === 0) return { state, effects: [] };
  const inTheWay: Needs[] = state.leases.map((lease) => lease.needs);
  const granted = queueOrder(state.waiting).filter((entry) => {
    const free = !inTheWay.some((needs) => exclude(needs, entry.needs));
    inTheWay.push(entry.needs);
    return free;
  });
  if (granted.length === 0) return { state, effects: [] };
  const leases = granted.map((entry, position) => ({
    token: state.nextToken + position,
    managementAgentId: entry.managementAgentId,
    runProfile: entry.runProfile,
    needs: entry.needs,
    since: now,
    askedAt: entry.since,
    request: entry.request,
    joined: entry.joined,
  }));
  return {
    state: {
      ...state,
      waiting: state.waiting.filter((entry) => !granted.includes(entry)),
      leases: [...state.leases, ...leases],
      nextToken: state.nextToken + leases.length,
    },
    effects: leases.map((lease) => {
      const lastKnownRunNumber = state.runNumbers[lease.managementAgentId];
      return {
        cycle: lease.request.cycle,
        answer: {
          kind: 'granted',
          requestId: lease.request.id,
          token: lease.token,
          managementAgentId: lease.managementAgentId,
          managementAgentName:
            findManagementAgent(state.catalogue ?? [], lease.managementAgentId)?.name ??
            lease.managementAgentId,
          runProfile: lease.runProfile,
          ...(lastKnownRunNumber === undefined ? {} : { lastKnownRunNumber }),
          ...(lease.needs.sync ? { severalPartitions: idsWithSeveralPartitions(state.catalogue ?? []) } : {}),
        },
      };
    }),
  };
}
