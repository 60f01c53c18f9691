import type { RunOutcome } from '../run-lock/messages.js';
import type { ExportCounters, StagingCounters } from '../run-history/run-details.js';

/*
 * A controller is a program of the operator's that is asked before and after each run. Here it is data alone: how it is
 * reached is the activity's business.
 *
 * Source: Lithnet AutoSync's controller script, `ShouldExecute` and `ExecutionComplete`.
 */

interface AboutRun {
  /** The same question has the same id, if it comes twice. */
  readonly id: string;
  readonly server: string;
  readonly managementAgent: string;
  readonly runProfile: string;
  /** Why it runs, in words. */
  readonly reason: string;
  /** The workflow id of the cycle. */
  readonly cycle: string;
}

/** What a controller is told before a run. */
export interface BeforeRun extends AboutRun {
  readonly event: 'before-run';
}

/** What a controller is told after a run. */
export interface AfterRun extends AboutRun {
  readonly event: 'after-run';
  readonly runNumber: number;
  /** The engine's result string. */
  readonly result: string;
  readonly counters: RunCounters;
}

export type ControllerQuestion = BeforeRun | AfterRun;

/** What tells one question of a run from another: the rest is the same before it and after it. */
export type ControllerOccasion = Omit<BeforeRun, keyof AboutRun> | Omit<AfterRun, keyof AboutRun>;

/** What a run did, over all its steps. */
export interface RunCounters {
  readonly staged: StagingCounters;
  readonly exported: ExportCounters;
  /** Changes made for other management agents, by name. */
  readonly outbound: readonly { readonly managementAgent: string; readonly changes: number }[];
  readonly errors: number;
}

/** What a controller may say. A run that has ended cannot be skipped. */
export type ControllerDecision =
  | { readonly decision: 'go-on' }
  | {
      readonly decision: 'skip' | 'stop-management-agent' | 'stop-server';
      readonly reason: string;
    };

/** What comes of a question to a controller: its decision, or why there is none. */
export type ControllerAnswer = ControllerDecision | { readonly decision: 'none'; readonly fault: string };

/** What is to be done. */
export type Consequence =
  | { readonly kind: 'go-on' }
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'stop'; readonly stop: NonNullable<RunOutcome['stop']> };

/**
 * What an answer comes to. A controller that cannot be asked stops the management agent: nobody knows what it would have
 * said, and it is there to keep harm away.
 */
export function consequenceOf(answer: ControllerAnswer): Consequence {
  switch (answer.decision) {
    case 'go-on':
      return { kind: 'go-on' };
    case 'skip':
      return { kind: 'skip', reason: answer.reason };
    case 'stop-management-agent':
    case 'stop-server': {
      const scope = answer.decision === 'stop-server' ? 'server' : 'management-agent';
      return { kind: 'stop', stop: { scope, error: 'unexpected-change', reason: answer.reason } };
    }
    case 'none':
      return {
        kind: 'stop',
        stop: { scope: 'management-agent', error: 'controller-faulted', reason: answer.fault },
      };
  }
}
