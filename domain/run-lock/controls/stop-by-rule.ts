import { findManagementAgent } from '../../management-agent/management-agent.js';
import { CONTROLS_KEPT, type StopMark } from '../control.js';
import type { Release } from '../messages.js';
import { refuseWhatMayNotRun } from '../queue/ask.js';
import { leaseOf } from '../queue/give-back.js';
import type { RunLockState } from '../state.js';
import { unchanged, type Transition } from '../transition.js';

/**
 * A cycle gives its lease back and says that nothing must go on: its management agent, or the sync server, is stopped as
 * by an operator. Only the holder of the lease can say so.
 */
export function stopByRule(state: RunLockState, release: Release, now: number): Transition {
  const { stop } = release.outcome;
  const lease = stop && leaseOf(state, release);
  if (!stop || !lease) return unchanged(state);
  const { managementAgentId } = lease;
  const by = stop.error === 'threshold-exceeded' ? 'threshold' : 'controller';
  const mark: StopMark = { at: now, by, why: stop.reason, error: stop.error };
  const ma = findManagementAgent(state.catalogue ?? [], managementAgentId);
  const what =
    stop.scope === 'server'
      ? 'sync server stopped'
      : `management agent ${ma?.name ?? managementAgentId} stopped`;
  const record = { id: `${release.cycle}/stop/${release.token}`, at: now, by, why: stop.reason, what };
  return refuseWhatMayNotRun({
    ...state,
    ...(stop.scope === 'server'
      ? { serverStopped: mark }
      : { stopped: { ...state.stopped, [managementAgentId]: mark } }),
    controls: [...state.controls, record].slice(-CONTROLS_KEPT),
  });
}
