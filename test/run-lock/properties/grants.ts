import { expect } from 'vitest';
import type { RunLockAnswer, RunRequest } from '../../../domain/run-lock/messages.js';
import type { RunLockState } from '../../../domain/run-lock/state.js';
import { answersAmong, grantsAmong, isShut, type History, type RecordedStep } from '../history.js';
import { mayOverlap } from '../may-overlap.js';
import { askersOf, governedLeases, isAmong, inWords, RANKS } from './runs.js';

/** Also none beside what was held before this run lock began, or runs in the engine. */
export function noGrantBesideAnExcludingRun(history: History): void {
  const governed = governedLeases(history);
  for (const { effects, after, world } of history.steps) {
    for (const answer of grantsAmong(effects)) {
      const granted = after.leases.find(({ token }) => token === answer.token);
      if (!granted) throw new Error(`${inWords(answer)} was granted without a lease`);
      const ours = after.leases.filter((lease) => lease !== granted && lease.request).map(governed);
      for (const other of [...ours, ...world.foreignRuns, ...world.unheard] as const) {
        if (!mayOverlap(governed(granted), other)) {
          throw new Error(`${inWords(answer)} was granted beside ${inWords(other)}`);
        }
      }
    }
  }
}

/** Nothing is granted while the engine is not known or does not answer, or by a lock that has yet to hear a cycle. */
export function nothingIsGrantedThatMustWait({ steps, requests, catalogue }: History): void {
  let lastGrant = Number.NEGATIVE_INFINITY;
  for (const step of steps) {
    const grants = grantsAmong(step.effects);
    if (grants.length === 0) continue;
    const held = whatHoldsUp(step);
    if (held !== undefined) throw new Error(`${inWords(grants[0] ?? none)} was granted although ${held}`);
    const { world, now, after } = step;
    for (const grant of grants) {
      const lease = after.leases.find(({ token }) => token === grant.token);
      const triggers = lease ? askersOf(lease, requests).map(({ trigger }) => trigger) : [];
      if (isShut(world, { ...grant, triggers }, now))
        throw new Error(`${inWords(grant)} was granted in a window`);
      if (world.serverStopped || world.stopped.has(grant.managementAgentId)) {
        throw new Error(`${inWords(grant)} was granted although it is stopped`);
      }
      const name = catalogue.find(({ id }) => id === grant.managementAgentId)?.name ?? '';
      expect(world.configuration.disabled).not.toContain(name.toLowerCase());
    }
    const { startSpacingMs } = world.configuration;
    if (startSpacingMs > 0) {
      expect(grants).toHaveLength(1);
      expect(now - lastGrant).toBeGreaterThanOrEqual(startSpacingMs);
    }
    lastGrant = now;
  }
}

const none = { runProfile: '', managementAgentId: '' };

/** Why nothing at all may be granted. */
export function whatHoldsUp({ world, after, now }: RecordedStep): string | undefined {
  if (!after.catalogue) return 'the engine has not been seen';
  if (world.engineDown) return 'the engine is down';
  if (after.hearing) return 'cycles have yet to be heard';
  const { noStartWindows } = world.configuration;
  return noStartWindows.length > 0 && world.calendarUntil <= now ? 'the calendar is not known' : undefined;
}

/** Larger than any token before, so that an old holder's release can be told from a new one's. */
export function tokensGrow({ steps }: History): void {
  let largest = 0;
  for (const { before, after, effects } of steps) {
    for (const { token } of before.leases) largest = Math.max(largest, token);
    for (const { token } of grantsAmong(effects)) {
      expect(token).toBeGreaterThan(largest);
      largest = token;
    }
    const tokens = after.leases.map(({ token }) => token);
    if (new Set(tokens).size < tokens.length) throw new Error(`Two leases have one token: ${tokens.join()}`);
  }
}

export function answersFitRequests({ steps, requests }: History): void {
  for (const step of steps) {
    for (const { cycle, answer } of answersAmong(step.effects)) {
      const asked = requests.get(answer.requestId);
      expect(answer.requestId.startsWith(`${cycle}#`)).toBe(true);
      const means = asked?.want.means;
      if (answer.kind === 'refused') {
        if (/unknown|no-run/.test(answer.code)) expect(means).toBeUndefined();
        continue;
      }
      // As long as nobody has looked it up, it has the words of whoever asked.
      const looked = answer.kind === 'granted' || !unresolvedCarrierOf(step, answer);
      if (looked) expect(answer.runProfile).toBe(means?.runProfile);
      if (answer.kind !== 'granted') continue;
      expect(answer.managementAgentId).toBe(means?.managementAgentId);
    }
  }
}

