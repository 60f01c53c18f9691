import type { EngineObservation } from './engine-observation.js';
import { grantWhatCanRun } from './grant.js';
import type { MessageToRunLock, Release, RunRequest } from './messages.js';
import { findManagementAgent, findRunProfile } from '../management-agent.js';
import { needsOf } from './needs.js';
import { noticeUnmanagedRuns } from './unmanaged-runs.js';
import { resolveRequest, type Resolved, type Unresolved } from './resolve-request.js';
import {
  SETTLED_KEPT,
  type Lease,
  type RunLockConfiguration,
  type RunLockEffect,
  type RunLockState,
  type WaitingEntry,
} from './state.js';

/** Everything that can happen to a run lock. */
export type RunLockEvent =
  | { readonly kind: 'message'; readonly message: MessageToRunLock }
  /** The engine was looked at. */
  | { readonly kind: 'engine-observed'; readonly observation: EngineObservation }
  /** The cycle that an answer was meant for has ended: it needs nothing any more. */
  | { readonly kind: 'answer-undeliverable'; readonly requestId: string }
  | { readonly kind: 'configured'; readonly configuration: RunLockConfiguration };

/** The state after an event, and what the shell has to do about it, in this order. */
export interface Transition {
  readonly state: RunLockState;
  readonly effects: readonly RunLockEffect[];
}

/**
 * The run lock's decisions: which run may start now.
 *
 * Pure: the same state, event and time give the same transition. An event that has been seen before changes nothing.
 *
 * @param now milliseconds since 1970
 */
export function reduceRunLock(state: RunLockState, event: RunLockEvent, now: number): Transition {
  const changed = applyEvent(state, event, now);
  const granted = grantWhatCanRun(changed.state, now);
  const next = granted.state;
  return {
    state: next === state ? state : { ...next, version: state.version + 1 },
    effects: [...changed.effects, ...granted.effects],
  };
}

function applyEvent(state: RunLockState, event: RunLockEvent, now: number): Transition {
  switch (event.kind) {
    case 'message':
      return applyMessage(state, event.message, now);
    case 'engine-observed':
      return resolveWaitingForCatalogue(
        withFreshNeeds(noticeUnmanagedRuns(state, event.observation, now)),
        now,
      );
    case 'answer-undeliverable':
      return unchanged(dropRequest(state, event.requestId));
    case 'configured':
      return unchanged(
        withFreshNeeds({ ...state, configuration: event.configuration, catalogueStale: true }),
      );
  }
}

/** What waits is granted under the rules and run profiles of now; what runs goes on under those it began with. */
function withFreshNeeds(state: RunLockState): RunLockState {
  return {
    ...state,
    waiting: state.waiting.map((entry) => {
      const ma = findManagementAgent(state.catalogue ?? [], entry.managementAgentId);
      const profile = ma && findRunProfile(ma, entry.runProfile);
      return ma && profile ? { ...entry, needs: needsOf(ma, profile, state.configuration.rules) } : entry;
    }),
  };
}

function unchanged(state: RunLockState): Transition {
  return { state, effects: [] };
}

function applyMessage(state: RunLockState, message: MessageToRunLock, now: number): Transition {
  let transition = unchanged(state);
  const { release, withdrawal, request } = message;
  if (release) transition = applyRelease(transition.state, release, now);
  if (withdrawal) {
    const { requestId, cycle } = withdrawal;
    const known = findRequest(transition.state, requestId);
    const foreign = known !== undefined && known.cycle !== cycle;
    if (!foreign) transition = { ...transition, state: dropRequest(transition.state, requestId) };
  }
  if (!request) return transition;
  const requested = applyRequest(transition.state, request, now);
  return { state: requested.state, effects: [...transition.effects, ...requested.effects] };
}

/**
 * Only the holder can give a lease back, and only by the token of that very lease. Requests that joined learn how the
 * run ended; if it never started, or was cancelled, the first of them takes its place.
 */
function applyRelease(state: RunLockState, release: Release, now: number): Transition {
  const lease = state.leases.find(
    (held) => held.token === release.token && held.request?.cycle === release.cycle,
  );
  if (!lease?.request) return unchanged(state);
  const { outcome } = release;
  const freed = settle({ ...state, leases: state.leases.filter((held) => held !== lease) }, lease.request.id);
  if (outcome.mayGoOn) return unchanged(takeOver(keptUnmanaged(freed, lease), lease));
  const recorded = recordOutcome(freed, lease, release, now);
  if (outcome.runNumber === undefined || outcome.cancelled) return unchanged(takeOver(recorded, lease));
  return {
    state: lease.joined.reduce((next, request) => settle(next, request.id), recorded),
    effects: lease.joined.map((request) => ({
      cycle: request.cycle,
      answer: {
        kind: 'coalesced',
        requestId: request.id,
        into: release.cycle,
        runProfile: lease.runProfile,
        outcome,
      },
    })),
  };
}

/** The run may go on in the engine: its lease stays, as that of a run which nobody here waits for, until the engine is idle. */
function keptUnmanaged(state: RunLockState, lease: Lease): RunLockState {
  const { request: _given, ...unmanaged } = lease;
  return { ...state, leases: [...state.leases, { ...unmanaged, joined: [] }] };
}

/** What the read model tells of the management agent from now on. A run that was cancelled before it began was none. */
function recordOutcome(state: RunLockState, lease: Lease, release: Release, now: number): RunLockState {
  const { outcome, cycle } = release;
  const { managementAgentId, runProfile } = lease;
  if (outcome.runNumber === undefined && outcome.cancelled) return state;
  const runNumber = Math.max(state.runNumbers[managementAgentId] ?? 0, outcome.runNumber ?? 0);
  return {
    ...state,
    lastOutcomes: {
      ...state.lastOutcomes,
      [managementAgentId]: { ...outcome, runProfile, cycle, at: now },
    },
    runNumbers: runNumber === 0 ? state.runNumbers : { ...state.runNumbers, [managementAgentId]: runNumber },
  };
}

