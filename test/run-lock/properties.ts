import { expect } from 'vitest';
import type { Urgency } from '../../domain/run-lock/messages.js';
import { DEFAULT_RUN_RULES } from '../../domain/run-lock/needs.js';
import {
  emptyRunLockState,
  type Lease,
  type RunLockState,
  type WaitingEntry,
} from '../../domain/run-lock/state.js';
import type { History, RecordedStep, Reducer } from './history.js';
import { mayOverlap } from './may-overlap.js';

/** What must be true of each history, in words, with the check that throws where it is not. */
export const PROPERTIES = {
  'no grant beside a run that excludes it': noGrantBesideAnExcludingRun,
  'tokens grow': tokensGrow,
  'a cycle is granted what it asked for, or refused what there is not': answersFitRequests,
  'every request has one end': everyRequestHasOneEnd,
  'nobody is overtaken by what keeps him waiting': nobodyIsOvertaken,
  'nothing waits for nothing': nothingWaitsForNothing,
  'waiting ends when all give back': waitingEnds,
  'a coalesced request is carried by a run that began after it': coalescedRunsBeganLater,
  'what comes again changes nothing': repetitionChangesNothing,
  'the same events make the same state': sameEventsSameState,
  'a state survives JSON': stateSurvivesJson,
} as const satisfies Record<string, (history: History, reducer: Reducer) => void>;

/** The name of a property. */
export type Property = keyof typeof PROPERTIES;

