import type { ServerConfiguration } from '../../config/schema.js';
import { configurationOf, configuredRunProfiles } from '../../config/settings-of.js';
import { signatureOf, type Caller } from '../../domain/access/caller.js';
import type { CycleInput, CycleStart } from '../../domain/cycle/cycle.js';
import {
  chooseRunProfile,
  defaultPartition,
  describeKind,
  type ConfiguredRunProfiles,
  type RunProfileKind,
} from '../../domain/cycle/run-profile-choice.js';
import { AutoSyncError } from '../../domain/errors.js';
import {
  findPartition,
  findRunProfile,
  listNames,
  selectedPartitions,
  type ManagementAgent,
  type Partition,
} from '../../domain/management-agent/management-agent.js';
import type { CycleRequest } from './cycle-request.js';

/**
 * Turns a request into a cycle's input, with the engine's own spelling of every name, so that two spellings of one
 * management agent make no two workflow ids.
 *
 * @throws {AutoSyncError} `unknown-run-profile` or `unknown-partition`, listing the choices
 */
export function planCycle(
  request: CycleRequest,
  server: string,
  configuration: ServerConfiguration,
  ma: ManagementAgent,
  catalogue: readonly ManagementAgent[],
  by: Caller,
): CycleInput {
  const started = `started by ${signatureOf(by)}`;
  return {
    server,
    managementAgent: ma.name,
    start: planStart(request, configuredRunProfiles(configurationOf(configuration, ma, catalogue)), ma),
    cause: {
      trigger: 'operator',
      description: request.description === undefined ? started : `${started}: ${request.description}`,
    },
    lineage: [],
    maxDepth: configuration.maxCycleDepth,
    ...(request.immediate && { urgent: true }),
    ...(request.exclusive && { exclusive: true }),
  };
}

function planStart(
  request: CycleRequest,
  configured: ConfiguredRunProfiles,
  ma: ManagementAgent,
): CycleStart {
  if (request.runProfile !== undefined) {
    const runProfile = findRunProfile(ma, request.runProfile)?.name;
    if (runProfile === undefined) {
      throw new AutoSyncError(
        'unknown-run-profile',
        `"${ma.name}" has no run profile "${request.runProfile}". It has: ${listNames(ma.runProfiles)}.`,
      );
    }
    return { kind: 'run-profile', runProfile };
  }
  if (request.runProfileKind !== undefined) {
    const partition = choosePartition(ma, request.partition);
    requireRunProfile(request.runProfileKind, configured, ma, [partition]);
    return {
      kind: 'run-profile-kind',
      runProfileKind: request.runProfileKind,
      ...(request.partition !== undefined && { partition: partition.name }),
    };
  }
  if (request.followUpsOfRun !== undefined) {
    return { kind: 'follow-ups-of-run', runNumber: request.followUpsOfRun };
  }
  requireRunProfile('export', configured, ma, selectedPartitions(ma));
  return { kind: 'pending-exports' };
}

function choosePartition(ma: ManagementAgent, idOrName: string | undefined): Partition {
  const found = idOrName === undefined ? defaultPartition(ma) : findPartition(ma, idOrName);
  if (found?.selected) return found;
  throw new AutoSyncError(
    'unknown-partition',
    `"${ma.name}" has no ${found ? 'selected ' : ''}partition "${idOrName ?? 'default'}". Selected are: ${listNames(selectedPartitions(ma))}.`,
  );
}

/** @throws {AutoSyncError} `unknown-run-profile` unless at least one of the partitions has a profile for this */
function requireRunProfile(
  kind: RunProfileKind,
  configured: ConfiguredRunProfiles,
  ma: ManagementAgent,
  partitions: readonly Partition[],
): void {
  if (partitions.some((partition) => chooseRunProfile(ma, kind, partition, configured))) return;
  const [only, ...others] = partitions;
  throw new AutoSyncError(
    'unknown-run-profile',
    `"${ma.name}" has no run profile for: ${describeKind(kind, others.length === 0 ? only?.name : undefined)}. It has: ${listNames(ma.runProfiles)}.`,
  );
}
