import { AutoSyncError } from '../../domain/errors.js';
import { findManagementAgent, findRunProfile } from '../../domain/management-agent/management-agent.js';
import type { ManagementAgentDefinition } from '../definition/world-definition.js';
import type { StartSituation, StepSituation } from '../faults/armed-faults.js';
import type { FaultOf } from '../faults/fault-request.js';
import type { StepFaults } from '../faults/step-faults.js';
import type { Violation } from '../http-contract.js';
import type { Clock } from './clock.js';
import { brokenRule, refusalOf, type RunningStep } from './engine-rules.js';
import type { EngineState } from './engine-state.js';
import { executeRun, type RunningRun } from './run-execution.js';
import { IN_PROGRESS, type RunRecord } from './run-record.js';

/** The history keeps so many runs, and forgets the oldest beyond that, as an administrator who clears runs would. */
const KEPT_RUNS = 10_000;

/** The engine's answer to a start. The same shape as the sync-engine port's `StartAnswer`. */
export type StartOutcome =
  | { readonly started: true; readonly runNumber: number }
  | { readonly started: false; readonly result: string };

/** What befalls an engine. */
export interface EngineFaults {
  /** Of a start that would succeed: the result with which it is refused instead, if any. */
  ofStart(situation: StartSituation): string | undefined;
  ofStep(situation: StepSituation): StepFaults;
  /** Told when a fault has crashed the engine. */
  crashed(fault: Pick<FaultOf<'engine-crash'>, 'downSeconds'>): void;
}

export interface EngineOptions {
  readonly state: EngineState;
  readonly clock: Clock;
  /** Divides all durations: 1 is as slow as a real engine. */
  readonly speed: number;
  /** Called when a run has ended, after those who wait for it were told: they are in a hurry, this is not. */
  readonly onRunEnded?: (run: RunRecord) => void;
  readonly faults: EngineFaults;
  /** Called after each change of a run's record. */
  readonly onProgress?: () => void;
}

/** A simulated sync engine: runs, their history, and the rules that a real one enforces or suffers from. */
export interface SimulatedEngine {
  readonly state: EngineState;
  readonly speed: number;
  /**
   * Starts a run, which then goes on by itself.
   * @throws `unknown-management-agent`
   */
  start(managementAgent: string, runProfile: string, initiator: string): StartOutcome;
  /** @returns the engine's string: `success` or `ma-not-running` */
  stop(managementAgent: string): string;
  /**
   * Whether the engine calls the management agent busy. It may call one idle whose run still completes referential
   * updates; nothing starts on it all the same.
   */
  isBusy(managementAgentId: string): boolean;
  /** How many runs go on now. */
  running(): number;
  /** @throws `unknown-run` */
  run(managementAgent: string, runNumber: number): RunRecord;
  lastRun(managementAgentId: string): RunRecord | undefined;
  /**
   * Calls back, once, when a run's record changes.
   * @returns takes the wish back
   */
  onChange(run: RunRecord, callback: () => void): () => void;
  /** Ends everything that runs, as a shutdown of the engine does. */
  shutDown(): void;
  /**
   * Ends everything that runs, as a crash of the engine does.
   *
   * @param recorded what the records of the runs say ever after: that they go on, or that they were stopped
   * @returns how many runs it ended
   */
  crash(recorded: FaultOf<'engine-crash'>['recorded']): number;
}

/** The result of the runs that a shutdown interrupts: of the engine's class `stopped-*`, the word is ours. */
export const SHUTDOWN_RESULT = 'stopped-server-shutdown';

/** Finds a management agent by name or id. @throws `unknown-management-agent` */
export function managementAgentOf(state: EngineState, nameOrId: string): ManagementAgentDefinition {
  const { managementAgents } = state.world.rules.definition;
  const found = findManagementAgent(managementAgents, nameOrId);
  if (found) return found;
  const names = managementAgents.map((ma) => `"${ma.name}"`).join(', ');
  throw new AutoSyncError(
    'unknown-management-agent',
    `There is no management agent "${nameOrId}". There are: ${names || 'none'}.`,
  );
}

