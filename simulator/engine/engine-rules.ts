import {
  isDeltaImport,
  MIM_SERVICE_CATEGORY,
  synchronizes,
  type StepType,
} from '../../domain/management-agent/management-agent.js';
import type { Violation } from '../http-contract.js';

/** A step that runs now, or that somebody wants to run. */
export interface RunningStep {
  readonly managementAgentId: string;
  readonly managementAgentName: string;
  readonly category: string;
  readonly type: StepType;
  readonly runProfile: string;
  readonly runNumber: number;
}

/** An engine rule that a step would break, and the step that it would break it with. */
export interface BrokenRule {
  readonly rule: Violation['rule'];
  readonly other: RunningStep;
}

function isMimServiceDeltaImport(step: Pick<RunningStep, 'category' | 'type'>): boolean {
  return step.category === MIM_SERVICE_CATEGORY && isDeltaImport(step.type);
}

/**
 * Which rule a step would break beside the steps of other management agents: one synchronization at a time over all
 * of them, and no delta import of the MIM Service beside one (a real engine freezes until it is killed).
 */
export function brokenRule(
  step: Pick<RunningStep, 'category' | 'type'>,
  others: readonly RunningStep[],
): BrokenRule | undefined {
  for (const other of others) {
    if (synchronizes(step.type) && synchronizes(other.type)) return { rule: 'one-synchronization', other };
    const freezes =
      (isMimServiceDeltaImport(step) && synchronizes(other.type)) ||
      (synchronizes(step.type) && isMimServiceDeltaImport(other));
    if (freezes) return { rule: 'mim-service-delta-import-beside-sync', other };
  }
  return undefined;
}

/** The engine's answer to a start that breaks a rule. */
export function refusalOf(rule: Violation['rule']): string {
  return rule === 'one-run-per-management-agent'
    ? 'no-start-ma-already-running'
    : 'no-start-concurrent-execution-not-support';
}
