import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import type { Control } from '../../domain/run-lock/control.js';
import type { RunLockEvent } from '../../domain/run-lock/event.js';
import { grantWhatCanRun } from '../../domain/run-lock/granting/grant.js';
import type { RunRequest } from '../../domain/run-lock/messages.js';
import { equalWaiting } from '../../domain/run-lock/queue/join.js';
import { resolveRequest } from '../../domain/run-lock/queue/resolve-request.js';
import { reduceRunLock } from '../../domain/run-lock/reduce.js';
import type { LockPolicy, RunLockConfiguration, RunLockState } from '../../domain/run-lock/state.js';
import type { Transition } from '../../domain/run-lock/transition.js';
import { grantsAmong, type Reducer } from './history.js';
import type { Property } from './properties.js';

/** A run lock with one rule broken on purpose, and the property that must show it. */
export interface Mutant {
  readonly what: string;
  readonly breaks: Property;
  /** A fresh one each time: a mutant may remember what a run lock must not. */
  readonly make: () => Reducer;
}

/** One that is told something else than what happened. */
function misled(mislead: (event: RunLockEvent, state: RunLockState) => RunLockEvent): Mutant['make'] {
  return () => (state, event, now) => reduceRunLock(state, mislead(event, state), now);
}

/** One that remembers something else than what was. */
function forgetful(
  forget: (state: RunLockState, event: RunLockEvent, now: number) => RunLockState,
): Mutant['make'] {
  return () => (state, event, now) => reduceRunLock(forget(state, event, now), event, now);
}

/** One that goes by another configuration than it has. */
function configuredOtherwise(change: Partial<RunLockConfiguration>): Mutant['make'] {
  return () => (state, event, now) => {
    const { configuration } = state;
    const next = reduceRunLock({ ...state, configuration: { ...configuration, ...change } }, event, now);
    const kept = event.kind === 'configured' ? event.configuration : configuration;
    return { ...next, state: { ...next.state, configuration: kept } };
  };
}

/** One that takes a policy for `fifo`. */
function fifoInsteadOf(policy: LockPolicy): Mutant['make'] {
  const asFifo = configuredOtherwise({ policy: 'fifo' })();
  return () => (state, event, now) =>
    (state.configuration.policy === policy ? asFifo : reduceRunLock)(state, event, now);
}