export function createEngine(options: EngineOptions): SimulatedEngine {
  const { state, clock, speed } = options;
  const active = new Map<string, { readonly record: RunRecord; readonly run: RunningRun }>();
  const watchers = new Map<RunRecord, Set<() => void>>();

  const otherSteps = (managementAgentId: string): readonly RunningStep[] =>
    [...active.values()].flatMap(({ record, run }) => {
      const step = run.currentStep();
      if (!step || record.managementAgentId === managementAgentId) return [];
      const ma = managementAgentOf(state, record.managementAgentId);
      return [
        {
          managementAgentId: ma.id,
          managementAgentName: ma.name,
          category: ma.category,
          type: step.type,
          runProfile: record.runProfile,
          runNumber: record.runNumber,
        },
      ];
    });

  const violate = (
    rule: Violation['rule'],
    ma: ManagementAgentDefinition,
    runProfile: string,
    other: Pick<RunningStep, 'managementAgentName' | 'runProfile' | 'runNumber'>,
  ): void => {
    state.violations.push({
      at: new Date(clock.now()).toISOString(),
      rule,
      managementAgent: ma.name,
      runProfile,
      message: `"${runProfile}" of ${ma.name} was started while run ${other.runNumber}, "${other.runProfile}" of ${other.managementAgentName}, was going on.`,
    });
  };

  const tell = (record: RunRecord): void => {
    const callbacks = watchers.get(record);
    watchers.delete(record);
    for (const callback of callbacks ?? []) callback();
  };

  const crash = (recorded: FaultOf<'engine-crash'>['recorded']): number => {
    const lost = [...active.values()];
    for (const { record, run } of lost) {
      if (recorded === 'stopped') {
        run.stop(SHUTDOWN_RESULT);
        continue;
      }
      run.abandon();
      record.crashed = true;
      active.delete(record.managementAgentId);
      options.onRunEnded?.(record);
    }
    return lost.length;
  };

  return {
    state,
    speed,
    crash,
    start(managementAgent, runProfile, initiator) {
      const ma = managementAgentOf(state, managementAgent);
      const profile = findRunProfile(ma, runProfile);
      if (!profile) return { started: false, result: 'no-start-unknown-profile-name' };
      const own = active.get(ma.id);
      if (own) {
        violate('one-run-per-management-agent', ma, profile.name, {
          ...own.record,
          managementAgentName: ma.name,
        });
        return { started: false, result: refusalOf('one-run-per-management-agent') };
      }
      const runNumber = (state.lastRunNumbers.get(ma.id) ?? 0) + 1;
      const first = profile.steps[0];
      // The class is the engine's, the word is ours: its user interface does not let a profile without steps be saved.
      if (!first) return { started: false, result: 'no-start-no-run-steps' };
      const broken = brokenRule({ category: ma.category, type: first.type }, otherSteps(ma.id));
      if (broken) {
        violate(broken.rule, ma, profile.name, broken.other);
        return { started: false, result: refusalOf(broken.rule) };
      }
      // A caller that breaks a rule is told so, whatever else would have befallen the run.
      const refused = options.faults.ofStart({ ma, runProfile: profile.name, runNumber });
      if (refused !== undefined) return { started: false, result: refused };
      const record: RunRecord = {
        managementAgentId: ma.id,
        runNumber,
        runProfile: profile.name,
        initiator,
        start: clock.now(),
        result: IN_PROGRESS,
        steps: [],
        version: 0,
      };
      state.lastRunNumbers.set(ma.id, runNumber);
      state.runs.push(record);
      if (state.runs.length > KEPT_RUNS) state.runs.splice(0, state.runs.length - KEPT_RUNS);
      const run = executeRun(
        {
          state,
          clock,
          speed,
          otherSteps: () => otherSteps(ma.id),
          faultsOf: (situation) => options.faults.ofStep(situation),
          crash: (fault) => {
            crash(fault.recorded);
            options.faults.crashed(fault);
          },
          violated: (later) => violate(later.rule, ma, profile.name, later.other),
          changed: () => {
            tell(record);
            options.onProgress?.();
          },
          ended: () => {
            active.delete(ma.id);
            tell(record);
            options.onRunEnded?.(record);
          },
        },
        record,
        profile,
      );
      if (record.end === undefined) active.set(ma.id, { record, run });
      return { started: true, runNumber };
    },
    stop(managementAgent) {
      const found = active.get(managementAgentOf(state, managementAgent).id);
      if (!found) return 'ma-not-running';
      found.run.stop('stopped-user-termination-from-wmi-or-ui');
      return 'success';
    },
    isBusy: (managementAgentId) => {
      const found = active.get(managementAgentId);
      return found !== undefined && !found.run.saysIdle();
    },
    running: () => active.size,
    run(managementAgent, runNumber) {
      const ma = managementAgentOf(state, managementAgent);
      const found = state.runs.findLast(
        (record) => record.managementAgentId === ma.id && record.runNumber === runNumber,
      );
      if (!found) {
        throw new AutoSyncError('unknown-run', `The history of ${ma.name} has no run ${runNumber}.`);
      }
      return found;
    },
    lastRun: (managementAgentId) =>
      state.runs.findLast((record) => record.managementAgentId === managementAgentId),
    onChange(run, callback) {
      const callbacks = watchers.get(run) ?? new Set();
      watchers.set(run, callbacks);
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
    shutDown() {
      for (const { run } of active.values()) run.stop(SHUTDOWN_RESULT);
    },
  };
}
