import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import type { Control } from '../../domain/run-lock/control.js';
import type { RunLockEffect } from '../../domain/run-lock/effect.js';
import type { RunLockEvent } from '../../domain/run-lock/event.js';
import type {
  RunLockAnswer,
  RunOutcome,
  RunRequest,
  Urgency,
  Wanted,
} from '../../domain/run-lock/messages.js';
import { DEFAULT_RUN_RULES, type RunRules } from '../../domain/run-lock/needs.js';
import { reduceRunLock } from '../../domain/run-lock/reduce.js';
import {
  DEFAULT_RUN_LOCK_CONFIGURATION,
  emptyRunLockState,
  type RunLockConfiguration,
  type RunLockState,
} from '../../domain/run-lock/state.js';
import { SAMPLE_SERVER } from '../sample-server.js';

/** A run that goes on, or the last one of an idle management agent. */
export interface ObservedRun {
  readonly managementAgent: string;
  readonly runProfile: string;
  readonly runNumber: number;
  readonly busy?: boolean;
}

/** What a control does, without what every control has. */
export type Action<C = Control> = C extends Control ? Omit<C, 'id' | 'by'> : never;

/** What a request may say beside the run that it wants. */
export type RequestDetails = Partial<
  Pick<RunRequest, 'managementAgentId' | 'repeats' | 'trigger' | 'exclusive' | 'hold' | 'approved'>
>;

/** A run lock and the cycles that talk to it, as one line each. Every effect comes back as a sentence. */
export interface Conversation {
  readonly state: RunLockState;
  /** `a` asks for a run profile by name, or for what a purpose comes down to. */
  asks(
    cycle: string,
    managementAgent: string,
    wanted: string | Wanted,
    urgency?: Urgency,
    details?: RequestDetails,
  ): readonly string[];
  /**
   * Gives back the lease that the cycle got last, with a run that the engine ran, or that it never started. The run's
   * number is the next that the lock can expect, if none is said.
   */
  releases(
    cycle: string,
    end?: {
      readonly started?: boolean;
      readonly cancelled?: boolean;
      readonly mayGoOn?: boolean;
      readonly result?: string;
      readonly runNumber?: number;
      readonly unmanagedRuns?: readonly number[];
      readonly stop?: RunOutcome['stop'];
      readonly next?: readonly [managementAgent: string, runProfile: string, details?: RequestDetails];
    },
  ): readonly string[];
  /** Withdraws what the cycle asked for last. */
  withdraws(cycle: string): readonly string[];
  /** What the engine shows: its catalogue, and the runs named. All other management agents are idle. */
  looksAtEngine(
    runs?: readonly ObservedRun[],
    catalogue?: readonly ManagementAgent[],
    closedCycles?: readonly string[],
  ): readonly string[];
  /** What the watch over the engine tells: of one management agent alone, without the catalogue. */
  sees(run: ObservedRun, closedCycles?: readonly string[]): readonly string[];
  /** An operator, `nina`, does something. */
  controls(action: Action, id?: string): readonly string[];
  /** A cycle says what it has held since before this run lock started. */
  saysWhatItHolds(
    cycle: string,
    held?: { readonly token: number; readonly managementAgent: string; readonly runProfile: string },
  ): readonly string[];
  /** Applies a configuration that differs from the one of now. */
  isConfigured(changes: Partial<RunLockConfiguration>): readonly string[];
  /** Time passes, and then nothing else happens. */
  waits(milliseconds: number): readonly string[];
  /** When the next event comes. Milliseconds since 1970. */
  readonly now: number;
  /** Any other event, or one that is to be sent again. */
  receives(event: RunLockEvent): readonly string[];
  /** The message with which a cycle asked last. */
  lastRequest(cycle: string): RunRequest;
  /** The token of the lease that the cycle got last. */
  token(cycle: string): number;
}

/** When every conversation begins; each event comes a second after the one before. */
export const BEGINNING = Date.UTC(2001, 1, 3, 4, 5, 6);

