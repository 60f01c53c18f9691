import { findManagementAgent, findRunProfile } from '../../management-agent/management-agent.js';
import { EVERYTHING, needsOf, type Needs } from '../needs.js';
import { meaningIn, type RunLockState } from '../state.js';

/** What a run needs under the present rules; everything, as long as the engine's catalogue does not tell what it does. */
export function needsNow(
  state: RunLockState,
  run: { readonly managementAgentId: string; readonly runProfile: string; readonly exclusive: boolean },
): Needs {
  const catalogue = state.catalogue ?? [];
  const ma = findManagementAgent(catalogue, run.managementAgentId);
  const profile = ma && findRunProfile(ma, run.runProfile);
  if (!ma || !profile) return { ...EVERYTHING, managementAgents: [run.managementAgentId] };
  return needsOf(ma, profile, {
    rules: state.configuration.rules,
    lockLists: state.configuration.lockLists,
    ...meaningIn(state),
    exclusive: run.exclusive,
  });
}

/** What waits is granted under the rules and run profiles of now. What runs keeps the needs that it was granted with. */
export function withFreshNeeds(state: RunLockState): RunLockState {
  return {
    ...state,
    waiting: state.waiting.map((entry) => ({
      ...entry,
      needs: needsNow(state, { ...entry, exclusive: entry.request.exclusive ?? false }),
    })),
  };
}