/** Checks all properties of a history; the message of what is thrown begins with the name of the one that is broken. */
export function checkProperties(history: History, reducer: Reducer): void {
  for (const [name, check] of Object.entries(PROPERTIES)) {
    try {
      check(history, reducer);
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

function noGrantBesideAnExcludingRun({ steps }: History): void {
  for (const { effects, after, foreignRuns } of steps) {
    for (const { answer } of effects) {
      if (answer.kind !== 'granted') continue;
      const others = after.leases.filter(({ token, request }) => token !== answer.token && request);
      for (const other of [...others, ...foreignRuns]) {
        if (!mayOverlap(answer, other))
          throw new Error(`${inWords(answer)} was granted beside ${inWords(other)}`);
      }
    }
  }
}

function tokensGrow({ steps }: History): void {
  let largest = 0;
  for (const { before, after } of steps) {
    const known = new Set(before.leases.map(({ token }) => token));
    for (const { token } of after.leases) {
      if (known.has(token)) continue;
      expect(token).toBeGreaterThan(largest);
      largest = token;
    }
  }
}

function answersFitRequests({ steps, requests }: History): void {
  for (const { cycle, answer } of steps.flatMap(({ effects }) => effects)) {
    const means = requests.get(answer.requestId)?.want.means;
    expect(answer.requestId.startsWith(`${cycle}#`)).toBe(true);
    if (answer.kind === 'refused') expect(means).toBeUndefined();
    else expect(answer.runProfile).toBe(means?.runProfile);
    if (answer.kind === 'granted') expect(answer.managementAgentId).toBe(means?.managementAgentId);
  }
}

function everyRequestHasOneEnd({ steps, requests, final }: History): void {
  const answeredAt = new Map<string, number[]>();
  for (const { effects, now } of steps) {
    for (const { answer } of effects) {
      answeredAt.set(answer.requestId, [...(answeredAt.get(answer.requestId) ?? []), now]);
    }
  }
  for (const [id, { withdrawnAt, vanished, askedAt }] of requests) {
    const answers = answeredAt.get(id) ?? [];
    const unlessGone = withdrawnAt === undefined && !vanished;
    if (answers.length > 1) throw new Error(`${id} had ${answers.length} answers`);
    if (answers.length === 0 && unlessGone) throw new Error(`${id} had no answer`);
    if (answers.some((at) => at < askedAt)) throw new Error(`${id} was answered before it was asked`);
    if (withdrawnAt !== undefined && answers.some((at) => at >= withdrawnAt)) {
      throw new Error(`${id} was answered after it was withdrawn`);
    }
  }
  expect([final.waiting, final.unresolved, final.leases]).toEqual([[], [], []]);
}

function nobodyIsOvertaken({ steps }: History): void {
  for (const { effects, before, after, now } of steps) {
    for (const { answer } of effects) {
      if (answer.kind !== 'granted') continue;
      const lease = after.leases.find(({ token }) => token === answer.token);
      if (!lease) continue;
      const since = before.waiting.find((entry) => isAmong(entry, answer.requestId))?.since;
      const place = since ?? before.leases.find((held) => isAmong(held, answer.requestId))?.askedAt ?? now;
      for (const waits of after.waiting) {
        const wasBefore = rank(waits) < rank(lease) || (rank(waits) === rank(lease) && waits.since < place);
        if (wasBefore && !mayOverlap(waits, lease)) {
          throw new Error(`${inWords(lease)} overtook ${inWords(waits)}`);
        }
      }
    }
  }
}

function nothingWaitsForNothing({ steps }: History): void {
  for (const { after } of steps) {
    if (!after.catalogue) continue;
    const queue = after.waiting.toSorted((a, b) => rank(a) - rank(b));
    for (const [position, waits] of queue.entries()) {
      const inItsWay = [...after.leases, ...queue.slice(0, position)];
      if (inItsWay.every((other) => mayOverlap(other, waits)))
        throw new Error(`${inWords(waits)} waits for nothing`);
    }
  }
}

/** Each time that all holders give back, something that waits is granted: nobody waits for ever. */
function waitingEnds({ waitingAtDrain, drainRounds }: History): void {
  const runsThatGoOnAlready = 1;
  expect(drainRounds).toBeLessThanOrEqual(waitingAtDrain + runsThatGoOnAlready);
}

function coalescedRunsBeganLater({ steps, requests }: History): void {
  for (const { effects, before } of steps) {
    for (const { answer } of effects) {
      if (answer.kind !== 'coalesced') continue;
      const lease = before.leases.find((held) => isAmong(held, answer.requestId));
      const askedAt = requests.get(answer.requestId)?.askedAt ?? Number.POSITIVE_INFINITY;
      expect(lease?.request?.cycle).toBe(answer.into);
      expect(lease?.since).toBeGreaterThanOrEqual(askedAt);
    }
  }
}

function repetitionChangesNothing({ steps, final }: History, reducer: Reducer): void {
  for (const step of steps) {
    if (step.repeated) expectNoChange(step.before, step);
    if (step.event.kind !== 'message' && step.event.kind !== 'answer-undeliverable') continue;
    // At once, and when all is over.
    for (const state of [step.after, final]) {
      expectNoChange(state, { ...step, ...rename(reducer(state, step.event, step.now)) });
    }
  }
}

function rename({ state, effects }: ReturnType<Reducer>): Pick<RecordedStep, 'after' | 'effects'> {
  return { after: state, effects };
}

function expectNoChange(before: RunLockState, { after, effects, event }: RecordedStep): void {
  const changed = effects.length > 0 || (before !== after && memory(before) !== memory(after));
  if (changed) throw new Error(`${JSON.stringify(event)} changed ${memory(before)} to ${memory(after)}`);
}

/** A state as it is remembered, without the number that counts its changes. */
function memory(state: RunLockState): string {
  return JSON.stringify({ ...state, version: 0, catalogue: undefined });
}

function sameEventsSameState(history: History, reducer: Reducer): void {
  expectSameReplay(history, reducer, (state) => state);
}

/** As continue-as-new does it, again and again. */
function stateSurvivesJson(history: History, reducer: Reducer): void {
  expectSameReplay(history, reducer, (state, position) =>
    position % 4 === 0 ? (JSON.parse(JSON.stringify(state)) as RunLockState) : state,
  );
}

function expectSameReplay(
  { steps, final }: History,
  reducer: Reducer,
  carry: (state: RunLockState, position: number) => RunLockState,
): void {
  let state = emptyRunLockState('main', { rules: DEFAULT_RUN_RULES, runProfiles: {} });
  for (const [position, { event, now, effects }] of steps.entries()) {
    const transition = reducer(carry(state, position), event, now);
    if (JSON.stringify(transition.effects) !== JSON.stringify(effects)) {
      throw new Error(`${JSON.stringify(event)} now answers ${JSON.stringify(transition.effects)}`);
    }
    state = transition.state;
  }
  expect(JSON.stringify(state)).toBe(JSON.stringify(final));
}

const RANKS: readonly Urgency[] = ['continuation', 'immediate', 'normal'];

/** 0 is the most urgent: of all who want the run, the most urgent counts. */
function rank({ request, joined }: WaitingEntry | Lease): number {
  const asked = [...(request ? [request] : []), ...joined].map(({ urgency }) => RANKS.indexOf(urgency));
  return Math.min(...asked, RANKS.length);
}

function isAmong({ request, joined }: WaitingEntry | Lease, id: string): boolean {
  return [request, ...joined].some((asked) => asked?.id === id);
}

function inWords(run: { readonly managementAgentId: string; readonly runProfile: string }): string {
  return `${run.runProfile} of ${run.managementAgentId}`;
}
