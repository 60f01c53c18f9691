import { chooseRunProfile, defaultPartition, describeKind } from '../../cycle/run-profile-choice.js';
import {
  findManagementAgent,
  findPartition,
  findRunProfile,
  listNames,
  type ManagementAgent,
} from '../../management-agent/management-agent.js';
import { saidOfManagementAgent } from '../../management-agent/whose-settings.js';
import type { RefusalCode, RunRequest } from '../messages.js';
import { needsOf, type Needs } from '../needs.js';
import { meaningIn, type RunLockState } from '../state.js';

/** What a request comes down to: a run profile of a management agent, and what it needs. */
export interface Resolved {
  readonly kind: 'resolved';
  readonly managementAgentId: string;
  readonly runProfile: string;
  readonly needs: Needs;
}

/** A resolved request, or why there is nothing to run. */
export type Resolution = Resolved | Unresolved;

/** A request that comes down to nothing. */
export interface Unresolved {
  readonly kind: 'unresolved';
  readonly code: RefusalCode;
  readonly reason: string;
}

/** Looks a request up in the catalogue and the configuration. */
export function resolveRequest(state: RunLockState, request: RunRequest): Resolution {
  const ma = requestedManagementAgent(state, request);
  if (!ma) {
    return {
      kind: 'unresolved',
      code: 'unknown-management-agent',
      reason: `The engine has no management agent "${request.managementAgent}"; it has ${listNames(state.catalogue ?? [])}.`,
    };
  }
  const name = chosenName(state, ma, request);
  if (typeof name !== 'string') return name;
  const profile = findRunProfile(ma, name);
  if (!profile) {
    return {
      kind: 'unresolved',
      code: 'unknown-run-profile',
      reason: `${ma.name} has no run profile "${name}"; it has ${listNames(ma.runProfiles)}.`,
    };
  }
  return {
    kind: 'resolved',
    managementAgentId: ma.id,
    runProfile: profile.name,
    needs: needsOf(ma, profile, {
      rules: state.configuration.rules,
      lockLists: state.configuration.lockLists,
      ...meaningIn(state),
      exclusive: request.exclusive ?? false,
    }),
  };
}

/** The management agent that a request means: it may have been renamed since the cycle began, or deleted and made anew. */
export function requestedManagementAgent(
  { catalogue = [] }: RunLockState,
  { managementAgentId, managementAgent }: RunRequest,
): ManagementAgent | undefined {
  const known =
    managementAgentId === undefined ? undefined : findManagementAgent(catalogue, managementAgentId);
  return known ?? findManagementAgent(catalogue, managementAgent);
}

function chosenName(state: RunLockState, ma: ManagementAgent, request: RunRequest): string | Resolution {
  const { wanted } = request;
  if ('runProfile' in wanted) return wanted.runProfile;
  const partition =
    wanted.partition === undefined ? defaultPartition(ma) : findPartition(ma, wanted.partition);
  if (!partition) {
    return {
      kind: 'unresolved',
      code: 'unknown-partition',
      reason: `${ma.name} has no partition "${wanted.partition ?? 'default'}"; it has ${listNames(ma.partitions)}.`,
    };
  }
  const what = `${describeKind(wanted.runProfileKind, partition.name)} of ${ma.name}`;
  const chosen = chooseRunProfile(
    ma,
    wanted.runProfileKind,
    partition,
    saidOfManagementAgent(state.configuration.runProfiles, ma, meaningIn(state)),
  );
  if (chosen === null) {
    return {
      kind: 'unresolved',
      code: 'not-wanted',
      reason: `The configuration says that there is to be no ${what}.`,
    };
  }
  return (
    chosen ?? {
      kind: 'unresolved',
      code: 'no-run-profile',
      reason: `There is no run profile for a ${what}: make one in Synchronization Service Manager, or name one in the configuration.`,
    }
  );
}
