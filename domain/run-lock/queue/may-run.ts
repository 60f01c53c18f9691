import { findManagementAgent } from '../../management-agent/management-agent.js';
import { settingsKeyOf } from '../../management-agent/whose-settings.js';
import type { StopMark } from '../control.js';
import { meaningIn, type RunLockState } from '../state.js';
import type { Refusal } from './settle.js';

/**
 * Why a management agent may not run now; `undefined` if it may.
 *
 * @param managementAgentId of one that the catalogue does not have, what it was called by: as much as that tells
 */
export function mayRun(state: RunLockState, managementAgentId: string): Refusal | undefined {
  const name = findManagementAgent(state.catalogue ?? [], managementAgentId)?.name ?? managementAgentId;
  if (isDisabled(state, managementAgentId)) {
    return {
      code: 'management-agent-disabled',
      reason: `The configuration says that management agent ${name} is disabled.`,
    };
  }
  if (state.serverStopped) {
    return {
      code: 'server-stopped',
      reason: `The sync server is stopped: ${saidBy(state.serverStopped)}`,
    };
  }
  const mark = state.stopped[managementAgentId];
  return (
    mark && {
      code: 'management-agent-stopped',
      reason: `Management agent ${name} is stopped: ${saidBy(mark)}`,
    }
  );
}

/** Whether the configuration says that a management agent never runs. */
export function isDisabled(state: RunLockState, managementAgentId: string): boolean {
  const { disabled } = state.configuration;
  if (disabled.length === 0) return false;
  const unknown = { id: managementAgentId, name: managementAgentId };
  const ma = findManagementAgent(state.catalogue ?? [], managementAgentId) ?? unknown;
  const key = settingsKeyOf(disabled, ma, meaningIn(state));
  return key !== undefined && disabled.includes(key);
}

function saidBy({ by, why }: StopMark): string {
  return why === undefined ? `by ${by}.` : `by ${by}, ${why}`;
}
