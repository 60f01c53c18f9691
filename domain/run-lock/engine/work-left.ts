import type { RunLockEffect } from '../effect.js';
import { mayRun } from '../queue/may-run.js';
import type { RunLockState } from '../state.js';

/** What to look after when management agents may run (again). @param managementAgentIds absent = all */
export function workLeft(
  state: RunLockState,
  managementAgentIds = (state.catalogue ?? []).map(({ id }) => id),
): readonly RunLockEffect[] {
  const wanted = managementAgentIds.filter((id) => !mayRun(state, id));
  return wanted.length === 0 ? [] : [{ kind: 'look-for-work-left', managementAgentIds: wanted }];
}

/** The same for those that may run now and might not before: the engine did not have them, or they were disabled. */
export function workLeftOfNew(before: RunLockState, state: RunLockState): readonly RunLockEffect[] {
  const unknown = newManagementAgents(before, state);
  const ids = (state.catalogue ?? []).map(({ id }) => id);
  return workLeft(
    state,
    ids.filter((id) => unknown.includes(id) || mayRun(before, id)),
  );
}

/** Ids of the management agents that a new catalogue has and the one before had not: all of the first one. */
export function newManagementAgents(
  before: RunLockState,
  { catalogue = [] }: RunLockState,
): readonly string[] {
  const known = new Set(before.catalogue?.map(({ id }) => id));
  return catalogue.map(({ id }) => id).filter((id) => !known.has(id));
}
