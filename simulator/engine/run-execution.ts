import {
  findPartition,
  importsFromDirectory,
  synchronizes,
  type RunProfile,
  type RunProfileStep,
} from '../../domain/management-agent/management-agent.js';
import { guidFrom } from '../world/deterministic-guid.js';
import { rulesOf } from '../world/rules.js';
import type { Clock } from './clock.js';
import type { StepSituation } from '../faults/armed-faults.js';
import type { FaultOf } from '../faults/fault-request.js';
import type { StepFaults } from '../faults/step-faults.js';
import { FIXED_STEP_MILLISECONDS, phaseMilliseconds } from './durations.js';
import { brokenRule, refusalOf, type BrokenRule, type RunningStep } from './engine-rules.js';
import type { EngineState } from './engine-state.js';
import { IN_PROGRESS, type RunRecord, type StepRecord } from './run-record.js';
import { referentialUpdatePhase, slowCompletionPhase } from './steps/completion-phases.js';
import { exportPhase } from './steps/export-phase.js';
import { importPhase } from './steps/import-phase.js';
import type { Phase, StepContext, StepStatus } from './steps/phase.js';
import { stepResult, stopsTheRun } from './steps/step-result.js';
import { synchronizationPhase } from './steps/synchronization-phase.js';

/** How often a step that works shows its progress, on the simulator's own clock. */
const BATCH_MILLISECONDS = 100;

/** So many objects at a time are worked on before the process looks at anything else. */
const BATCH_OBJECTS = 100;

/** What a run needs of the engine that it runs in. */
export interface RunSurroundings {
  readonly state: EngineState;
  readonly clock: Clock;
  /** Divides all durations. */
  readonly speed: number;
  /** What the other management agents do now. */
  otherSteps(): readonly RunningStep[];
  violated(broken: BrokenRule): void;
  /** What befalls a step that begins. */
  faultsOf(situation: StepSituation): StepFaults;
  /** The engine crashes, and this run with it. */
  crash(fault: FaultOf<'engine-crash'>): void;
  /** Called after each change of the run's record but the last. */
  changed(): void;
  /** Called after the last change. */
  ended(): void;
}

/** A run that goes on. */
export interface RunningRun {
  /** The step that runs now; `undefined` between steps and after the end. */
  currentStep(): RunProfileStep | undefined;
  /** Ends the run at once; what its current step has done so far stays done. */
  stop(result: string): void;
  /** Ends the run at once and leaves its record as it is. */
  abandon(): void;
  /** Whether the engine calls the management agent idle, although the run is not final. */
  saysIdle(): boolean;
}

function phasesOf(context: StepContext): readonly (() => Phase)[] {
  const { type } = context.definition;
  const { slowCompletion } = context.faults;
  return [
    ...(importsFromDirectory(type)
      ? [() => importPhase(context), () => referentialUpdatePhase(context)]
      : []),
    ...(synchronizes(type) ? [() => synchronizationPhase(context)] : []),
    ...(type === 'export' ? [() => exportPhase(context)] : []),
    ...(slowCompletion ? [() => slowCompletionPhase(slowCompletion)] : []),
  ];
}

/**
 * Executes the steps of a run profile, one after another, in batches of objects as time passes. The run belongs to
 * the engine: nobody waits for it here.
 *
 * @param run its record, which is filled in as the run goes on
 */
