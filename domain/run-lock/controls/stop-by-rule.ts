import { findManagementAgent } from '../../management-agent/management-agent.js';
import type { StopMark } from '../control.js';
import type { Release } from '../messages.js';
import { leaseOf } from '../queue/give-back.js';
import type { RunLockState } from '../state.js';
import { unchanged, type Transition } from '../transition.js';
import { stop, withRecord } from './stop.js';

/**
 * A cycle gives its lease back and says that nothing must go on: its management agent, or the sync server, is stopped as
 * by an operator. Only the holder of the lease can say so.
 */
export function stopByRule(state: RunLockState, release: Release, now: number): Transition {
  const { stop: rule } = release.outcome;
  const lease = rule && leaseOf(state, release);
  if (!rule || !lease) return unchanged(state);
  const { managementAgentId } = lease;
  const by = rule.error === 'threshold-exceeded' ? 'threshold' : 'controller';
  const mark: StopMark = { at: now, by, why: rule.reason, error: rule.error };
  const ma = findManagementAgent(state.catalogue ?? [], managementAgentId);
  const what =
    rule.scope === 'server'
      ? 'sync server stopped'
      : `management agent ${ma?.name ?? managementAgentId} stopped`;
  const record = { id: `${release.cycle}/stop/${release.token}`, at: now, by, why: rule.reason, what };
  return stop(withRecord(state, record), mark, rule.scope === 'server' ? undefined : managementAgentId);
}
