import type { ManagementAgent } from '../../domain/management-agent.js';
import type { RunRequest, Urgency, Wanted } from '../../domain/run-lock/messages.js';
import type { RunRules } from '../../domain/run-lock/needs.js';
import { DEFAULT_RUN_RULES } from '../../domain/run-lock/needs.js';
import { reduceRunLock, type RunLockEvent } from '../../domain/run-lock/reduce.js';
import {
  emptyRunLockState,
  type RunLockConfiguration,
  type RunLockEffect,
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

/** A run lock and the cycles that talk to it, as one line each. Every answer comes back as a sentence. */
export interface Conversation {
  readonly state: RunLockState;
  /** `a` asks for a run profile by name, or for what a purpose comes down to. */
  asks(cycle: string, managementAgent: string, wanted: string | Wanted, urgency?: Urgency): readonly string[];
  /** Gives back the lease that the cycle got last, with a run that the engine ran, or that it never started. */
  releases(
    cycle: string,
    end?: {
      readonly started?: boolean;
      readonly cancelled?: boolean;
      readonly mayGoOn?: boolean;
      readonly result?: string;
      readonly next?: readonly [string, string];
    },
  ): readonly string[];
  /** Withdraws what the cycle asked for last. */
  withdraws(cycle: string): readonly string[];
  /** What the engine shows: its catalogue, and the runs named. All other management agents are idle. */
  looksAtEngine(runs?: readonly ObservedRun[], catalogue?: readonly ManagementAgent[]): readonly string[];
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
 * @param options `engineSeen: false` for a lock that has not looked yet
 */
export function converse(
  options: {
    readonly catalogue?: readonly ManagementAgent[];
    readonly rules?: Partial<RunRules>;
    readonly runProfiles?: RunLockConfiguration['runProfiles'];
    readonly engineSeen?: boolean;
  } = {},
): Conversation {
  const { catalogue = SAMPLE_SERVER, rules, runProfiles = {}, engineSeen = true } = options;
  let state = emptyRunLockState('main', { rules: { ...DEFAULT_RUN_RULES, ...rules }, runProfiles });
  let events = 0;
  const requests = new Map<string, RunRequest[]>();
  const tokens = new Map<string, number>();

  function receives(event: RunLockEvent): readonly string[] {
    const transition = reduceRunLock(state, event, BEGINNING + events * 1000);
    events += 1;
    state = transition.state;
    for (const { cycle, answer } of transition.effects) {
      if (answer.kind === 'granted') tokens.set(cycle, answer.token);
    }
    return transition.effects.map(inWords);
  }

  function newRequest(
    cycle: string,
    managementAgent: string,
    wanted: string | Wanted,
    urgency: Urgency,
  ): RunRequest {
    const earlier = requests.get(cycle) ?? [];
    const request: RunRequest = {
      id: `${cycle}#${earlier.length + 1}`,
      cycle,
      managementAgent,
      wanted: typeof wanted === 'string' ? { runProfile: wanted } : wanted,
      urgency,
      reason: `${cycle} needs it`,
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

  function looksAtEngine(runs: readonly ObservedRun[] = [], shown = catalogue): readonly string[] {
    return receives({
      kind: 'engine-observed',
      observation: {
        managementAgents: shown,
        lastRuns: shown.map(({ id, name }) => {
          const run = runs.find(({ managementAgent }) => managementAgent === name);
          return run === undefined
            ? { managementAgentId: id, busy: false }
            : {
                managementAgentId: id,
                busy: run.busy ?? true,
                runNumber: run.runNumber,
                runProfile: run.runProfile,
              };
        }),
      },
    });
  }

  if (engineSeen) looksAtEngine();
  return {
    get state() {
      return state;
    },
    asks(cycle, managementAgent, wanted, urgency = 'normal') {
      const request = newRequest(cycle, managementAgent, wanted, urgency);
      return receives({ kind: 'message', message: { request } });
    },
    releases(cycle, { started = true, cancelled = false, mayGoOn = false, result = 'success', next } = {}) {
      const outcome = {
        ...(started ? { runNumber: 100 + token(cycle) } : {}),
        result,
        summary: 'no changes',
        errorCount: 0,
        ...(cancelled ? { cancelled } : {}),
        ...(mayGoOn ? { mayGoOn } : {}),
      };
      const request = next && newRequest(cycle, next[0], next[1], 'continuation');
      const release = { cycle, token: token(cycle), outcome };
      return receives({ kind: 'message', message: { release, ...(request ? { request } : {}) } });
    },
    withdraws(cycle) {
      const withdrawal = { cycle, requestId: lastRequest(cycle).id };
      return receives({ kind: 'message', message: { withdrawal } });
    },
    looksAtEngine,
    receives,
    lastRequest,
    token,
  };
}

function inWords({ cycle, answer }: RunLockEffect): string {
  switch (answer.kind) {
    case 'granted':
      return `${cycle}: ${answer.managementAgentName} ${answer.runProfile} granted`;
    case 'coalesced':
      return `${cycle}: coalesced into ${answer.into}, ${answer.outcome?.result ?? 'at once'}`;
    case 'refused':
      return `${cycle}: refused, ${answer.code}`;
  }
}