/**
 * Opens a conversation with a run lock that has seen the engine, all of it idle.
 *
 * @param options `engineSeen: false` for a lock that has not looked yet, `first: false` for one that was started anew;
 * and what is configured: first in, first out, if nothing is said
 */
export function converse(
  options: {
    readonly catalogue?: readonly ManagementAgent[];
    readonly rules?: Partial<RunRules>;
    readonly engineSeen?: boolean;
    readonly first?: boolean;
  } & Partial<Omit<RunLockConfiguration, 'rules'>> = {},
): Conversation {
  const { catalogue = SAMPLE_SERVER, rules, engineSeen = true, first = true, ...configuration } = options;
  let state = emptyRunLockState(
    'main',
    {
      ...DEFAULT_RUN_LOCK_CONFIGURATION,
      policy: 'fifo',
      ...configuration,
      rules: { ...DEFAULT_RUN_RULES, ...rules },
    },
    first,
  );
  let now = BEGINNING;
  let controls = 0;
  const requests = new Map<string, RunRequest[]>();
  const tokens = new Map<string, number>();

  function receives(event: RunLockEvent): readonly string[] {
    const transition = reduceRunLock(state, event, now);
    now += 1000;
    state = transition.state;
    for (const effect of transition.effects) {
      if (effect.kind !== 'answer') continue;
      if (effect.answer.kind === 'granted') tokens.set(effect.cycle, effect.answer.token);
    }
    // Schedules are made outside of the conversation.
    const heard = transition.effects.filter(({ kind }) => kind !== 'reconcile-schedules');
    return heard.map((effect) => inWords(effect, catalogue));
  }

  function newRequest(
    cycle: string,
    managementAgent: string,
    wanted: string | Wanted,
    urgency: Urgency,
    details: RequestDetails = {},
  ): RunRequest {
    const earlier = requests.get(cycle) ?? [];
    const request: RunRequest = {
      id: `${cycle}#${earlier.length + 1}`,
      cycle,
      managementAgent,
      wanted: typeof wanted === 'string' ? { runProfile: wanted } : wanted,
      urgency,
      reason: `${cycle} needs it`,
      ...details,
    };
    requests.set(cycle, [...earlier, request]);
    return request;
  }

  function lastRequest(cycle: string): RunRequest {
    const request = requests.get(cycle)?.at(-1);
    if (!request) throw new Error(`${cycle} has asked for nothing`);
    return request;
  }

  function token(cycle: string): number {
    const held = tokens.get(cycle);
    if (held === undefined) throw new Error(`${cycle} was granted nothing`);
    return held;
  }

  function looksAtEngine(
    runs: readonly ObservedRun[] = [],
    shown = catalogue,
    closedCycles?: readonly string[],
  ): readonly string[] {
    return receives({
      kind: 'engine-observed',
      observation: {
        managementAgents: shown,
        lastRuns: shown.map((ma) => {
          const run = runs.find(({ managementAgent }) => managementAgent === ma.name);
          return run === undefined ? { managementAgentId: ma.id, busy: false } : seen(ma, run);
        }),
      },
      ...(closedCycles ? { closedCycles } : {}),
    });
  }

  function named(managementAgent: string): ManagementAgent {
    const ma = catalogue.find(({ name }) => name === managementAgent);
    if (!ma) throw new Error(`The server has no ${managementAgent}`);
    return ma;
  }

  /** The number of the run that ends when the cycle gives its lease back. */
  function nextRunNumber(cycle: string): number {
    const lease = state.leases.find((held) => held.token === token(cycle));
    return (state.runNumbers[lease?.managementAgentId ?? ''] ?? 0) + 1;
  }

  if (engineSeen) looksAtEngine();
  return {
    get state() {
      return state;
    },
    get now() {
      return now;
    },
    asks(cycle, managementAgent, wanted, urgency = 'normal', details = {}) {
      const request = newRequest(cycle, managementAgent, wanted, urgency, details);
      return receives({ kind: 'message', message: { request } });
    },
    releases(
      cycle,
      {
        started = true,
        cancelled = false,
        mayGoOn = false,
        result = 'success',
        runNumber,
        unmanagedRuns,
        stop,
        next,
      } = {},
    ) {
      const outcome = {
        ...(started ? { runNumber: runNumber ?? nextRunNumber(cycle) } : {}),
        ...(unmanagedRuns ? { unmanagedRuns } : {}),
        result,
        summary: 'no changes',
        errorCount: 0,
        ...(cancelled ? { cancelled } : {}),
        ...(mayGoOn ? { mayGoOn } : {}),
        ...(stop ? { stop } : {}),
      };
      const request = next && newRequest(cycle, next[0], next[1], 'continuation', next[2]);
      const release = { cycle, token: token(cycle), outcome };
      return receives({ kind: 'message', message: { release, ...(request ? { request } : {}) } });
    },
    withdraws(cycle) {
      const withdrawal = { cycle, requestId: lastRequest(cycle).id };
      return receives({ kind: 'message', message: { withdrawal } });
    },
    looksAtEngine,
    sees(run, closedCycles) {
      const lastRuns = [seen(named(run.managementAgent), run)];
      return receives({
        kind: 'engine-observed',
        observation: { lastRuns },
        ...(closedCycles ? { closedCycles } : {}),
      });
    },
    controls(action, id) {
      controls += 1;
      return receives({
        kind: 'control',
        control: { ...action, id: id ?? `control-${controls}`, by: 'nina' } as Control,
      });
    },
    saysWhatItHolds(cycle, held) {
      if (!held) return receives({ kind: 'message', message: { presence: { cycle } } });
      const { managementAgent, runProfile } = held;
      const request = newRequest(cycle, managementAgent, runProfile, 'normal');
      tokens.set(cycle, held.token);
      const lease = { token: held.token, managementAgentId: named(managementAgent).id, runProfile, request };
      return receives({ kind: 'message', message: { presence: { cycle, held: lease } } });
    },
    isConfigured(changes) {
      return receives({ kind: 'configured', configuration: { ...state.configuration, ...changes } });
    },
    waits(milliseconds) {
      now += milliseconds;
      return receives({ kind: 'tick' });
    },
    receives,
    lastRequest,
    token,
  };
}