export function executeRun(surroundings: RunSurroundings, run: RunRecord, profile: RunProfile): RunningRun {
  const { state, clock, speed } = surroundings;
  const ma = rulesOf(state.world.rules, run.managementAgentId).definition;
  let current: { readonly definition: RunProfileStep; readonly record: StepRecord } | undefined;
  let cancelTimer: (() => void) | undefined;
  let saysIdle = false;

  const after = (milliseconds: number, callback: () => void): void => {
    cancelTimer = clock.after(milliseconds / speed, callback);
  };

  const changed = (): void => {
    run.version += 1;
    surroundings.changed();
  };

  const endRun = (): void => {
    run.end = clock.now();
    run.result = run.steps.at(-1)?.result ?? 'success';
    run.version += 1;
    surroundings.ended();
  };

  const endStep = (result: string): void => {
    const ended = current;
    current = undefined;
    saysIdle = false;
    if (!ended) return;
    ended.record.end = clock.now();
    ended.record.result = result;
    delete ended.record.progress;
    if (stopsTheRun(result)) endRun();
    else beginStep(run.steps.length);
  };

  const show = (record: StepRecord, status: StepStatus | undefined): void => {
    record.result = status?.result ?? IN_PROGRESS;
    run.result = record.result;
    if (status) record.progress = status.progress;
    else delete record.progress;
  };

  const interrupt = (fault: NonNullable<StepFaults['interruption']>): void => {
    switch (fault.kind) {
      case 'step-stopped':
        endStep(fault.result);
        return;
      case 'hang':
        changed();
        return;
      case 'engine-crash':
        surroundings.crash(fault);
        return;
    }
  };

  const workOn = (
    phases: readonly (() => Phase)[],
    context: StepContext,
    verdicts: readonly string[] = [],
    isFirst = true,
  ): void => {
    const [begin, ...rest] = phases;
    if (!begin) {
      if (isFirst && context.faults.interruption) {
        interrupt(context.faults.interruption);
        return;
      }
      endStep(stepResult(context.record, verdicts));
      return;
    }
    const phase = begin();
    const milliseconds = phase.milliseconds ?? phaseMilliseconds(phase.kind, ma.category, phase.objects);
    // A fault that interrupts strikes in the first phase, which is the one that talks to the directory if any does.
    const interruption = isFirst ? context.faults.interruption : undefined;
    const interruptedAt = interruption && Math.floor(phase.objects * interruption.after);
    saysIdle = phase.saysIdle === true;
    const batches = Math.max(
      1,
      Math.ceil(milliseconds / speed / BATCH_MILLISECONDS),
      Math.ceil(phase.objects / BATCH_OBJECTS),
    );
    const batch = (number: number): void => {
      const from = Math.floor((phase.objects * number) / batches);
      const to = Math.floor((phase.objects * (number + 1)) / batches);
      for (let index = from; index < to; index++) {
        if (interruption && index === interruptedAt) {
          interrupt(interruption);
          return;
        }
        const stopped = phase.work(index);
        if (stopped !== undefined) {
          endStep(stopped);
          return;
        }
      }
      if (number + 1 < batches) {
        show(context.record, phase.status?.(to));
        changed();
        after(milliseconds / batches, () => batch(number + 1));
        return;
      }
      finish();
    };
    const finish = (): void => {
      if (interruption && interruptedAt === phase.objects) {
        interrupt(interruption);
        return;
      }
      const verdict = phase.finish();
      workOn(rest, context, verdict === undefined ? verdicts : [...verdicts, verdict], false);
    };
    if (phase.objects === 0) {
      finish();
      return;
    }
    const status = phase.status?.(0);
    if (status || context.record.progress !== undefined) {
      show(context.record, status);
      changed();
    }
    after(milliseconds / batches, () => batch(0));
  };

  const beginStep = (index: number): void => {
    const definition = profile.steps[index];
    if (!definition) {
      endRun();
      return;
    }
    const partition = findPartition(ma, definition.partitionId);
    const record: StepRecord = {
      number: index + 1,
      id: guidFrom(`${state.world.seed}/step/${ma.id}/${profile.name}/${index + 1}`),
      type: definition.type,
      dropFile: definition.dropFile === true,
      partition: partition?.name ?? definition.partitionId,
      start: clock.now(),
      result: IN_PROGRESS,
      staging: {},
      inbound: {},
      outbound: {},
      exports: {},
      discoveryErrors: [],
      importErrors: [],
      exportErrors: [],
    };
    run.steps.push(record);
    current = { definition, record };
    const broken = brokenRule({ category: ma.category, type: definition.type }, surroundings.otherSteps());
    if (broken) {
      surroundings.violated(broken);
      endStep(refusalOf(broken.rule));
      return;
    }
    if (!partition?.selected) {
      endStep('missing-partition-for-run-step');
      return;
    }
    run.result = IN_PROGRESS;
    changed();
    const context: StepContext = {
      state,
      managementAgentId: ma.id,
      definition,
      record,
      faults: surroundings.faultsOf({
        ma,
        runProfile: profile.name,
        runNumber: run.runNumber,
        step: record.number,
        type: definition.type,
        partitionId: partition.id,
      }),
      now: () => clock.now(),
    };
    after(FIXED_STEP_MILLISECONDS, () => workOn(record.dropFile ? [] : phasesOf(context), context));
  };

  beginStep(0);
  return {
    currentStep: () => current?.definition,
    stop(result) {
      cancelTimer?.();
      endStep(result);
    },
    abandon() {
      cancelTimer?.();
      current = undefined;
    },
    saysIdle: () => saysIdle,
  };
}