/**
 * A run that was to carry several requests does not happen: the first one that joined asks in its own name, in the place
 * of the queue that the run had, or they all join an equal run that waits by now.
 */
function takeOver(state: RunLockState, lease: Lease): RunLockState {
  const [request, ...joined] = lease.joined;
  if (!request) return state;
  const { managementAgentId, runProfile, needs, askedAt: since } = lease;
  const equal = equalWaiting(state, managementAgentId, runProfile);
  if (equal) return join(state, equal, lease.joined);
  const entry = { request, joined, managementAgentId, runProfile, needs, since };
  return { ...state, waiting: [entry, ...state.waiting].toSorted((a, b) => a.since - b.since) };
}

function equalWaiting(
  state: RunLockState,
  managementAgentId: string,
  runProfile: string,
): WaitingEntry | undefined {
  return state.waiting.find(
    (entry) =>
      entry.managementAgentId === managementAgentId &&
      entry.runProfile.toLowerCase() === runProfile.toLowerCase(),
  );
}

function join(state: RunLockState, carrier: WaitingEntry, requests: readonly RunRequest[]): RunLockState {
  return {
    ...state,
    waiting: state.waiting.map((entry) =>
      entry === carrier ? { ...entry, joined: [...entry.joined, ...requests] } : entry,
    ),
  };
}

/**
 * Forgets a request, wherever it is: in the queue, joined to another, or granted and not yet used. One that is not
 * here yet is forgotten in advance, since a withdrawal may overtake its request.
 */
function dropRequest(state: RunLockState, requestId: string): RunLockState {
  if (state.settled.includes(requestId)) return state;
  const without = (requests: readonly RunRequest[]) => requests.filter(({ id }) => id !== requestId);
  const lease = state.leases.find((held) => held.request?.id === requestId);
  const next: RunLockState = {
    ...state,
    waiting: state.waiting.flatMap((entry) =>
      entry.request.id === requestId ? heirOf(entry) : [{ ...entry, joined: without(entry.joined) }],
    ),
    unresolved: without(state.unresolved),
    leases: state.leases
      .filter((held) => held !== lease)
      .map((held) => ({ ...held, joined: without(held.joined) })),
  };
  return settle(lease ? takeOver(next, lease) : next, requestId);
}

/** What stays in the queue of an entry whose own request is gone: the first that joined it has its place. */
function heirOf(entry: WaitingEntry): readonly WaitingEntry[] {
  const [request, ...joined] = entry.joined;
  return request ? [{ ...entry, request, joined }] : [];
}

function settle(state: RunLockState, requestId: string): RunLockState {
  return state.settled.includes(requestId)
    ? state
    : { ...state, settled: [...state.settled, requestId].slice(-SETTLED_KEPT) };
}

/** A request that waits, has joined another, or runs. */
function findRequest(state: RunLockState, requestId: string): RunRequest | undefined {
  const carried = [...state.waiting, ...state.leases].flatMap(({ request, joined }) =>
    request ? [request, ...joined] : joined,
  );
  return [...carried, ...state.unresolved].find((request) => request.id === requestId);
}

function applyRequest(state: RunLockState, request: RunRequest, now: number): Transition {
  const seen = state.settled.includes(request.id) || findRequest(state, request.id) !== undefined;
  if (seen) return unchanged(state);
  const resolution = resolveRequest(state, request);
  if (resolution.kind === 'resolved') return enqueue(state, request, resolution, now);
  if (resolution.code === 'not-wanted') return refuse(state, request, resolution);
  // The engine may have a management agent or run profile that is newer than the catalogue.
  return unchanged({ ...state, unresolved: [...state.unresolved, request] });
}

/** The catalogue is fresh: what still does not resolve does not exist. */
function resolveWaitingForCatalogue(state: RunLockState, now: number): Transition {
  return state.unresolved.reduce<Transition>(
    (transition, request) => {
      const resolution = resolveRequest(transition.state, request);
      const next =
        resolution.kind === 'resolved'
          ? enqueue(transition.state, request, resolution, now)
          : refuse(transition.state, request, resolution);
      return { state: next.state, effects: [...transition.effects, ...next.effects] };
    },
    unchanged({ ...state, unresolved: [] }),
  );
}

/**
 * Puts a request into the queue. One that equals a *waiting* one joins it: that run has not started, so it will see
 * this one's changes too. One that equals a *running* one waits: the running one may have missed them.
 */
function enqueue(state: RunLockState, request: RunRequest, resolved: Resolved, now: number): Transition {
  const { managementAgentId, runProfile, needs } = resolved;
  const equal = equalWaiting(state, managementAgentId, runProfile);
  if (!equal) {
    const entry = { request, joined: [], managementAgentId, runProfile, needs, since: now };
    return unchanged({ ...state, waiting: [...state.waiting, entry] });
  }
  if (!request.repeats) return unchanged(join(state, equal, [request]));
  const { id, cycle } = request;
  const into = equal.request.cycle;
  return {
    state: settle(state, id),
    effects: [{ cycle, answer: { kind: 'coalesced', requestId: id, into, runProfile: equal.runProfile } }],
  };
}

function refuse(state: RunLockState, request: RunRequest, { code, reason }: Unresolved): Transition {
  const { id, cycle } = request;
  return {
    state: settle(state, id),
    effects: [{ cycle, answer: { kind: 'refused', requestId: id, code, reason } }],
  };
}