/** What a look at the engine shows of a management agent. */
function seen({ id }: ManagementAgent, { runNumber, runProfile, busy = true }: ObservedRun) {
  return { managementAgentId: id, busy, runNumber, runProfile };
}

function inWords(effect: RunLockEffect, catalogue: readonly ManagementAgent[]): string {
  const nameOf = (wanted: string) => catalogue.find(({ id }) => id === wanted)?.name ?? wanted;
  switch (effect.kind) {
    case 'answer':
      return `${effect.cycle}: ${answerInWords(effect.answer)}`;
    case 'cancel-cycle':
      return `${effect.cycle}: cancelled, ${effect.reason}`;
    case 'stop-run':
      return `the engine stops the run of ${nameOf(effect.managementAgentId)}`;
    case 'start-cycle': {
      const { managementAgent, start, unique } = effect.cycle;
      return `a cycle of ${managementAgent} begins: ${start.kind}, ${unique}`;
    }
    case 'look-for-work-left':
      return `work left is looked for: ${effect.managementAgentIds.map(nameOf).join(', ')}`;
    case 'reconcile-schedules':
      return 'the schedules are made to fit the catalogue';
  }
}

function answerInWords(answer: RunLockAnswer): string {
  switch (answer.kind) {
    case 'granted':
      return `${answer.managementAgentName} ${answer.runProfile} granted`;
    case 'coalesced':
      return `coalesced into ${answer.into}, ${answer.outcome?.result ?? 'at once'}`;
    case 'refused':
      return `refused, ${answer.code}`;
  }
}
