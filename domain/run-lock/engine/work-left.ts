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

/**
 * The same for those that may run now and might not before: the engine did not have them, or they were disabled. And for
 * those that have been renamed: what asks for one by its old name is refused.
 */
export function workLeftOfNew(before: RunLockState, state: RunLockState): readonly RunLockEffect[] {
  const names = new Map(before.catalogue?.map(({ id, name }) => [id, name.toLowerCase()]));
  const found = (state.catalogue ?? []).filter(
    ({ id, name }) => names.get(id) !== name.toLowerCase() || mayRun(before, id),
  );
  return workLeft(
    state,
    found.map(({ id }) => id),
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
