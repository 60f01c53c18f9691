import { plural } from '../run-history/describe-run.js';
import { exclude } from './needs.js';
import { queueOrder, urgencyOf } from './grant.js';
import type { Lease, RunLockState, WaitingEntry } from './state.js';
import type { RunRequest } from './messages.js';
import { describeKind } from '../cycle/run-profile-choice.js';
import type { RunLockStatus, WaitingRequest } from './status.js';

/** Holders that are named for each waiting request: with 200 management agents, all of them would be too much to read, and to send. */
const HOLDERS_NAMED = 3;

/**
 * The run lock's state as people and programs read it.
 *
 * @param most how many waiting requests to describe, from the front of the queue; absent = all
 */
export function describeRunLock(state: RunLockState, most = Number.POSITIVE_INFINITY): RunLockStatus {
  const names = new Map((state.catalogue ?? []).map((ma) => [ma.id, ma.name]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const queue = queueOrder(state.waiting);
  return {
    server: state.server,
    version: state.version,
    engineSeen: state.catalogue !== undefined,
    managementAgents: (state.catalogue ?? []).map(({ id, name, category }) => {
      const last = state.lastOutcomes[id];
      return {
        id,
        name,
        category,
        execution: executionOf(state, id),
        ...(last === undefined ? {} : { lastOutcome: { ...last, at: new Date(last.at).toISOString() } }),
      };
    }),
    running: state.leases.map((lease) => ({
      managementAgent: nameOf(lease.managementAgentId),
      runProfile: lease.runProfile,
      since: new Date(lease.since).toISOString(),
      token: lease.token,
      ...(lease.request
        ? { cycle: lease.request.cycle, reason: lease.request.reason }
        : { reason: 'started by somebody else' }),
    })),
    waiting: [
      ...queue.slice(0, most).map(describeWaiting),
      ...state.unresolved.slice(0, most).map(describeUnresolved),
    ],
  };

  function describeWaiting(entry: WaitingEntry, index: number): WaitingRequest {
    const inTheWay = state.leases.filter((lease) => exclude(lease.needs, entry.needs));
    return {
      requestId: entry.request.id,
      cycle: entry.request.cycle,
      managementAgent: nameOf(entry.managementAgentId),
      runProfile: entry.runProfile,
      urgency: urgencyOf(entry),
      since: new Date(entry.since).toISOString(),
      position: index + 1,
      reason: entry.request.reason,
      waitsFor: [
        ...inTheWay.slice(0, HOLDERS_NAMED).map((lease) => describeLease(lease, entry, nameOf)),
        ...(inTheWay.length > HOLDERS_NAMED ? [`${inTheWay.length - HOLDERS_NAMED} more runs`] : []),
        ...(index > 0 ? [`${plural(index, 'request')} before it in the queue`] : []),
      ],
    };
  }

  function describeUnresolved(request: RunRequest, index: number): WaitingRequest {
    const { wanted } = request;
    return {
      requestId: request.id,
      cycle: request.cycle,
      managementAgent: request.managementAgent,
      runProfile:
        'runProfile' in wanted ? wanted.runProfile : describeKind(wanted.runProfileKind, wanted.partition),
      urgency: request.urgency,
      position: queue.length + index + 1,
      reason: request.reason,
      waitsFor: [
        state.catalogue
          ? 'a look at the engine: this management agent, partition or run profile is not known yet'
          : 'the engine, which has not been seen yet',
      ],
    };
  }
}

function executionOf(state: RunLockState, managementAgentId: string): 'idle' | 'waiting' | 'running' {
  if (state.leases.some((lease) => lease.managementAgentId === managementAgentId)) return 'running';
  return state.waiting.some((entry) => entry.managementAgentId === managementAgentId) ? 'waiting' : 'idle';
}

function describeLease(lease: Lease, entry: WaitingEntry, nameOf: (id: string) => string): string {
  const what = lease.needs.managementAgents.some((id) => entry.needs.managementAgents.includes(id))
    ? `management agent ${nameOf(lease.managementAgentId)}`
    : lease.needs.sync && entry.needs.sync
      ? 'synchronization lock'
      : 'sync engine';
  const since = new Date(lease.since).toISOString().slice(11, 19);
  return `${what}, held by ${nameOf(lease.managementAgentId)} ${lease.runProfile} since ${since} UTC`;
}

/** Runs and requests that are shown in Temporal's Web UI. */
const SUMMARIZED = 20;

/** The same for Temporal's Web UI, in Markdown: what runs, and what waits for what. */
export function summarizeRunLock(state: RunLockState): string {
  const { running, waiting, engineSeen } = describeRunLock(state, SUMMARIZED);
  if (!engineSeen) return 'The engine has not been seen yet: nothing is granted before.';
  return [
    `**Running (${running.length})**`,
    ...running
      .slice(0, SUMMARIZED)
      .map((run) => `- ${run.managementAgent}, ${run.runProfile}: ${run.reason}`),
    '',
    `**Waiting (${state.waiting.length + state.unresolved.length})**`,
    ...waiting
      .slice(0, SUMMARIZED)
      .map(
        (entry) =>
          `${entry.position}. ${entry.managementAgent}, ${entry.runProfile}: ${entry.waitsFor.join('; ')}`,
      ),
  ].join('\n');
}