/** A run that began before might have missed the changes. It is as exclusive as was asked for. */
export function coalescedRunsBeganLater({ steps, requests }: History): void {
  for (const step of steps) {
    for (const { answer } of answersAmong(step.effects)) {
      if (answer.kind !== 'coalesced') continue;
      const asked = requests.get(answer.requestId);
      const lease = step.before.leases.find((held) => isAmong(held, answer.requestId));
      const carrier = answer.outcome === undefined ? atOnceCarrierOf(step, answer) : lease;
      expect(carrier?.request?.cycle).toBe(answer.into);
      expect(requests.get(carrier?.request?.id ?? '')?.request.exclusive).toBe(asked?.request.exclusive);
      if (answer.outcome === undefined) expect(asked?.request.repeats).toBe(true);
      else expect(lease?.since).toBeGreaterThanOrEqual(asked?.askedAt ?? Number.POSITIVE_INFINITY);
    }
  }
}

/** It would have made the run that waits no more urgent, and let it pass no window that keeps it waiting. */
export function whatIsAnsweredAtOnceWouldHastenNothing({ steps, requests }: History): void {
  for (const step of steps) {
    for (const { answer } of answersAmong(step.effects)) {
      const asked = requests.get(answer.requestId)?.request;
      if (answer.kind !== 'coalesced' || answer.outcome !== undefined || !asked) continue;
      const carrier = atOnceCarrierOf(step, answer);
      const others = carrier ? askersOf(carrier, requests) : [];
      const urgent = others.some(({ urgency }) => RANKS.indexOf(urgency) <= RANKS.indexOf(asked.urgency));
      if (!urgent) throw new Error(`${asked.id} is more urgent than what waits in ${answer.into}`);
      const { trigger: asker = 'operator' } = asked;
      if (others.some(({ trigger = 'operator' }) => trigger === asker)) continue;
      const { managementAgentId } = requests.get(answer.requestId)?.want.means ?? {};
      const past = step.world.shutTimes.find(
        ({ to, managementAgent = managementAgentId, triggers }) =>
          step.now < to && managementAgent === managementAgentId && triggers?.includes(asker) === false,
      );
      if (past) throw new Error(`${asked.id} may start from ${past.from} to ${past.to}`);
    }
  }
}

type Coalesced = Extract<RunLockAnswer, { kind: 'coalesced' }>;

/** Of a request that was answered at once: what waits, or is granted by the same event, and does its work. */
function atOnceCarrierOf(
  step: RecordedStep,
  answer: Coalesced,
): Pick<RunLockState['leases'][number], 'request' | 'joined'> | undefined {
  const { before, after } = step;
  const request = unresolvedCarrierOf(step, answer);
  if (request) return { request, joined: [] };
  return [...after.leases, ...after.waiting, ...before.waiting].find(
    (one) => one.request?.cycle === answer.into,
  );
}

/** The same, as long as it has not been looked up. */
function unresolvedCarrierOf({ after }: RecordedStep, { into }: Coalesced): RunRequest | undefined {
  return after.unresolved.find(({ cycle }) => cycle === into);
}

/** Once each; and only what no cycle of ours has reported. What ran before the first look is nobody's. */
export function foreignRunsAreFollowedOnce({ steps, foreignRuns, reportedRuns, catalogue }: History): void {
  const followed = new Set<string>();
  for (const effect of steps.flatMap(({ effects }) => effects)) {
    if (effect.kind !== 'start-cycle' || effect.cycle.start.kind !== 'follow-ups-of-run') continue;
    const ma = catalogue.find(({ name }) => name === effect.cycle.managementAgent);
    const run = `${ma?.id}/${effect.cycle.start.runNumber}`;
    if (followed.has(run)) throw new Error(`Run ${run} was followed twice`);
    if (reportedRuns.has(run)) throw new Error(`Run ${run} was followed although its cycle has reported it`);
    followed.add(run);
  }
  for (const { managementAgentId, runNumber, afterFirstLook } of foreignRuns) {
    const run = `${managementAgentId}/${runNumber}`;
    if (afterFirstLook && !followed.has(run)) throw new Error(`Run ${run} was not followed`);
  }
}
