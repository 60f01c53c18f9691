import type { Control } from '../../domain/run-lock/control.js';
import { checkControl } from '../../domain/run-lock/controls/check-control.js';
import type { RunLockEffect } from '../../domain/run-lock/effect.js';
import type { EngineObservation } from '../../domain/run-lock/engine-observation.js';
import type { RunLockEvent } from '../../domain/run-lock/event.js';
import type { MessageToRunLock, RunRequest } from '../../domain/run-lock/messages.js';
import type { ShutTime } from '../../domain/run-lock/no-start/window.js';
import { emptyRunLockState, type Lease, type RunLockState } from '../../domain/run-lock/state.js';
import { findManagementAgent, findRunProfile } from '../../domain/management-agent/management-agent.js';
import { SAMPLE_SERVER } from '../sample-server.js';
import type { Asking, Command, End, Script } from './commands.js';
import { configurationOf } from './configurations.js';
import { HeldExports } from './held-exports.js';
import type {
  AskedRequest,
  ForeignRun,
  GovernedRun,
  History,
  KnownRun,
  RecordedStep,
  Reducer,
  World,
} from './history.js';
import { isSameRun } from './properties/runs.js';
import { WANTS, type Want } from './wants.js';

const CYCLES = 6;
const BEGINNING = 1_000_000;
/** Further than any history lasts. */
const FAR = 1_000_000_000;

interface HeldLease extends KnownRun {
  readonly token: number;
  readonly runNumber: number;
  readonly request: RunRequest;
  readonly approved?: RunRequest['approved'];
  /** It came from the run lock before this one. */
  readonly fromBefore?: boolean;
}

interface Cycle {
  readonly name: string;
  asked: number;
  open?: string;
  lease?: HeldLease;
  /** What it had run, and runs again. */
  again?: HeldLease;
  /** What its parent has asked, and it has asked itself instead: one of the two is answered first. */
  instead?: { readonly ofParent: string; readonly own: string };
}

/** A run in the engine that no open cycle of ours holds. */
interface EngineRun extends KnownRun {
  readonly runNumber: number;
}

interface Look {
  readonly observation: EngineObservation;
  readonly closedCycles: readonly string[];
}

type SeenRun = EngineObservation['lastRuns'][number];

