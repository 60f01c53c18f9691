import {
  findManagementAgent,
  idsWithSeveralPartitions,
  type ManagementAgent,
} from '../../management-agent/management-agent.js';
import { keySaidOf, saidOfManagementAgent } from '../../management-agent/whose-settings.js';
import { thresholdsForRun } from '../../thresholds/thresholds-for.js';
import type { Controlled, Granted } from '../messages.js';
import { meaningIn, type Lease, type RunLockState, type WaitingEntry } from '../state.js';
import type { RunLockEffect } from '../effect.js';
import { unchanged, type Transition } from '../transition.js';
import { isUnjudged } from '../unjudged.js';
import { holdOf, shutNow, spacedFrom } from './hold.js';
import { KeptFree } from './kept-free.js';
import { Occupied } from './occupied.js';
import { isAlone, letsPass, mayStart, nextTurn, type Situation } from './policy.js';
import { queueOrder } from './queue-order.js';
import { tell } from '../queue/settle.js';

type RulesOfGrant = Pick<Granted, 'retry' | 'thresholds' | 'judgeStaged' | 'approved' | 'controlled'>;

/**
 * Grants every waiting request that nothing stands in the way of: no run, no no-start window, no request before it in
 * the queue that lets nobody pass, and under policy `batch` no turn of others.
 *
 * @param now milliseconds since 1970
 */
export function grantWhatCanRun(state: RunLockState, now: number): Transition {
  if (state.waiting.length === 0 && state.turn === 'side-by-side') return unchanged(state);
  if (holdOf(state, now) !== undefined) return unchanged(state);
  const granted = grantInTurn(state, now);
  const turned = withTurn(granted.state, granted.left, now);
  // The end of one turn is the beginning of the other; and what has been granted may let others start beside it.
  if (!turned && granted.effects.length === 0) return unchanged(granted.state);
  const more = grantWhatCanRun(turned ?? granted.state, now);
  return { state: more.state, effects: [...granted.effects, ...more.effects] };
}

/** `left`: of the requests that no window keeps waiting, those that have to wait all the same. */
type GrantedInTurn = Transition & { readonly left: readonly WaitingEntry[] };

function grantInTurn(state: RunLockState, now: number): GrantedInTurn {
  const open = openQueue(state, now);
  const running = new Occupied(state.leases.map(({ needs }) => needs));
  const kept = new KeptFree();
  const granted = new Set<WaitingEntry>();
  const turnBegins = new Set<WaitingEntry>();
  let leases = state.leases;
  let situation = situationOf(state, leases, open, now);
  let startable = spacedFrom(state) <= now;
  for (const entry of open) {
    const free = !running.excludes(entry.needs) && !kept.keepsAway(entry);
    if (free && startable && mayStart(entry, situation)) {
      leases = [...leases, leaseOf(entry, state.nextToken + granted.size, now)];
      granted.add(entry);
      running.add(entry.needs);
      startable = state.configuration.startSpacingMs === 0;
      const left = open.filter((other) => !granted.has(other));
      situation = withTurnTaken(situationOf(state, leases, left, now), turnBegins.size > 0);
      continue;
    }
    const passes = letsPass(entry, situation);
    if (typeof passes === 'number' && entry.turnSince === undefined) {
      turnBegins.add(entry);
      situation = withTurnTaken(situation, true);
    }
    kept.keep(entry, passes);
  }
  if (granted.size === 0 && turnBegins.size === 0) return { ...unchanged(state), left: open };
  const next: RunLockState = {
    ...state,
    waiting: state.waiting
      .filter((entry) => !granted.has(entry))
      .map((entry) => (turnBegins.has(entry) ? { ...entry, turnSince: now } : entry)),
    leases,
    nextToken: state.nextToken + granted.size,
    ...(granted.size > 0 ? { lastGrantAt: now } : {}),
  };
  return {
    state: next,
    effects: leases.slice(state.leases.length).map((lease) => answerFor(next, lease)),
    left: open.filter((entry) => !granted.has(entry)),
  };
}