/** One mutant for each property at least: a test of the tests. */
export const MUTANTS: readonly Mutant[] = [
  {
    what: 'does not know that a synchronization runs alone',
    breaks: 'no grant beside a run that excludes it',
    make: misled(withoutSynchronizations),
  },
  {
    what: 'does not know the MIM Service by its category',
    breaks: 'no grant beside a run that excludes it',
    make: misled(withoutMimService),
  },
  {
    what: 'takes a run that may go on for one that has ended',
    breaks: 'no grant beside a run that excludes it',
    make: misled((event) => {
      if (event.kind !== 'message' || !event.message.release) return event;
      const { mayGoOn: _ignored, ...outcome } = event.message.release.outcome;
      return { ...event, message: { ...event.message, release: { ...event.message.release, outcome } } };
    }),
  },
  {
    what: 'does not see what somebody else started',
    breaks: 'no grant beside a run that excludes it',
    make: misled(allIdle),
  },
  {
    what: 'does not know its lock lists',
    breaks: 'no grant beside a run that excludes it',
    make: configuredOtherwise({ lockLists: {} }),
  },
  {
    what: 'takes everything for run mode unsupported',
    breaks: 'no grant beside a run that excludes it',
    make: misled((event) => (event.kind === 'configured' ? configuredAs(event, 'unsupported') : event)),
  },
  {
    what: 'forgets that a run is to be alone',
    breaks: 'no grant beside a run that excludes it',
    make: misled(withRequest(({ exclusive: _alone, ...request }) => request)),
  },
  {
    what: 'gives what runs the needs of the configuration of now',
    breaks: 'no grant beside a run that excludes it',
    make: forgetful((state, event) =>
      event.kind === 'configured'
        ? {
            ...state,
            leases: state.leases.map((lease) => ({
              ...lease,
              needs: { ...lease.needs, engine: 'shared', sync: false },
            })),
          }
        : state,
    ),
  },
  {
    what: 'believes a look at the engine that is older than what it knows',
    breaks: 'no grant beside a run that excludes it',
    make: forgetful((state, event) =>
      event.kind === 'engine-observed'
        ? { ...state, leases: state.leases.map(({ runNumber: _known, ...lease }) => lease) }
        : state,
    ),
  },
  {
    what: 'frees the lease of a cycle that has ended, whatever its management agent runs',
    breaks: 'no grant beside a run that excludes it',
    make: misled(idleAfterClosedCycles),
  },
  {
    what: 'does not hear the cycles that were open before it began',
    breaks: 'no grant beside a run that excludes it',
    make: forgetful(({ hearing: _unheard, ...state }) => state),
  },
  {
    what: 'grants while the engine does not answer',
    breaks: 'nothing is granted that must wait',
    make: forgetful(({ engineDown: _down, ...state }, event) =>
      event.kind === 'engine-unreachable'
        ? { ...state, engineDown: _down ?? { since: 0, reason: '' } }
        : state,
    ),
  },
  {
    what: 'knows no no-start windows',
    breaks: 'nothing is granted that must wait',
    make: misled((event) => (event.kind === 'shut-times-known' ? { ...event, shutTimes: [] } : event)),
  },
  {
    what: 'grants before the calendar is known',
    breaks: 'nothing is granted that must wait',
    make: configuredOtherwise({ noStartWindows: [] }),
  },
  {
    what: 'keeps no distance between two starts',
    breaks: 'nothing is granted that must wait',
    make: configuredOtherwise({ startSpacingMs: 0 }),
  },
  {
    what: 'forgets that a management agent is stopped',
    breaks: 'nothing is granted that must wait',
    make: forgetful((state) => ({ ...state, stopped: {} })),
  },
  {
    what: 'forgets that the server is stopped',
    breaks: 'nothing is granted that must wait',
    make: forgetful(({ serverStopped: _mark, ...state }) => state),
  },
  {
    what: 'runs what is disabled',
    breaks: 'nothing is granted that must wait',
    make: configuredOtherwise({ disabled: [] }),
  },
  {
    what: 'counts its tokens from the beginning when nothing runs',
    breaks: 'tokens grow',
    make: forgetful((state) => (state.leases.length === 0 ? { ...state, nextToken: 1 } : state)),
  },
  {
    what: 'counts its tokens on past one that a cycle has held since before',
    breaks: 'tokens grow',
    make: () => (state, event, now) => {
      const next = reduceRunLock(state, event, now);
      const heard = event.kind === 'message' && event.message.presence?.held;
      return heard ? { ...next, state: { ...next.state, nextToken: state.nextToken } } : next;
    },
  },
  {
    what: 'runs one profile where another was asked for',
    breaks: 'a cycle is granted what it asked for, or refused what there is not',
    make: misled(withRequest((request) => ({ ...request, wanted: { runProfileKind: 'export' } }))),
  },
  {
    what: 'does not hear what is asked for children',
    breaks: 'every request has one end',
    make: misled(withoutRequestsOfChildren),
  },
  {
    what: 'forgets who joined when the one that carries them withdraws',
    breaks: 'every request has one end',
    make: forgetful((state, event) => (isWithdrawal(event) ? withoutJoined(state) : state)),
  },
  {
    what: 'refuses nobody who waits for what is stopped',
    breaks: 'every request has one end',
    make: () => (state, event, now) => {
      const next = reduceRunLock(state, event, now);
      return event.kind === 'control' && event.control.action === 'stop' ? { ...next, effects: [] } : next;
    },
  },
  {
    what: 'serves the last first',
    breaks: 'nobody is overtaken by what keeps him waiting',
    make: () => (state, event, now) =>
      asOldAsBefore(state, reduceRunLock({ ...state, waiting: upsideDown(state) }, event, now)),
  },
  {
    what: 'lets all that can run pass what waits',
    breaks: 'nobody is overtaken by what keeps him waiting',
    make: () => (state, event, now) => grantToWhoeverCan(reduceRunLock(state, event, now), now),
  },
  {
    what: 'takes nothing for urgent',
    breaks: 'nobody is overtaken by what keeps him waiting',
    make: misled(withRequest((request) => ({ ...request, urgency: 'normal' }))),
  },
  {
    what: 'does not know who has waited too long',
    breaks: 'nobody waits for ever',
    make: configuredOtherwise({ longestWaitMs: Number.MAX_SAFE_INTEGER }),
  },
  {
    what: 'starts nothing new when the last lease is given back',
    breaks: 'no deadlock',
    make: () => (state, event, now) =>
      state.leases.length === 1 && event.kind === 'message' && event.message.release
        ? withoutGrants(state, event, now)
        : reduceRunLock(state, event, now),
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
    what: 'lets whoever joins wait for the windows of the one that waits',
    breaks: 'nothing waits for nothing',
    make: misled(withTriggerOfCarrier),
  },
  {
    what: 'lets what must be alone keep waiting what was there before, under policy yield-queued',
    breaks: 'nothing waits for nothing',
    make: fifoInsteadOf('yield-queued'),
  },
  {
    what: 'lets what must be alone keep others waiting, under policy yield-all',
    breaks: 'nothing waits for nothing',
    make: fifoInsteadOf('yield-all'),
  },
  {
    what: 'knows no turns, under policy batch',
    breaks: 'what is alone runs back to back',
    make: fifoInsteadOf('batch'),
  },
  {
    what: 'keeps a lease that is given back by a cycle that goes on',
    breaks: 'waiting ends when all give back',
    make: misled((event) => (event.kind === 'message' ? withoutTravellingRelease(event) : event)),
  },
  {
    what: 'takes a request equal to a running one for done by it',
    breaks: 'a coalesced request is carried by a run that began after it',
    make: () => (state, event, now) => joinRunning(reduceRunLock(state, event, now)),
  },
  {
    what: 'lets who wants to be alone join who does not',
    breaks: 'a coalesced request is carried by a run that began after it',
    make: () => (state, event, now) => {
      const blurred = { ...state, waiting: state.waiting.map((entry) => asExclusiveAs(entry, event)) };
      const next = reduceRunLock(blurred, event, now);
      return next;
    },
  },
  {
    what: 'answers at once what repeats, however urgent it is',
    breaks: 'what is answered at once would hasten nothing',
    make: misled(withRequest((request) => (request.repeats ? { ...request, urgency: 'normal' } : request))),
  },
  {
    what: 'answers at once what repeats, though it may start where others must not',
    breaks: 'what is answered at once would hasten nothing',
    make: misled((event, state) =>
      event.kind === 'message' && event.message.request?.repeats ? withTriggerOfCarrier(event, state) : event,
    ),
  },
  {
    what: 'follows a run of somebody else at each look',
    breaks: 'a run of somebody else is followed once',
    make: () => (state, event, now) => {
      const next = reduceRunLock(state, event, now);
      return event.kind === 'engine-observed'
        ? { ...next, state: { ...next.state, runNumbers: state.runNumbers } }
        : next;
    },
  },
  {
    what: 'follows no run of somebody else',
    breaks: 'a run of somebody else is followed once',
    make: () => (state, event, now) => {
      const next = reduceRunLock(state, event, now);
      return { ...next, effects: next.effects.filter(({ kind }) => kind !== 'start-cycle') };
    },
  },
  {
    what: 'forgets that an export is held',
    breaks: 'what is held waits for a decision',
    make: forgetful((state) => ({
      ...state,
      waiting: state.waiting.map(({ held: _forgotten, ...entry }) => entry),
    })),
  },
  {
    what: 'leaves the figures of what is held as they were when more becomes pending',
    breaks: 'what is held waits for a decision',
    make: misled((event) =>
      event.kind === 'message' && event.message.request?.urgency === 'continuation'
        ? {
            ...event,
            message: { ...event.message, request: { ...event.message.request, urgency: 'immediate' } },
          }
        : event,
    ),
  },
  {
    what: 'takes a rejected export for approved',
    breaks: 'what is held waits for a decision',
    make: misled((event) =>
      event.kind === 'control' && event.control.action === 'reject-export'
        ? { ...event, control: { ...event.control, action: 'approve-export' } }
        : event,
    ),
  },
  {
    what: 'takes what is approved once for approved for good',
    breaks: 'an approval counts once, or for good',
    make: misled((event) =>
      event.kind === 'control' ? { ...event, control: forGood(event.control) } : event,
    ),
  },
  {
    what: 'forgets what was approved for good',
    breaks: 'an approval counts once, or for good',
    make: forgetful(({ raised: _forgotten, ...state }) => state),
  },
  {
    what: 'keeps what was approved for good under other thresholds',
    breaks: 'an approval counts once, or for good',
    make: () => (state, event, now) => {
      const next = reduceRunLock(state, event, now);
      const kept = event.kind === 'configured' && state.raised ? { raised: state.raised } : {};
      return { ...next, state: { ...next.state, ...kept } };
    },
  },
  {
    what: 'forgets who had joined an export that is given back to be held',
    breaks: 'every request has one end',
    make: forgetful((state, event) =>
      event.kind === 'message' && event.message.request?.hold
        ? { ...state, leases: state.leases.map((lease) => ({ ...lease, joined: [] })) }
        : state,
    ),
  },
  {
    what: 'keeps the lease of a run that is to be tried again',
    breaks: 'waiting ends when all give back',
    make: misled((event) => {
      if (event.kind !== 'message' || !event.message.release?.outcome.runsAgain) return event;
      const { release: _kept, ...rest } = event.message;
      return { ...event, message: rest };
    }),
  },
  {
    what: 'does not stop what has reached its threshold',
    breaks: 'nothing is granted that must wait',
    make: misled((event) => {
      if (event.kind !== 'message' || !event.message.release) return event;
      const { stop: _ignored, ...outcome } = event.message.release.outcome;
      return { ...event, message: { ...event.message, release: { ...event.message.release, outcome } } };
    }),
  },
  {
    what: 'forgets which requests had their end',
    breaks: 'what comes again changes nothing',
    make: forgetful((state) => ({ ...state, settled: [] })),
  },
  {
    what: 'forgets which controls were carried out',
    breaks: 'what comes again changes nothing',
    make: forgetful((state) => ({ ...state, controls: [] })),
  },
  {
    what: 'takes any release of a cycle for one of the lease that it holds',
    breaks: 'what comes again changes nothing',
    make: misled(withTokenThatFits),
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
  {
    what: 'is ahead of its time when it is woken',
    breaks: 'time alone lets nothing start before it is said to',
    make: () => (state, event, now) => reduceRunLock(state, event, event.kind === 'tick' ? now + 5 : now),
  },
];

function withoutSynchronizations(event: RunLockEvent): RunLockEvent {
  if (event.kind !== 'engine-observed' || !event.observation.managementAgents) return event;
  const managementAgents = event.observation.managementAgents.map((ma): ManagementAgent => ({
    ...ma,
    runProfiles: ma.runProfiles.map((profile) => ({
      ...profile,
      steps: profile.steps.map((step) => ({ ...step, type: 'full-import' as const })),
    })),
  }));
  return { ...event, observation: { ...event.observation, managementAgents } };
}

function withoutMimService(event: RunLockEvent): RunLockEvent {
  if (event.kind !== 'engine-observed' || !event.observation.managementAgents) return event;
  const managementAgents = event.observation.managementAgents.map((ma) => ({
    ...ma,
    category: 'Extensible2',
  }));
  return { ...event, observation: { ...event.observation, managementAgents } };
}

/** A request comes from whatever that comes from which it joins. */
function withTriggerOfCarrier(event: RunLockEvent, state: RunLockState): RunLockEvent {
  return withRequest((request) => {
    const resolved = resolveRequest(state, request);
    if (resolved.kind === 'unresolved') return request;
    const carrier = equalWaiting(state, { ...resolved, exclusive: request.exclusive ?? false });
    return carrier ? { ...request, trigger: carrier.request.trigger ?? 'operator' } : request;
  })(event);
}

function allIdle(event: RunLockEvent): RunLockEvent {
  if (event.kind !== 'engine-observed') return event;
  const lastRuns = event.observation.lastRuns.map((run) => ({ ...run, busy: false }));
  return { ...event, observation: { ...event.observation, lastRuns } };
}

function idleAfterClosedCycles(event: RunLockEvent, { leases }: RunLockState): RunLockEvent {
  if (event.kind !== 'engine-observed') return event;
  const lastRuns = event.observation.lastRuns.map((run) => {
    const closed = leases.some(
      ({ managementAgentId, request }) =>
        managementAgentId === run.managementAgentId &&
        request !== undefined &&
        event.closedCycles?.includes(request.cycle),
    );
    return closed ? { ...run, busy: false } : run;
  });
  return { ...event, observation: { ...event.observation, lastRuns } };
}

function configuredAs(
  event: RunLockEvent & { kind: 'configured' },
  runMode: RunLockConfiguration['rules']['runMode'],
): RunLockEvent {
  const { configuration } = event;
  return { ...event, configuration: { ...configuration, rules: { ...configuration.rules, runMode } } };
}

function withRequest(change: (request: RunRequest) => RunRequest): (event: RunLockEvent) => RunLockEvent {
  return (event) => {
    if (event.kind !== 'message' || !event.message.request) return event;
    return { ...event, message: { ...event.message, request: change(event.message.request) } };
  };
}

function withoutRequestsOfChildren(event: RunLockEvent): RunLockEvent {
  if (event.kind !== 'message') return event;
  const { ofChildren: _unheard, ...message } = event.message;
  return { ...event, message };
}

function forGood(control: Control): Control {
  return control.action === 'approve-export' ? { ...control, raise: true } : control;
}

function isWithdrawal(event: RunLockEvent): boolean {
  return event.kind === 'message' && event.message.withdrawal !== undefined;
}

function withoutJoined(state: RunLockState): RunLockState {
  return { ...state, waiting: state.waiting.map((entry) => ({ ...entry, joined: [] })) };
}

/** Who came last is taken for having come first. */
function upsideDown(state: RunLockState): RunLockState['waiting'] {
  const since = state.waiting.map((entry) => entry.since).toSorted((a, b) => b - a);
  return state.waiting.map((entry, index) => ({ ...entry, since: since[index] ?? entry.since }));
}

function asOldAsBefore({ waiting }: RunLockState, { state, effects }: Transition): Transition {
  const since = new Map(waiting.map((entry) => [entry.request.id, entry.since]));
  return {
    state: {
      ...state,
      waiting: state.waiting.map((entry) => ({
        ...entry,
        since: since.get(entry.request.id) ?? entry.since,
      })),
    },
    effects,
  };
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
  return grantsAmong(transition.effects).length > 0 ? blindlyQueued(state, event, now) : transition;
}

/** What the event would bring if nothing could be granted: a place in the queue. */
function blindlyQueued(state: RunLockState, event: RunLockEvent, now: number): Transition {
  const { engineDown, ...up } = state;
  const { state: next, effects } = reduceRunLock(
    { ...up, engineDown: engineDown ?? { since: now, reason: '' } },
    event,
    now,
  );
  const { engineDown: _down, ...reached } = next;
  return { state: engineDown ? next : reached, effects };
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

/** A waiting request, as exclusive as the one that asks now. */
function asExclusiveAs(
  entry: RunLockState['waiting'][number],
  event: RunLockEvent,
): RunLockState['waiting'][number] {
  if (event.kind !== 'message' || !event.message.request) return entry;
  const { exclusive: _was, ...request } = entry.request;
  const { exclusive } = event.message.request;
  return { ...entry, request: exclusive === undefined ? request : { ...request, exclusive } };
}

function withTokenThatFits(event: RunLockEvent, state: RunLockState): RunLockEvent {
  if (event.kind !== 'message' || !event.message.release) return event;
  const { release } = event.message;
  const held = state.leases.find(({ request }) => request?.cycle === release.cycle);
  return held
    ? { ...event, message: { ...event.message, release: { ...release, token: held.token } } }
    : event;
}
