import type { ManagementAgent } from '../../domain/management-agent.js';
import type { EngineObservation } from '../../domain/run-lock/engine-observation.js';
import type { MessageToRunLock, RunRequest, Urgency } from '../../domain/run-lock/messages.js';
import { DEFAULT_RUN_RULES } from '../../domain/run-lock/needs.js';
import type { RunLockEvent } from '../../domain/run-lock/reduce.js';
import { emptyRunLockState, type RunLockEffect, type RunLockState } from '../../domain/run-lock/state.js';
import { SAMPLE_SERVER } from '../sample-server.js';
import type { Command } from './commands.js';
import type { AskedRequest, History, KnownRun, RecordedStep, Reducer } from './history.js';
import { WANTS } from './wants.js';

const CATALOGUE: readonly ManagementAgent[] = SAMPLE_SERVER;
const CYCLES = 6;

interface Cycle {
  readonly name: string;
  asked: number;
  open?: string;
  lease?: {
    readonly token: number;
    readonly managementAgentId: string;
    readonly runProfile: string;
    readonly runNumber: number;
  };
}

/** Plays a history against a run lock: cycles that ask and give back, an engine, messages that take their time. */
export function playHistory(commands: readonly Command[], reducer: Reducer): History {
  let state = emptyRunLockState('main', { rules: DEFAULT_RUN_RULES, runProfiles: {} });
  let now = 1_000_000;
  let generation = 0;
  let lookUnderWay:
    | { readonly observation: EngineObservation; readonly foreign: readonly KnownRun[] }
    | undefined;
  let foreignSeen: readonly KnownRun[] = [];
  let underWay: RunLockEffect[] = [];
  const steps: RecordedStep[] = [];
  const requests = new Map<string, AskedRequest>();
  const sent: RunLockEvent[] = [];
  const runNumbers = new Map<string, number>();
  const foreignRuns = new Map<string, { readonly runProfile: string; readonly runNumber: number }>();
  const cycles = Array.from({ length: CYCLES }, newCycle);

  function newCycle(): Cycle {
    generation += 1;
    return { name: `cycle-${generation}`, asked: 0 };
  }

  function replace(cycle: Cycle): void {
    cycles[cycles.indexOf(cycle)] = newCycle();
  }

  function send(event: RunLockEvent, repeated = false): void {
    const before = state;
    const { state: after, effects } = reducer(before, event, now);
    state = after;
    underWay.push(...effects);
    steps.push({ event, now, before, after, effects, repeated, foreignRuns: foreignSeen });
    now += 1;
  }

  function sendMessage(message: MessageToRunLock): void {
    const event: RunLockEvent = { kind: 'message', message };
    sent.push(event);
    send(event);
  }

  function newRequest(cycle: Cycle, want: number, urgency: Urgency): RunRequest {
    cycle.asked += 1;
    const id = `${cycle.name}#${cycle.asked}`;
    const chosen = pick(WANTS, want);
    if (!chosen) throw new Error('There is nothing to want');
    requests.set(id, { want: chosen, askedAt: now, vanished: false });
    cycle.open = id;
    const { managementAgent, wanted } = chosen;
    return { id, cycle: cycle.name, managementAgent, wanted, urgency, reason: 'a history' };
  }

  function note(id: string, more: Partial<AskedRequest>): void {
    const known = requests.get(id);
    if (known) requests.set(id, { ...known, ...more });
  }

  function nextRunNumber(managementAgentId: string): number {
    const runNumber = (runNumbers.get(managementAgentId) ?? 0) + 1;
    runNumbers.set(managementAgentId, runNumber);
    return runNumber;
  }

  function deliver(effect: RunLockEffect, closed: boolean): void {
    const { answer } = effect;
    const cycle = cycles.find(({ name }) => name === effect.cycle);
    if (cycle && cycle.open === answer.requestId) {
      delete cycle.open;
      if (answer.kind === 'granted') {
        const { token, managementAgentId, runProfile } = answer;
        cycle.lease = { token, managementAgentId, runProfile, runNumber: nextRunNumber(managementAgentId) };
      }
    } else if (closed || requests.get(answer.requestId)?.vanished) {
      send({ kind: 'answer-undeliverable', requestId: answer.requestId });
    }
  }

  function endRun(cycle: Cycle, started: boolean, next?: { want: number; urgency: Urgency }): void {
    const { lease } = cycle;
    if (!lease) return;
    // Ours has had to wait for the end of a run that somebody else started there.
    foreignRuns.delete(lease.managementAgentId);
    foreignSeen = foreignSeen.filter(
      ({ managementAgentId }) => managementAgentId !== lease.managementAgentId,
    );
    delete cycle.lease;
    const outcome = {
      ...(started ? { runNumber: lease.runNumber } : {}),
      result: started ? 'success' : 'no-start-ma-update-in-progress',
      summary: 'no changes',
      errorCount: 0,
    };
    sendMessage({
      release: { cycle: cycle.name, token: lease.token, outcome },
      ...(next ? { request: newRequest(cycle, next.want, next.urgency) } : {}),
    });
  }

  function look(): NonNullable<typeof lookUnderWay> {
    const ours = new Map(
      cycles.flatMap(({ lease }) => (lease ? [[lease.managementAgentId, lease] as const] : [])),
    );
    return {
      foreign: [...foreignRuns].map(([managementAgentId, { runProfile }]) => ({
        managementAgentId,
        runProfile,
      })),
      observation: {
        managementAgents: CATALOGUE,
        lastRuns: CATALOGUE.map(({ id }) => {
          const run = foreignRuns.get(id) ?? ours.get(id);
          const runNumber = run?.runNumber ?? runNumbers.get(id);
          return {
            managementAgentId: id,
            busy: run !== undefined,
            ...(runNumber === undefined ? {} : { runNumber }),
            ...(run === undefined ? {} : { runProfile: run.runProfile }),
          };
        }),
      },
    };
  }

  function endLook(): void {
    if (!lookUnderWay) return;
    const { observation, foreign } = lookUnderWay;
    lookUnderWay = undefined;
    // One that does what a lease of ours is for cannot be told from ours.
    foreignSeen = foreign.filter(
      (run) => !state.leases.some((lease) => lease.request && isSameRun(lease, run)),
    );
    send({ kind: 'engine-observed', observation });
  }

  function happen(command: Command): void {
    switch (command.kind) {
      case 'ask': {
        const cycle = pick(cycles.filter(isIdle), command.cycle);
        if (cycle) sendMessage({ request: newRequest(cycle, command.want, command.urgency) });
        break;
      }
      case 'end-run': {
        const cycle = pick(
          cycles.filter(({ lease }) => lease),
          command.cycle,
        );
        if (cycle) endRun(cycle, command.started, command.next);
        break;
      }
      case 'withdraw': {
        const cycle = pick(
          cycles.filter(({ open }) => open),
          command.cycle,
        );
        if (!cycle?.open) break;
        note(cycle.open, { withdrawnAt: now });
        replace(cycle);
        sendMessage({ withdrawal: { cycle: cycle.name, requestId: cycle.open } });
        break;
      }
      case 'withdraw-in-advance': {
        const cycle = pick(cycles.filter(isIdle), command.cycle);
        if (!cycle) break;
        const request = newRequest(cycle, command.want, 'normal');
        note(request.id, { withdrawnAt: now });
        replace(cycle);
        sendMessage({ withdrawal: { cycle: cycle.name, requestId: request.id } });
        sendMessage({ request });
        break;
      }
      case 'vanish': {
        const cycle = pick(
          cycles.filter(({ open }) => open),
          command.cycle,
        );
        if (!cycle?.open) break;
        note(cycle.open, { vanished: true });
        replace(cycle);
        break;
      }
      case 'deliver': {
        const effect = pick(underWay, command.answer);
        if (!effect) break;
        underWay = underWay.filter((other) => other !== effect);
        deliver(effect, command.closed);
        break;
      }
      case 'stray-release': {
        const cycle = pick(cycles, command.cycle);
        const token = command.token % state.nextToken;
        if (!cycle || isHeldBy(cycle.name, token)) break;
        const outcome = { runNumber: 9999, result: 'success', summary: 'no changes', errorCount: 0 };
        sendMessage({ release: { cycle: cycle.name, token, outcome } });
        break;
      }
      case 'stray-withdrawal': {
        const cycle = pick(cycles, command.cycle);
        const other = pick(cycles, command.of)?.open;
        if (!cycle || other === undefined || cycle.open === other) break;
        sendMessage({ withdrawal: { cycle: cycle.name, requestId: other } });
        break;
      }
      case 'repeat': {
        const event = pick(sent, command.message);
        if (event) send(event, true);
        break;
      }
      case 'somebody-starts': {
        const means = pick(WANTS, command.want)?.means;
        if (!means || isBusy(means.managementAgentId)) break;
        const { managementAgentId, runProfile } = means;
        foreignRuns.set(managementAgentId, { runProfile, runNumber: nextRunNumber(managementAgentId) });
        break;
      }
      case 'run-of-somebody-ends': {
        const managementAgentId = pick([...foreignRuns.keys()], command.run);
        if (managementAgentId !== undefined) foreignRuns.delete(managementAgentId);
        break;
      }
      case 'begin-look':
        lookUnderWay ??= look();
        break;
      case 'end-look':
        endLook();
        break;
      case 'configure': {
        const { mimServiceExportTakesSyncLock } = command;
        const rules = { ...DEFAULT_RUN_RULES, mimServiceExportTakesSyncLock };
        send({ kind: 'configured', configuration: { rules, runProfiles: {} } });
        break;
      }
    }
  }

  function isHeldBy(cycle: string, token: number): boolean {
    return state.leases.some((lease) => lease.token === token && lease.request?.cycle === cycle);
  }

  function isBusy(managementAgentId: string): boolean {
    return (
      foreignRuns.has(managementAgentId) ||
      cycles.some(({ lease }) => lease?.managementAgentId === managementAgentId)
    );
  }

  /** All answers arrive, all runs end, all leases go back: again and again, until nothing is left. */
  function drain(): number {
    const mostRounds = requests.size + 5;
    for (let round = 0; round < mostRounds; round += 1) {
      foreignRuns.clear();
      endLook();
      lookUnderWay = look();
      endLook();
      while (underWay.length > 0) happen({ kind: 'deliver', answer: 0, closed: true });
      if (isAtRest(state) && cycles.every(isIdle)) return round;
      for (const cycle of cycles) endRun(cycle, true);
    }
    return mostRounds;
  }

  commands.forEach(happen);
  const waitingAtDrain = countWaiting(state);
  const drainRounds = drain();
  return { steps, requests, waitingAtDrain, drainRounds, final: state };
}

function isSameRun(one: KnownRun, other: KnownRun): boolean {
  return one.managementAgentId === other.managementAgentId && one.runProfile === other.runProfile;
}

function isIdle(cycle: Cycle): boolean {
  return cycle.open === undefined && cycle.lease === undefined;
}

/** Requests that a run has yet to be granted for, should those that carry them fall out. */
function countWaiting({ waiting, leases, unresolved }: RunLockState): number {
  const joined = [...waiting, ...leases].reduce((sum, carrier) => sum + carrier.joined.length, 0);
  return waiting.length + joined + unresolved.length;
}

function isAtRest(state: RunLockState): boolean {
  return state.leases.length + state.waiting.length + state.unresolved.length === 0;
}

function pick<T>(from: readonly T[], number: number): T | undefined {
  return from[number % from.length];
}
