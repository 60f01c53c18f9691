import { expect } from 'vitest';
import type { Lease, WaitingEntry } from '../../../domain/run-lock/state.js';
import {
  answersAmong,
  grantsAmong,
  isShut,
  type GovernedRun,
  type History,
  type RecordedStep,
} from '../history.js';
import { mayOverlap, wantsToBeAlone } from '../may-overlap.js';
import { whatHoldsUp } from './grants.js';
import { askersOf, governedLeases, inWords, isAmong, rank } from './runs.js';

/** Exactly one of granted, coalesced, refused and withdrawn; one whose cycle was terminated may have none. */
export function everyRequestHasOneEnd({ steps, requests, final }: History): void {
  const answeredAt = new Map<string, number[]>();
  for (const { effects, now } of steps) {
    for (const { answer } of answersAmong(effects)) {
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

/** Under policy `fifo`: in the order of the queue, nobody whom he would have to wait for passes one who waits. */
export function nobodyIsOvertaken(history: History): void {
  forEachPassing(history, (step, passed, granted) => {
    if (step.world.configuration.policy !== 'fifo') return;
    if (isBefore(placeOf(passed, step, history), placeOf(granted, step, history))) {
      throw new Error(`${inWords(granted)} overtook ${inWords(passed)}`);
    }
  });
}

/** Under every policy: who has waited too long is passed only by who has waited longer, or was put to the front. */
export function nobodyWaitsForEver(history: History): void {
  forEachPassing(history, (step, passed, granted) => {
    const longest = step.world.configuration.longestWaitMs;
    const waited = step.now - passed.since;
    if (waited < longest) return;
    const { movedToFrontAt, since } = queued(granted, step);
    if (movedToFrontAt === undefined && since > passed.since) {
      throw new Error(`${inWords(granted)} passed ${inWords(passed)}, which has waited for ${waited} ms`);
    }
  });
}

/** Calls back for each grant and each request that goes on waiting, could start now, and must not run beside it. */
function forEachPassing(
  history: History,
  look: (step: RecordedStep, passed: WaitingEntry, granted: Lease) => void,
): void {
  const governed = governedLeases(history);
  for (const step of history.steps) {
    const { effects, after, world, now } = step;
    const granted = new Set(grantsAmong(effects).map(({ token }) => token));
    if (granted.size === 0) continue;
    for (const lease of after.leases.filter(({ token }) => granted.has(token))) {
      for (const waits of after.waiting.filter(({ held }) => !held)) {
        const mayStart = !isShut(world, { ...waits, triggers: triggersOf(waits, history) }, now);
        if (mayStart && !mayOverlap(wanted(waits, step, history), governed(lease))) look(step, waits, lease);
      }
    }
  }
}

interface Place {
  readonly class: number;
  readonly order: number;
}

function isBefore(one: Place, other: Place): boolean {
  return one.class < other.class || (one.class === other.class && one.order < other.order);
}

function placeOf(run: WaitingEntry | Lease, step: RecordedStep, { requests }: History): Place {
  const { since, movedToFrontAt } = 'askedAt' in run ? queued(run, step) : run;
  if (movedToFrontAt !== undefined) return { class: 0, order: -movedToFrontAt };
  const overdue = step.now - since >= step.world.configuration.longestWaitMs;
  return overdue ? { class: 1, order: since } : { class: 2 + rank(run, requests), order: since };
}

/** What a lease was before it was granted. */
function queued(
  lease: Lease,
  { before, event, now }: RecordedStep,
): { readonly since: number; readonly movedToFrontAt?: number } {
  const entry = before.waiting.find((waits) => lease.request && isAmong(waits, lease.request.id));
  const { control } = event as { control?: { action: string; requestId?: string } };
  const moved = entry && control?.action === 'move-to-front' && isAmong(entry, control.requestId ?? '');
  const movedToFrontAt = moved ? now : entry?.movedToFrontAt;
  return {
    // What was held has waited for an operator, and not for its turn.
    since: entry && !entry.held ? entry.since : lease.askedAt,
    ...(movedToFrontAt === undefined ? {} : { movedToFrontAt }),
  };
}

function wanted(
  { managementAgentId, runProfile, request }: WaitingEntry,
  { world }: RecordedStep,
  { requests }: History,
): GovernedRun {
  const exclusive = requests.get(request.id)?.request.exclusive ?? false;
  return { managementAgentId, runProfile, exclusive, configuration: world.configuration };
}

function triggersOf(entry: WaitingEntry, { requests }: History) {
  return askersOf(entry, requests).map(({ trigger }) => trigger);
}

/** Requests that only other runs and requests keep waiting. */
function openOnes(step: RecordedStep, history: History): readonly WaitingEntry[] {
  const { after, world, now } = step;
  const { startSpacingMs } = world.configuration;
  if (after.waiting.length === 0 || whatHoldsUp(step) !== undefined) return [];
  if (startSpacingMs > 0 && now - (after.lastGrantAt ?? 0) < startSpacingMs) return [];
  return after.waiting.filter(
    (entry) => !entry.held && !isShut(world, { ...entry, triggers: triggersOf(entry, history) }, now),
  );
}

/** With no lease held, no window shut and nothing else that holds all up, something that waits is granted. */
export function noDeadlock(history: History): void {
  for (const step of history.steps) {
    if (step.after.leases.length > 0) continue;
    const [waits] = openOnes(step, history);
    if (waits) throw new Error(`${inWords(waits)} waits although nothing runs`);
  }
}

/** What waits has a run in its way with which it must not overlap, or a request that its policy lets keep it waiting. */
export function nothingWaitsForNothing(history: History): void {
  const governed = governedLeases(history);
  for (const step of history.steps) {
    const open = openOnes(step, history);
    if (open.length === 0) continue;
    const leases = step.after.leases.map(governed);
    for (const waits of open) {
      const run = wanted(waits, step, history);
      const others = open.filter((other) => other !== waits && mayKeepWaiting(other, waits, step, history));
      const inItsWay = [...leases, ...others.map((other) => wanted(other, step, history))];
      if (inItsWay.every((other) => mayOverlap(other, run)))
        throw new Error(`${inWords(waits)} waits for nothing`);
    }
  }
}

/**
 * Whether a policy lets a request that waits keep another waiting:
 *
 * - `fifo`: the one that is before it in the queue.
 * - `yield-queued`, `yield-all`: so, too; but what must be alone keeps nobody waiting who asked before it did, or nobody at
 *   all, unless it has waited too long or was put to the front.
 * - `batch`: any, by turns.
 */
function mayKeepWaiting(
  other: WaitingEntry,
  waits: WaitingEntry,
  step: RecordedStep,
  history: History,
): boolean {
  const { policy } = step.world.configuration;
  if (policy === 'batch') return true;
  if (isBefore(placeOf(waits, step, history), placeOf(other, step, history))) return false;
  const yields =
    policy !== 'fifo' &&
    !isAboveThePolicy(other, step, history) &&
    wantsToBeAlone(wanted(other, step, history));
  return !yields || (policy === 'yield-queued' && waits.since >= other.since);
}

/** Under policy `batch`: when one that was alone has ended, the next that must be alone goes before what need not be. */
export function whatIsAloneRunsBackToBack(history: History): void {
  const governed = governedLeases(history);
  for (const step of history.steps) {
    const { before, after, world, effects } = step;
    const granted = new Set(grantsAmong(effects).map(({ token }) => token));
    if (granted.size === 0 || world.configuration.policy !== 'batch') continue;
    const kept = new Set(after.leases.map(({ token }) => token));
    const ended = before.leases.some(
      (lease) => lease.request && !kept.has(lease.token) && wantsToBeAlone(governed(lease)),
    );
    if (!ended) continue;
    const next = openOnes(step, history).find((entry) => wantsToBeAlone(wanted(entry, step, history)));
    const passing = after.leases.find(
      (lease) =>
        granted.has(lease.token) &&
        !wantsToBeAlone(governed(lease)) &&
        !isAboveThePolicy(lease, step, history),
    );
    if (next && passing) throw new Error(`${inWords(passing)} was granted in the turn of ${inWords(next)}`);
  }
}

function isAboveThePolicy(run: WaitingEntry | Lease, step: RecordedStep, history: History): boolean {
  return placeOf(run, step, history).class < 2;
}

/** Each time that all holders give back, something that waits is granted. */
export function waitingEnds({ waitingAtDrain, drainRounds }: History): void {
  const runsThatGoOnAlready = 1;
  expect(drainRounds).toBeLessThanOrEqual(waitingAtDrain + runsThatGoOnAlready);
}
