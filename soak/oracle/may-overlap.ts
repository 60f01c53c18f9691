import {
  findManagementAgent,
  findRunProfile,
  importsFromDirectory,
  isDeltaImport,
  MIM_SERVICE_CATEGORY,
  synchronizes,
  type StepType,
} from '../../domain/management-agent/management-agent.js';
import type { SimulatedRun } from '../../simulator/http-contract.js';
import type { ServerRecord } from '../records/soak-record.js';

/** A run of the engine's history, and whether it was to be alone. */
export interface JudgedRun {
  readonly run: SimulatedRun;
  readonly exclusive: boolean;
}

/**
 * Whether both may go on at once: told in the engine's own words, and without the run lock's rules, so that a mistake in
 * those shows.
 *
 * - A management agent runs one run at a time, and none while another has it in its lock list. Two that both have a
 *   third in their lists both want that to be theirs.
 * - Synchronizations exclude each other in every run mode. The MIM Service's delta import freezes the engine beside
 *   another's sync; its export does harm, unless the configuration says that it does not.
 * - In run mode `supported`, nothing goes on beside a synchronization; in `exclusive`, nothing beside anything.
 * - Nothing goes on beside a run that somebody wanted alone.
 *
 * A profile is judged by all its steps, from its start to its end.
 *
 * Source: concurrency rules 1 to 4 of the MIM Synchronization Service.
 */
export function mayOverlap(server: ServerRecord, one: JudgedRun, other: JudgedRun): boolean {
  if (wantsToBeAlone(server, one) || wantsToBeAlone(server, other)) return false;
  if (keepsAwayFromSyncs(server, one.run) && keepsAwayFromSyncs(server, other.run)) return false;
  const taken = new Set(managementAgentsTakenBy(server, one.run));
  return !managementAgentsTakenBy(server, other.run).some((name) => taken.has(name));
}

function wantsToBeAlone({ rules, ...server }: ServerRecord, { run, exclusive }: JudgedRun): boolean {
  if (exclusive || rules.runMode === 'exclusive') return true;
  return rules.runMode === 'supported' && stepTypesOf({ rules, ...server }, run).some(synchronizes);
}

function keepsAwayFromSyncs(server: ServerRecord, run: SimulatedRun): boolean {
  const types = stepTypesOf(server, run);
  if (types.some(synchronizes)) return true;
  const ma = findManagementAgent(server.managementAgents, run.managementAgentId);
  if (ma?.category !== MIM_SERVICE_CATEGORY) return false;
  const { mimServiceExportTakesSyncLock } = server.rules;
  return types.some((type) => isDeltaImport(type) || (type === 'export' && mimServiceExportTakesSyncLock));
}

function managementAgentsTakenBy(server: ServerRecord, run: SimulatedRun): readonly string[] {
  const name = run.managementAgentName;
  return [name, ...(server.lockLists[name] ?? [])];
}

/** What a run does, by its profile. */
export function stepTypesOf(server: ServerRecord, run: SimulatedRun): readonly StepType[] {
  const ma = findManagementAgent(server.managementAgents, run.managementAgentId);
  const profile = ma && findRunProfile(ma, run.runProfile);
  return profile?.steps.map(({ type }) => type) ?? [];
}

/** What kind of run it is, by its first step. */
export function kindOfSteps(types: readonly StepType[]): 'import' | 'synchronization' | 'export' {
  const [first] = types;
  if (first === undefined || first === 'export') return 'export';
  return importsFromDirectory(first) ? 'import' : 'synchronization';
}