/** Plays a script against a run lock: cycles that ask and give back, an engine, operators, messages that take their time. */
export function playHistory(script: Script, reducer: Reducer): History {
  const catalogue = script.managementAgents.flatMap((number) => SAMPLE_SERVER[number] ?? []);
  let configuration = configurationOf(script.settings, catalogue);
  const start = emptyRunLockState('main', configuration, script.heldBefore === undefined);
  let state = start;
  let now = BEGINNING;
  let generation = 0;
  let controls = 0;
  let underWay: RunLockEffect[] = [];
  let looks: Look[] = [];
  let engineDown = false;
  let calendar: { readonly shutTimes: readonly ShutTime[]; readonly until: number } = {
    shutTimes: [],
    until: 0,
  };
  let serverStopped = false;
  const stopped = new Set<string>();
  const exports = new HeldExports();
  const steps: RecordedStep[] = [];
  const requests = new Map<string, AskedRequest>();
  const sent: RunLockEvent[] = [];
  const runNumbers = new Map<string, number>();
  const engineRuns = new Map<string, EngineRun>();
  /** By management agent id: runs of others that the run lock has been shown. */
  const seenRuns = new Map<string, GovernedRun & { readonly runNumber: number }>();
  /** By management agent id: up to which number the run lock knows runs to have ended. */
  const endedRuns = new Map<string, number>();
  const foreignRuns: ForeignRun[] = [];
  const reportedRuns = new Set<string>();
  /** Runs that a look has shown: they have begun. */
  const shownRuns = new Set<string>();
  const terminated: string[] = [];
  const told = new Set<Cycle>();
  const toHear: Cycle[] = [];
  const cycles = Array.from({ length: CYCLES }, newCycle);
  for (const token of script.heldBefore ?? []) holdFromBefore(token);

  function newCycle(): Cycle {
    generation += 1;
    return { name: `cycle-${generation}`, asked: 0 };
  }

  function replace(cycle: Cycle): void {
    cycles[cycles.indexOf(cycle)] = newCycle();
  }

  function holdFromBefore(token: number): void {
    const cycle = cycles[token % CYCLES];
    const means = WANTS[token * 3]?.means;
    if (!cycle || cycle.lease || !means) return;
    if (!isInCatalogue(means.managementAgentId) || isBusy(means.managementAgentId)) return;
    cycle.asked += 1;
    const { managementAgentId, runProfile } = means;
    const request: RunRequest = {
      id: `${cycle.name}#${cycle.asked}`,
      cycle: cycle.name,
      managementAgent: managementAgentId,
      wanted: { runProfile },
      urgency: 'normal',
      reason: 'from before',
    };
    const runNumber = nextRunNumber(managementAgentId);
    cycle.lease = { token, managementAgentId, runProfile, runNumber, request, fromBefore: true };
  }

  function isInCatalogue(managementAgentId: string): boolean {
    return catalogue.some(({ id }) => id === managementAgentId);
  }

  function world(): World {
    return {
      configuration,
      engineDown,
      shutTimes: calendar.shutTimes,
      calendarUntil: calendar.until,
      serverStopped,
      stopped: new Set(stopped),
      exports: exports.inWorld(),
      foreignRuns: [...seenRuns.values()],
      unheard: cycles.flatMap(({ lease }) =>
        lease?.fromBefore === true && !isHeldBy(lease.request.cycle, lease.token)
          ? [{ ...lease, exclusive: false, configuration }]
          : [],
      ),
    };
  }

  function send(event: RunLockEvent, repeated = false): void {
    const before = state;
    const { state: after, effects } = reducer(before, event, now);
    state = after;
    underWay.push(...effects);
    exports.shared(before, after, requests);
    // Who was unheard before this event is heard by it, if it says so.
    steps.push({ event, now, before, after, effects, repeated, world: world() });
    for (const effect of effects) if (effect.kind === 'answer') exports.forget(effect.answer.requestId);
    now += 1;
  }

  function sendMessage(message: MessageToRunLock): void {
    const event: RunLockEvent = { kind: 'message', message };
    sent.push(event);
    send(event);
  }

  function newRequest(cycle: Cycle, asking: Asking, wants = WANTS): RunRequest {
    if (cycle.again) return sameRequest(cycle, cycle.again, 'continuation');
    const want = pick(wants, asking.want);
    if (!want) throw new Error('There is nothing to want');
    const { managementAgent, wanted } = want;
    return ask(cycle, want, {
      managementAgent,
      wanted,
      urgency: asking.urgency,
      reason: 'a history',
      ...(asking.trigger === undefined ? {} : { trigger: asking.trigger }),
      ...(asking.exclusive ? { exclusive: true } : {}),
      ...(asking.repeats ? { repeats: true } : {}),
    });
  }

  /** What was granted before, once more; what an operator has approved of it counts for another try, too. */
  function sameRequest(
    cycle: Cycle,
    { request: { wanted, managementAgent, exclusive }, approved, managementAgentId, runProfile }: HeldLease,
    urgency: RunRequest['urgency'],
    hold?: RunRequest['hold'],
  ): RunRequest {
    const details = { managementAgent, wanted, urgency, reason: 'once more' };
    const request = ask(
      cycle,
      { managementAgent, wanted, means: { managementAgentId, runProfile } },
      {
        ...details,
        trigger: 'parent-cycle',
        ...(exclusive ? { exclusive } : {}),
        ...(hold ? { hold } : approved ? { approved } : {}),
      },
    );
    delete cycle.again;
    return request;
  }

  function ask(cycle: Cycle, want: Want, details: Omit<RunRequest, 'id' | 'cycle'>): RunRequest {
    cycle.asked += 1;
    const id = `${cycle.name}#${cycle.asked}`;
    const request: RunRequest = { id, cycle: cycle.name, ...details };
    const { managementAgent, wanted } = want;
    const means = want.means && isInCatalogue(want.means.managementAgentId) ? want.means : undefined;
    requests.set(id, {
      request,
      want: { managementAgent, wanted, ...(means ? { means } : {}) },
      askedAt: now,
      vanished: false,
    });
    cycle.open = id;
    return request;
  }

  function isOfParent(id: string): boolean {
    return requests.get(id)?.request.startingSince !== undefined;
  }

  function askInstead(cycle: Cycle, ofParent: string): void {
    const known = requests.get(ofParent);
    if (!known) return;
    const { id: _its, cycle: _name, startingSince: _then, ...details } = known.request;
    const request = ask(cycle, known.want, { ...details, insteadOf: ofParent });
    cycle.open = ofParent;
    cycle.instead = { ofParent, own: request.id };
    sendMessage({ request });
  }

  function openOf({ open, instead }: Cycle): readonly string[] {
    return instead ? [instead.ofParent, instead.own] : open === undefined ? [] : [open];
  }

  function withdraw(cycle: Cycle, id: string): void {
    note(id, { withdrawnAt: now });
    exports.forget(id);
    sendMessage({ withdrawal: { cycle: cycle.name, requestId: id } });
  }

  /** One that has not begun: a cycle counts what is pending before it starts anything. */
  function unusedExport(number: number): Cycle | undefined {
    return pick(
      cycles.filter(({ lease }) => lease && isExport(lease) && !hasBegun(lease)),
      number,
    );
  }

  /** Has a cycle hold an export that has not begun, as far as the run lock lets one. */
  function bringAboutExport({
    cycle,
    asking,
    insists,
  }: Extract<Command, { kind: 'give-back-to-hold' }>): void {
    const askForIt = () => askForExport(cycle, asking);
    for (const toDo of insists ? [askForIt, makeWay, askForIt] : [askForIt]) {
      if (unusedExport(cycle) || arriveExport(cycle)) return;
      toDo();
    }
    arriveExport(cycle);
  }

  /** Who wants what waits already joins it, and shares what becomes of it. */
  function askForExport(number: number, asking: Asking): void {
    const cycle = pick(cycles.filter(isIdle), number);
    const wanted = WANTS.filter(
      ({ means }) => means && isInCatalogue(means.managementAgentId) && isExport(means),
    );
    const waiting = wanted.filter(({ means }) =>
      state.waiting.some((entry) => !entry.held && means && isSameRun(entry, means)),
    );
    if (!cycle || wanted.length === 0) return;
    sendMessage({ request: newRequest(cycle, asking, waiting.length > 0 ? waiting : wanted) });
  }

  /** A grant of an export that is under way arrives at the cycle that waits for it. */
  function arriveExport(number: number): boolean {
    const grant = pick(
      underWay.filter(
        (effect) =>
          effect.kind === 'answer' &&
          effect.answer.kind === 'granted' &&
          isExport(effect.answer) &&
          cycles.some(({ open }) => open === effect.answer.requestId),
      ),
      number,
    );
    if (grant) arrive(grant, false);
    return grant !== undefined;
  }

  function giveBackToHold(cycle: Cycle): void {
    const { lease } = cycle;
    if (!lease) return;
    const { managementAgentId, runProfile, token } = lease;
    delete cycle.lease;
    takeBackNumber(lease);
    const figures = [exports.nextFigures()];
    const request = sameRequest(cycle, lease, 'continuation', { figures, reason: 'too much is pending' });
    exports.hold({
      requestId: request.id,
      managementAgentId,
      runProfile,
      exclusive: request.exclusive ?? false,
    });
    const outcome = { result: 'threshold-exceeded', summary: 'too much is pending', errorCount: 0 };
    sendMessage({ release: { cycle: cycle.name, token, outcome }, request });
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

  function know(managementAgentId: string, ended: number): void {
    endedRuns.set(managementAgentId, Math.max(endedRuns.get(managementAgentId) ?? 0, ended));
  }

  /** Somebody else started it, or its cycle is gone. */
  function beginEngineRun(run: EngineRun): void {
    engineRuns.set(run.managementAgentId, run);
    foreignRuns.push({ ...run, afterFirstLook: state.catalogue !== undefined });
  }

  function arrive(effect: RunLockEffect, closed: boolean): void {
    underWay = underWay.filter((other) => other !== effect);
    deliver(effect, closed);
  }

  function deliver(effect: RunLockEffect, closed: boolean): void {
    switch (effect.kind) {
      case 'answer': {
        const { answer } = effect;
        const cycle = cycles.find(({ name }) => name === effect.cycle);
        if (cycle && openOf(cycle).includes(answer.requestId)) {
          const { instead } = cycle;
          delete cycle.open;
          delete cycle.instead;
          if (instead?.ofParent === answer.requestId) withdraw(cycle, instead.own);
          const request = requests.get(answer.requestId)?.request;
          if (answer.kind !== 'granted' || !request) return;
          const { token, managementAgentId, runProfile, approved } = answer;
          const runNumber = nextRunNumber(managementAgentId);
          cycle.lease = {
            token,
            managementAgentId,
            runProfile,
            runNumber,
            request,
            ...(approved ? { approved } : {}),
          };
        } else if (closed || requests.get(answer.requestId)?.vanished) {
          const event: RunLockEvent = { kind: 'answer-undeliverable', requestId: answer.requestId };
          sent.push(event);
          send(event);
        }
        return;
      }
      case 'cancel-cycle': {
        const cycle = cycles.find(({ name, lease }) => name === effect.cycle && lease);
        if (cycle) endRun(cycle, 'cancelled');
        return;
      }
      case 'stop-run':
        engineRuns.delete(effect.managementAgentId);
        return;
      case 'start-cycle':
      case 'look-for-work-left':
      case 'reconcile-schedules':
    }
  }

  function endRun(
    cycle: Cycle,
    wantedEnd: End,
    { next, child, stop }: Pick<Extract<Command, { kind: 'end-run' }>, 'next' | 'child' | 'stop'> = {},
  ): void {
    const { lease } = cycle;
    if (!lease) return;
    const { managementAgentId, runProfile, runNumber, token } = lease;
    const end = wantedEnd === 'never-started' && hasBegun(lease) ? 'ran' : wantedEnd;
    delete cycle.lease;
    const lost = end === 'lost';
    const waitedFor = engineRuns.get(managementAgentId);
    const known = isHeldBy(cycle.name, token);
    if (!lost) {
      // Ours has had to wait for the end of a run that somebody else started there.
      engineRuns.delete(managementAgentId);
      if (known) seenRuns.delete(managementAgentId);
      if (known && waitedFor) know(managementAgentId, waitedFor.runNumber);
    }
    const started = end === 'ran' || end === 'failed' || end === 'cancelled';
    if (end === 'failed') cycle.again = lease;
    if (stop && known) stopByRule(stop, managementAgentId);
    if (started && known) {
      reportedRuns.add(`${managementAgentId}/${runNumber}`);
      know(managementAgentId, runNumber);
    }
    if (end === 'never-started') takeBackNumber(lease);
    if (lost) {
      if (waitedFor) takeBackNumber(lease);
      else beginEngineRun({ managementAgentId, runProfile, runNumber });
      if (known && !waitedFor) seeLost(token);
    }
    const outcome = {
      ...(started ? { runNumber } : {}),
      result: started ? 'success' : 'no-start-ma-update-in-progress',
      summary: 'no changes',
      errorCount: 0,
      ...(end === 'cancelled' ? { cancelled: true } : {}),
      ...(end === 'failed' ? { runsAgain: true as const } : {}),
      ...(stop
        ? { stop: { scope: stop, error: 'threshold-exceeded' as const, reason: 'too much staged' } }
        : {}),
      ...(lost ? { mayGoOn: true } : {}),
      ...(waitedFor && !lost ? { unmanagedRuns: [waitedFor.runNumber] } : {}),
    };
    sendMessage({
      release: { cycle: cycle.name, token, outcome },
      ...(next ? { request: newRequest(cycle, next) } : {}),
      ...(child ? { ofChildren: requestsOfChildren(cycle, child) } : {}),
    });
  }

  function requestsOfChildren(parent: Cycle, asking: Asking): readonly RunRequest[] {
    const child = pick(
      cycles.filter((cycle) => cycle !== parent && isIdle(cycle) && !cycle.again),
      asking.want,
    );
    if (!child) return [];
    const request = { ...newRequest(child, asking), startingSince: now };
    note(request.id, { request });
    return [request];
  }

  /** The run lock is told that what it knows by this token may go on. By its number, once a look has shown that. */
  function seeLost(token: number): void {
    const held = state.leases.find((lease) => lease.token === token);
    if (!held) return;
    const { managementAgentId, runProfile, runNumber = 0 } = held;
    seenRuns.set(managementAgentId, { managementAgentId, runProfile, runNumber, ...rulesOf(held) });
  }

  function stopByRule(scope: 'management-agent' | 'server', managementAgentId: string): void {
    if (scope === 'server') serverStopped = true;
    else stopped.add(managementAgentId);
  }

  function hasBegun({ managementAgentId, runNumber }: HeldLease): boolean {
    return shownRuns.has(`${managementAgentId}/${runNumber}`);
  }

  /** The engine numbers only what it starts. */
  function takeBackNumber(lease: HeldLease): void {
    if (hasBegun(lease)) return;
    const { managementAgentId, runNumber } = lease;
    if (runNumbers.get(managementAgentId) === runNumber) runNumbers.set(managementAgentId, runNumber - 1);
  }

  function terminate(cycle: Cycle, runGoesOn: boolean): void {
    const { lease } = cycle;
    terminated.push(cycle.name);
    for (const id of openOf(cycle)) {
      note(id, { vanished: true });
      exports.forget(id);
    }
    if (lease) {
      if (runGoesOn && !engineRuns.has(lease.managementAgentId)) beginEngineRun(lease);
      else if (!runGoesOn && !engineRuns.has(lease.managementAgentId))
        foreignRuns.push({ ...lease, afterFirstLook: state.catalogue !== undefined });
      else takeBackNumber(lease);
    }
    replace(cycle);
  }

  function look(withCatalogue: boolean): Look {
    const ours = new Map(
      cycles.flatMap(({ lease }) => (lease ? [[lease.managementAgentId, lease] as const] : [])),
    );
    const closedCycles = withCatalogue ? [] : [...terminated];
    return {
      closedCycles,
      observation: {
        ...(withCatalogue ? { managementAgents: catalogue } : {}),
        lastRuns: catalogue.map(({ id }) => {
          const run = engineRuns.get(id) ?? ours.get(id);
          const runNumber = run?.runNumber ?? runNumbers.get(id);
          shownRuns.add(`${id}/${runNumber}`);
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

  function endLook({ observation, closedCycles }: Look): void {
    const knew = state.catalogue !== undefined || observation.managementAgents !== undefined;
    const { leases } = state;
    engineDown = false;
    if (knew) for (const run of observation.lastRuns) beShown(run, leases, closedCycles);
    send({
      kind: 'engine-observed',
      observation,
      ...(closedCycles.length > 0 ? { closedCycles } : {}),
    });
  }

  /** What the run lock must know of a management agent after a look. */
  function beShown(run: SeenRun, leases: readonly Lease[], closedCycles: readonly string[]): void {
    const { managementAgentId, busy, runNumber = 0, runProfile } = run;
    const seen = seenRuns.get(managementAgentId);
    // Without a number the run history may have been cleared: that is not taken for old.
    if (seen && run.runNumber !== undefined && seen.runNumber > runNumber) return;
    if (!busy || runProfile === undefined) {
      seenRuns.delete(managementAgentId);
      know(managementAgentId, runNumber);
      return;
    }
    if (runNumber <= (endedRuns.get(managementAgentId) ?? 0)) return;
    // The engine runs one run of a management agent at a time: all before this one have ended.
    know(managementAgentId, runNumber - 1);
    const same = leases.find((lease) => isSameRun(lease, { managementAgentId, runProfile }));
    const { request } = same ?? {};
    // One that does what a lease of ours is for cannot be told from ours.
    if (request && !closedCycles.includes(request.cycle)) {
      // What ran there before has ended.
      if (seen && seen.runNumber < runNumber) seenRuns.delete(managementAgentId);
      return;
    }
    if (seen?.runNumber === runNumber) return;
    const rules = same ? rulesOf(same) : { exclusive: false, configuration };
    seenRuns.set(managementAgentId, { managementAgentId, runProfile, runNumber, ...rules });
  }

  function rulesOf(lease: Lease): Pick<GovernedRun, 'exclusive' | 'configuration'> {
    const begun = steps.find(({ after }) =>
      after.leases.some(
        ({ since, managementAgentId }) =>
          since === lease.since && managementAgentId === lease.managementAgentId,
      ),
    );
    return { exclusive: false, configuration: begun?.after.configuration ?? configuration };
  }

  function operate(control: Control | undefined): void {
    // What cannot be carried out never becomes an event: whoever asks for it is told so.
    if (!control || checkControl(state, control)) return;
    const event: RunLockEvent = { kind: 'control', control };
    if (control.action === 'stop' || control.action === 'start') {
      const stops = control.action === 'stop';
      if (control.managementAgent === undefined) serverStopped = stops;
      else if (stops) stopped.add(control.managementAgent);
      else stopped.delete(control.managementAgent);
    }
    if (control.action === 'approve-export') {
      const entry = state.waiting.find(({ request }) => request.id === control.requestId);
      if (entry) exports.decide(control, entry);
    }
    if (control.action === 'force-release') {
      const lease = state.leases.find(({ token }) => token === control.token);
      if (lease && !lease.request) seenRuns.delete(lease.managementAgentId);
      const holder = cycles.find((cycle) => cycle.lease?.token === control.token);
      // An operator who does that is done with the cycle, too.
      if (holder) terminate(holder, true);
    }
    sent.push(event);
    send(event);
  }

  function controlOf(command: Extract<Command, { kind: 'control' }>): Control | undefined {
    if (!state.catalogue) return undefined;
    const said = newControl();
    const ma = pick(catalogue, command.target)?.id ?? '';
    const target = command.wholeServer ? {} : { managementAgent: ma };
    const waits = pick(
      state.waiting.flatMap(({ request, joined }) => [request, ...joined]),
      command.target,
    );
    switch (command.action) {
      case 'stop':
        return { ...said, action: 'stop', ...target, cancelRuns: command.cancelRuns };
      case 'start':
        return { ...said, action: 'start', ...target };
      case 'cancel-run':
        return { ...said, action: 'cancel-run', managementAgent: ma };
      case 'remove-request':
      case 'move-to-front':
        return waits && { ...said, action: command.action, requestId: waits.id };
      case 'force-release': {
        const lease = pick(state.leases, command.target);
        return lease && { ...said, action: 'force-release', token: lease.token };
      }
    }
  }

  function decisionOf({ held, decision }: Extract<Command, { kind: 'decide' }>): Control | undefined {
    const requestId = pick(heldOnes(), held)?.request.id;
    if (requestId === undefined) return undefined;
    if (decision === 'reject') return { ...newControl(), action: 'reject-export', requestId };
    const raise = decision === 'raise' ? { raise: true } : {};
    return { ...newControl(), action: 'approve-export', requestId, ...raise };
  }

  function newControl(): Pick<Control, 'id' | 'by'> {
    controls += 1;
    return { id: `control-${controls}`, by: 'nina' };
  }

  function happen(command: Command): void {
    switch (command.kind) {
      case 'ask': {
        const cycle = pick(cycles.filter(isIdle), command.cycle);
        if (cycle) sendMessage({ request: newRequest(cycle, command.asking) });
        break;
      }
      case 'ask-for-what-waits': {
        const cycle = pick(cycles.filter(isIdle), command.cycle);
        const entry = pick(state.waiting, command.entry);
        if (!cycle || !entry) break;
        const asking = { ...command.asking, exclusive: entry.request.exclusive ?? false };
        const wants = WANTS.filter(({ means }) => means && isSameRun(entry, means));
        sendMessage({ request: newRequest(cycle, asking, wants) });
        break;
      }
      case 'end-run': {
        const cycle = pick(
          cycles.filter(({ lease }) => lease),
          command.cycle,
        );
        if (cycle) endRun(cycle, command.end, command);
        break;
      }
      case 'give-back-to-hold': {
        bringAboutExport(command);
        const cycle = unusedExport(command.cycle);
        if (cycle) giveBackToHold(cycle);
        break;
      }
      case 'withdraw': {
        const cycle = pick(
          cycles.filter(({ open }) => open),
          command.cycle,
        );
        if (!cycle?.open) break;
        replace(cycle);
        for (const id of openOf(cycle)) withdraw(cycle, id);
        break;
      }
      case 'ask-instead': {
        const cycle = pick(
          cycles.filter(({ open = '', instead }) => !instead && isOfParent(open)),
          command.cycle,
        );
        if (cycle?.open) askInstead(cycle, cycle.open);
        break;
      }
      case 'withdraw-in-advance': {
        const cycle = pick(cycles.filter(isIdle), command.cycle);
        if (!cycle) break;
        const request = newRequest(cycle, command.asking);
        note(request.id, { withdrawnAt: now });
        replace(cycle);
        sendMessage({ withdrawal: { cycle: cycle.name, requestId: request.id } });
        sendMessage({ request });
        break;
      }
      case 'terminate': {
        const cycle = pick(
          cycles.filter((one) => !isIdle(one)),
          command.cycle,
        );
        if (cycle) terminate(cycle, command.runGoesOn);
        break;
      }
      case 'deliver': {
        const effect = pick(underWay, command.effect);
        if (effect) arrive(effect, command.closed);
        break;
      }
      case 'stray-release': {
        const cycle = pick(cycles, command.cycle);
        const token = command.token % state.nextToken;
        if (!cycle || isHeldBy(cycle.name, token) || cycle.lease?.token === token) break;
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
        if (!means || !isInCatalogue(means.managementAgentId) || isBusy(means.managementAgentId)) break;
        const { managementAgentId, runProfile } = means;
        beginEngineRun({ managementAgentId, runProfile, runNumber: nextRunNumber(managementAgentId) });
        break;
      }
      case 'run-of-somebody-ends': {
        const managementAgentId = pick([...engineRuns.keys()], command.run);
        if (managementAgentId !== undefined) engineRuns.delete(managementAgentId);
        break;
      }
      case 'begin-look':
        if (looks.length < 2) looks.push(look(command.catalogue));
        break;
      case 'end-look': {
        const arrived = pick(looks, command.look);
        if (!arrived) break;
        looks = looks.filter((other) => other !== arrived);
        endLook(arrived);
        break;
      }
      case 'look':
        endLook(look(false));
        break;
      case 'engine-down':
        engineDown = true;
        send({ kind: 'engine-unreachable', reason: 'connection refused' });
        break;
      case 'configure': {
        const windows = configuration.noStartWindows.length;
        const { thresholds } = configuration;
        configuration = configurationOf(command.settings, catalogue);
        if (configuration.thresholds !== thresholds) exports.thresholdsChange(state);
        if (configuration.noStartWindows.length !== windows) calendar = { shutTimes: [], until: 0 };
        send({ kind: 'configured', configuration });
        break;
      }
      case 'know-calendar': {
        if (configuration.noStartWindows.length === 0) break;
        const from = now + command.after;
        const ma =
          command.managementAgent === undefined ? undefined : pick(catalogue, command.managementAgent);
        const { triggers } = command;
        knowCalendar([
          {
            from,
            to: from + command.length,
            ...(ma ? { managementAgent: ma.id } : {}),
            ...(triggers ? { triggers } : {}),
          },
        ]);
        break;
      }
      case 'time-passes':
        now += command.milliseconds;
        send({ kind: 'tick' });
        break;
      case 'control':
        operate(controlOf(command));
        break;
      case 'decide':
        operate(decisionOf(command));
        break;
      case 'list-open-cycles':
        listOpenCycles(command.complete);
        break;
      case 'say-what-is-held': {
        const cycle = pick(toHear, command.cycle);
        if (cycle) sayWhatIsHeld(cycle);
        break;
      }
    }
  }

  function knowCalendar(shutTimes: readonly ShutTime[]): void {
    calendar = { shutTimes, until: now + FAR };
    send({ kind: 'shut-times-known', shutTimes, until: calendar.until });
  }

  function listOpenCycles(complete: boolean): void {
    if (!state.hearing) return;
    const open = cycles.filter((cycle) => !told.has(cycle));
    for (const cycle of open) told.add(cycle);
    toHear.push(...open);
    send({ kind: 'open-cycles-listed', cycles: open.map(({ name }) => name), complete });
  }

  function sayWhatIsHeld(cycle: Cycle): void {
    toHear.splice(toHear.indexOf(cycle), 1);
    if (!cycles.includes(cycle)) {
      send({ kind: 'cycles-closed', cycles: [cycle.name] });
      return;
    }
    const { lease, name } = cycle;
    if (!lease?.fromBefore) {
      sendMessage({ presence: { cycle: name } });
      return;
    }
    const { token, managementAgentId, runProfile, request } = lease;
    const seen = seenRuns.get(managementAgentId);
    if (seen && isSameRun(seen, lease)) seenRuns.delete(managementAgentId);
    sendMessage({ presence: { cycle: name, held: { token, managementAgentId, runProfile, request } } });
  }

  function isHeldBy(cycle: string, token: number): boolean {
    return state.leases.some((lease) => lease.token === token && lease.request?.cycle === cycle);
  }

  function isBusy(managementAgentId: string): boolean {
    return (
      engineRuns.has(managementAgentId) ||
      cycles.some(({ lease }) => lease?.managementAgentId === managementAgentId)
    );
  }

  function heldOnes(): RunLockState['waiting'] {
    return state.catalogue ? state.waiting.filter(({ held }) => held) : [];
  }

  /** All is heard and seen, all answers arrive, all runs end, all leases go back: again and again, until nothing is left. */
  function drain(): number {
    const mostRounds = 2 * requests.size + 10;
    hearAll();
    for (let round = 0; round < mostRounds; round += 1) {
      seeAll();
      while (heldOnes().length > 0) happen({ kind: 'decide', held: 0, decision: 'approve' });
      deliverAll();
      if (isAtRest(state) && cycles.every(isIdle)) return round;
      endAllRuns();
    }
    return mostRounds;
  }

  /** Once, what drains a history again and again. What is held stays so. */
  function makeWay(): void {
    hearAll();
    seeAll();
    deliverAll();
    endAllRuns();
  }

  function hearAll(): void {
    listOpenCycles(true);
    while (toHear[0]) sayWhatIsHeld(toHear[0]);
    if (configuration.noStartWindows.length > 0) knowCalendar([]);
  }

  function seeAll(): void {
    engineRuns.clear();
    for (const old of looks) endLook(old);
    looks = [];
    endLook(look(true));
    endLook(look(false));
  }

  function deliverAll(): void {
    while (underWay.length > 0) happen({ kind: 'deliver', effect: 0, closed: true });
  }

  function endAllRuns(): void {
    for (const cycle of cycles) endRun(cycle, 'ran');
    now += configuration.startSpacingMs;
    send({ kind: 'tick' });
  }

  script.commands.forEach(happen);
  const waitingAtDrain = countWaiting(state);
  const drainRounds = drain();
  return {
    catalogue,
    start,
    steps,
    requests,
    foreignRuns,
    exports: isExport,
    reportedRuns,
    waitingAtDrain,
    drainRounds,
    final: state,
  };
}

/** Of the management agents that histories have. */
function isExport({ managementAgentId, runProfile }: KnownRun): boolean {
  const ma = findManagementAgent(SAMPLE_SERVER, managementAgentId);
  return (
    ma !== undefined && (findRunProfile(ma, runProfile)?.steps ?? []).some(({ type }) => type === 'export')
  );
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
