import type { ManagementAgent } from '../../domain/management-agent.js';
import { grantWhatCanRun } from '../../domain/run-lock/grant.js';
import { reduceRunLock, type RunLockEvent, type Transition } from '../../domain/run-lock/reduce.js';
import type { RunLockState } from '../../domain/run-lock/state.js';
import type { Reducer } from './history.js';
import type { Property } from './properties.js';

/** A run lock with one rule broken on purpose, and the property that must show it. */
export interface Mutant {
  readonly what: string;
  readonly breaks: Property;
  /** A fresh one each time: a mutant may remember what a run lock must not. */
  readonly make: () => Reducer;
}

/** One mutant for each property at least: a test of the tests. */
export const MUTANTS: readonly Mutant[] = [
  {
    what: 'does not know that a synchronization runs alone',
    breaks: 'no grant beside a run that excludes it',
    make: () => (state, event, now) => reduceRunLock(state, withoutSynchronizations(event), now),
  },
  {
    what: 'does not see what somebody else started',
    breaks: 'no grant beside a run that excludes it',
    make: () => (state, event, now) => reduceRunLock(state, allIdle(event), now),
  },
  {
    what: 'counts its tokens from the beginning when nothing runs',
    breaks: 'tokens grow',
    make: () => (state, event, now) =>
      reduceRunLock(state.leases.length === 0 ? { ...state, nextToken: 1 } : state, event, now),
  },
  {
    what: 'runs one profile where another was asked for',
    breaks: 'a cycle is granted what it asked for, or refused what there is not',
    make: () => (state, event, now) => reduceRunLock(state, confused(event), now),
  },
  {
    what: 'forgets who joined when the one that carries them withdraws',
    breaks: 'every request has one end',
    make: () => (state, event, now) =>
      reduceRunLock(isWithdrawal(event) ? withoutJoined(state) : state, event, now),
  },
  {
    what: 'forgets which requests had their end',
    breaks: 'what comes again changes nothing',
    make: () => (state, event, now) => reduceRunLock({ ...state, settled: [] }, event, now),
  },
  {
    what: 'serves the last first',
    breaks: 'nobody is overtaken by what keeps him waiting',
    make: () => (state, event, now) => {
      const { state: next, effects } = reduceRunLock({ ...state, waiting: latestFirst(state) }, event, now);
      return { state: next, effects };
    },
  },
  {
    what: 'lets all that can run pass what waits',
    breaks: 'nobody is overtaken by what keeps him waiting',
    make: () => (state, event, now) => grantToWhoeverCan(reduceRunLock(state, event, now), now),
  },
  {
    what: 'grants one request at a time',
    breaks: 'nothing waits for nothing',
    make: () => (state, event, now) =>
      state.leases.length > 0 && !('message' in event && event.message.release)
        ? withoutGrants(state, event, now)
        : reduceRunLock(state, event, now),
  },
  {
    what: 'keeps a lease that is given back by a cycle that goes on',
    breaks: 'waiting ends when all give back',
    make: () => (state, event, now) =>
      reduceRunLock(state, event.kind === 'message' ? withoutTravellingRelease(event) : event, now),
  },
  {
    what: 'takes a request equal to a running one for done by it',
    breaks: 'a coalesced request is carried by a run that began after it',
    make: () => (state, event, now) => joinRunning(reduceRunLock(state, event, now)),
  },
  {
    what: 'takes any release of a cycle for one of the lease that it holds',
    breaks: 'what comes again changes nothing',
    make: () => (state, event, now) => reduceRunLock(state, withTokenThatFits(state, event), now),
  },
  {
    what: 'has a clock of its own',
    breaks: 'the same events make the same state',
    make: () => {
      let ticks = 0;
      return (state, event, now) => {
        ticks += 1;
        return reduceRunLock(state, event, now + ticks * 1000);
      };
    },
  },
  {
    what: 'knows its queue only by the very objects that it made',
    breaks: 'a state survives JSON',
    make: () => {
      const made = new WeakSet<object>();
      return (state, event, now) => {
        const known = state.waiting.filter((entry) => made.has(entry));
        const transition = reduceRunLock({ ...state, waiting: known }, event, now);
        for (const entry of transition.state.waiting) made.add(entry);
        return transition;
      };
    },
  },
];

