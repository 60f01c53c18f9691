import type { RunLockState } from '../state.js';

/**
 * What operators, and rules in their place, have decided. It holds until they decide otherwise: also for a run lock that
 * starts from nothing, since what was stopped must not run again because somebody terminated a workflow.
 */
export type Decisions = Pick<RunLockState, 'serverStopped' | 'stopped' | 'raised' | 'controls'> & {
  /** The thresholds that `raised` raises. */
  readonly thresholds?: RunLockState['configuration']['thresholds'];
};

/** Name of the memo of the run lock's workflow that keeps its {@link Decisions}: it outlives the workflow. */
export const DECISIONS_MEMO = 'decisions';

/** What of a state must not be lost, whatever happens to the run lock. */
export function decisionsOf(state: RunLockState): Decisions {
  const { serverStopped, stopped, raised, controls, configuration } = state;
  const { thresholds } = configuration;
  const hasRaised = raised !== undefined && Object.keys(raised).length > 0;
  return {
    ...(serverStopped ? { serverStopped } : {}),
    stopped,
    ...(hasRaised ? { raised, ...(thresholds ? { thresholds } : {}) } : {}),
    controls,
  };
}

/** Whether two states hold the same decisions. Quick: the reducer leaves as it was what it does not change. */
export function haveSameDecisions(one: RunLockState, other: RunLockState): boolean {
  return (
    one.serverStopped === other.serverStopped &&
    one.stopped === other.stopped &&
    one.raised === other.raised &&
    one.controls === other.controls &&
    (one.raised === undefined || one.configuration.thresholds === other.configuration.thresholds)
  );
}

/** A run lock that knows nothing but what was decided under the one before it. */
export function withDecisions(state: RunLockState, decisions: Decisions): RunLockState {
  const { thresholds, ...decided } = decisions;
  return {
    ...state,
    ...decided,
    // Those of the configuration that comes are compared with them: if they differ, nothing is raised any more.
    configuration: thresholds ? { ...state.configuration, thresholds } : state.configuration,
  };
}