/** Requests that no no-start window keeps waiting, in the order in which they are looked at. */
function openQueue(state: RunLockState, now: number): readonly WaitingEntry[] {
  const shut = shutNow(state, now);
  return queueOrder(state, now).filter((entry) => !shut(entry));
}

/** The state with the other turn, if the turn of now is over. */
function withTurn(state: RunLockState, open: readonly WaitingEntry[], now: number): RunLockState | undefined {
  if (state.configuration.policy !== 'batch') {
    return state.turn === 'side-by-side' ? undefined : { ...state, turn: 'side-by-side' };
  }
  const turn = nextTurn(situationOf(state, state.leases, open, now));
  return turn === state.turn ? undefined : { ...state, turn };
}

function situationOf(
  state: RunLockState,
  leases: readonly Lease[],
  open: readonly WaitingEntry[],
  now: number,
): Situation {
  let oldestAlone: number | undefined;
  let turnTaken = leases.some(isAlone);
  for (const entry of open) {
    if (!isAlone(entry)) continue;
    oldestAlone = Math.min(oldestAlone ?? entry.since, entry.since);
    turnTaken ||= entry.turnSince !== undefined;
  }
  return { state, leases, oldestAlone, turnTaken, now };
}

function withTurnTaken(situation: Situation, taken: boolean): Situation {
  return taken ? { ...situation, turnTaken: true } : situation;
}

function leaseOf(entry: WaitingEntry, token: number, now: number): Lease {
  const { managementAgentId, runProfile, needs, since: askedAt, request, joined, approved } = entry;
  const lease = { token, managementAgentId, runProfile, needs, since: now, askedAt, request, joined };
  return approved ? { ...lease, approved } : lease;
}

function answerFor(state: RunLockState, lease: Lease): RunLockEffect {
  const { managementAgentId, runProfile, token, request, needs } = lease;
  if (!request) throw new Error('Only requests are granted');
  const catalogue = state.catalogue ?? [];
  const lastKnownRunNumber = state.runNumbers[managementAgentId];
  const ma = findManagementAgent(catalogue, managementAgentId);
  return tell(request, {
    kind: 'granted',
    token,
    managementAgentId,
    managementAgentName: ma?.name ?? managementAgentId,
    runProfile,
    ...(lastKnownRunNumber === undefined ? {} : { lastKnownRunNumber }),
    ...(needs.sync ? { severalPartitions: idsWithSeveralPartitions(catalogue) } : {}),
    ...(ma ? rulesFor(state, ma, lease) : {}),
  });
}

/** What the run is judged by, as it is configured now. */
function rulesFor(state: RunLockState, ma: ManagementAgent, lease: Lease): RulesOfGrant {
  const { thresholds: configured, retry } = state.configuration;
  const meaning = meaningIn(state);
  const thresholds = thresholdsForRun(configured, ma, lease.runProfile, meaning);
  const raised = (state.raised?.[ma.id] ?? []).map(({ figures }) => figures);
  const approved = thresholds?.exports.length ? [...raised, ...(lease.approved ?? [])] : [];
  const controlled = controlledBy(state, ma);
  return {
    ...(retry ? { retry: saidOfManagementAgent(retry.managementAgents, ma, meaning) ?? retry.all } : {}),
    ...(thresholds ? { thresholds } : {}),
    ...(thresholds?.imports.length && isUnjudged(state, lease) ? { judgeStaged: true } : {}),
    ...(approved.length > 0 ? { approved } : {}),
    ...(controlled ? { controlled } : {}),
  };
}

function controlledBy(state: RunLockState, ma: ManagementAgent): Controlled | undefined {
  const { controlled, revision } = state.configuration;
  if (!controlled) return undefined;
  const settings = keySaidOf(controlled.managementAgents, ma, meaningIn(state));
  const isControlled = settings === undefined ? controlled.all : controlled.managementAgents[settings];
  if (!isControlled) return undefined;
  return { ...(settings === undefined ? {} : { settings }), ...(revision ? { revision } : {}) };
}
