import type { RunRequest } from '../messages.js';
import type { RunLockState, WaitingEntry } from '../state.js';

/** The waiting request that wants the same: the same run profile, as exclusive. It has not started, so it will see every change. */
export function equalWaiting(
  state: RunLockState,
  wanted: { readonly managementAgentId: string; readonly runProfile: string; readonly exclusive: boolean },
): WaitingEntry | undefined {
  return state.waiting.find(
    (entry) =>
      entry.managementAgentId === wanted.managementAgentId &&
      entry.runProfile.toLowerCase() === wanted.runProfile.toLowerCase() &&
      (entry.request.exclusive ?? false) === wanted.exclusive,
  );
}

/** Lets requests share the run of one that waits. */
export function join(
  state: RunLockState,
  carrier: WaitingEntry,
  requests: readonly RunRequest[],
): RunLockState {
  return {
    ...state,
    waiting: state.waiting.map((entry) =>
      entry === carrier ? { ...entry, joined: [...entry.joined, ...requests] } : entry,
    ),
  };
}