function withoutSynchronizations(event: RunLockEvent): RunLockEvent {
  if (event.kind !== 'engine-observed') return event;
  const managementAgents = event.observation.managementAgents.map((ma): ManagementAgent => ({
    ...ma,
    runProfiles: ma.runProfiles.map((profile) => ({
      ...profile,
      steps: profile.steps.map((step) => ({ ...step, type: 'full-import' as const })),
    })),
  }));
  return { ...event, observation: { ...event.observation, managementAgents } };
}

function allIdle(event: RunLockEvent): RunLockEvent {
  if (event.kind !== 'engine-observed') return event;
  const lastRuns = event.observation.lastRuns.map((run) => ({ ...run, busy: false }));
  return { ...event, observation: { ...event.observation, lastRuns } };
}

function confused(event: RunLockEvent): RunLockEvent {
  if (event.kind !== 'message' || !event.message.request) return event;
  const request = { ...event.message.request, wanted: { runProfileKind: 'export' as const } };
  return { ...event, message: { ...event.message, request } };
}

function isWithdrawal(event: RunLockEvent): boolean {
  return event.kind === 'message' && event.message.withdrawal !== undefined;
}

function withoutJoined(state: RunLockState): RunLockState {
  return { ...state, waiting: state.waiting.map((entry) => ({ ...entry, joined: [] })) };
}

function latestFirst(state: RunLockState): RunLockState['waiting'] {
  return state.waiting.toSorted((a, b) => b.since - a.since);
}

function grantToWhoeverCan(transition: Transition, now: number): Transition {
  let { state, effects } = transition;
  for (const entry of state.waiting) {
    const others = state.waiting.filter((other) => other !== entry);
    const alone = grantWhatCanRun({ ...state, waiting: [entry] }, now);
    state = { ...alone.state, waiting: alone.effects.length > 0 ? others : state.waiting };
    effects = [...effects, ...alone.effects];
  }
  return { state, effects };
}

function withoutGrants(state: RunLockState, event: RunLockEvent, now: number): Transition {
  const transition = reduceRunLock(state, event, now);
  return transition.effects.some(({ answer }) => answer.kind === 'granted')
    ? blindlyQueued(state, event, now)
    : transition;
}

/** What the event would bring if the engine had not been seen: a place in the queue, and no grant. */
function blindlyQueued(state: RunLockState, event: RunLockEvent, now: number): Transition {
  const all = { managementAgents: [], sync: true, engine: 'exclusive' as const };
  const wall = {
    token: 0,
    managementAgentId: '',
    runProfile: '',
    needs: all,
    since: now,
    askedAt: now,
    joined: [],
  };
  const { state: next, effects } = reduceRunLock({ ...state, leases: [...state.leases, wall] }, event, now);
  return { state: { ...next, leases: next.leases.filter(({ token }) => token !== 0) }, effects };
}

function withoutTravellingRelease(event: RunLockEvent & { kind: 'message' }): RunLockEvent {
  const { release, ...rest } = event.message;
  return rest.request === undefined ? event : { ...event, message: release ? rest : event.message };
}

function joinRunning({ state, effects }: Transition): Transition {
  const equal = (entry: RunLockState['waiting'][number]) =>
    state.leases.find(
      (lease) =>
        lease.request &&
        lease.managementAgentId === entry.managementAgentId &&
        lease.runProfile === entry.runProfile,
    );
  const leases = state.leases.map((lease) => ({
    ...lease,
    joined: [
      ...lease.joined,
      ...state.waiting
        .filter((entry) => equal(entry) === lease)
        .flatMap(({ request, joined }) => [request, ...joined]),
    ],
  }));
  return { state: { ...state, leases, waiting: state.waiting.filter((entry) => !equal(entry)) }, effects };
}

function withTokenThatFits(state: RunLockState, event: RunLockEvent): RunLockEvent {
  if (event.kind !== 'message' || !event.message.release) return event;
  const { release } = event.message;
  const held = state.leases.find(({ request }) => request?.cycle === release.cycle);
  return held
    ? { ...event, message: { ...event.message, release: { ...release, token: held.token } } }
    : event;
}
