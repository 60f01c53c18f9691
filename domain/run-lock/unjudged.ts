import { findManagementAgent, findRunProfile, synchronizes } from '../management-agent/management-agent.js';
import type { Lease, RunLockState } from './state.js';
import type { Transition } from './transition.js';

/*
 * What somebody else's import has staged, no cycle has held against the thresholds. The next synchronization does so
 * before it starts, whichever cycle asks for it: also one that follows from an import of its own.
 */

/** What is staged on these management agents is unjudged. Without thresholds there is nothing to judge it by. */
export function markUnjudged(state: RunLockState, managementAgentIds: readonly string[]): RunLockState {
  if (!state.configuration.thresholds || managementAgentIds.length === 0) return state;
  const marked = (state.catalogue ?? [])
    .filter(({ id }) => managementAgentIds.includes(id))
    .map((ma) => [ma.id, ma.partitions.map(({ id }) => id)] as const);
  return { ...state, unjudged: { ...state.unjudged, ...Object.fromEntries(marked) } };
}

/** Runs of others that are to be followed may have been imports. */
export function noteForeignRuns({ state, effects }: Transition): Transition {
  const ids = effects.flatMap((effect) => {
    if (effect.kind !== 'start-cycle' || effect.cycle.start.kind !== 'follow-ups-of-run') return [];
    return findManagementAgent(state.catalogue ?? [], effect.cycle.managementAgent)?.id ?? [];
  });
  return { state: markUnjudged(state, ids), effects };
}

/** An operator starts a management agent, or all of them: what is staged may be synchronized. */
export function acceptStaged(state: RunLockState, managementAgentId?: string): RunLockState {
  if (!state.unjudged) return state;
  const left = Object.entries(state.unjudged).filter(
    ([id]) => managementAgentId !== undefined && id !== managementAgentId,
  );
  return { ...state, unjudged: Object.fromEntries(left) };
}

/** Whether a run synchronizes something that nobody has judged. */
export function isUnjudged(
  state: RunLockState,
  { managementAgentId, runProfile }: Pick<Lease, 'managementAgentId' | 'runProfile'>,
): boolean {
  const synchronized = synchronizedPartitions(state, managementAgentId, runProfile);
  return (state.unjudged?.[managementAgentId] ?? []).some((id) => synchronized.includes(id));
}

/** A run has ended: what it has synchronized is staged no more. */
export function withoutSynchronized(
  state: RunLockState,
  { managementAgentId, runProfile }: Pick<Lease, 'managementAgentId' | 'runProfile'>,
): RunLockState {
  const unjudged = state.unjudged?.[managementAgentId];
  if (!unjudged) return state;
  const synchronized = synchronizedPartitions(state, managementAgentId, runProfile);
  const left = unjudged.filter((id) => !synchronized.includes(id));
  return left.length === unjudged.length
    ? state
    : { ...state, unjudged: { ...state.unjudged, [managementAgentId]: left } };
}

function synchronizedPartitions(
  state: RunLockState,
  managementAgentId: string,
  runProfile: string,
): readonly string[] {
  const ma = findManagementAgent(state.catalogue ?? [], managementAgentId);
  const steps = (ma && findRunProfile(ma, runProfile)?.steps) ?? [];
  return steps.filter(({ type }) => synchronizes(type)).map(({ partitionId }) => partitionId);
}
