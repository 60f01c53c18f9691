import { findManagementAgent, findRunProfile } from '../../domain/management-agent/management-agent.js';
import { SAMPLE_SERVER } from '../sample-server.js';
import type { GovernedRun, KnownRun } from './history.js';

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
 * Source: concurrency rules 1 to 4 of the MIM Synchronization Service.
 */
export function mayOverlap(one: GovernedRun, other: GovernedRun): boolean {
  if (wantsToBeAlone(one) || wantsToBeAlone(other)) return false;
  if (keepsAwayFromSyncs(one) && keepsAwayFromSyncs(other)) return false;
  const taken = new Set(managementAgentsTakenBy(one));
  return !managementAgentsTakenBy(other).some((name) => taken.has(name));
}

/** Whether nothing else may run beside it. */
export function wantsToBeAlone(run: GovernedRun): boolean {
  const { runMode } = run.configuration.rules;
  if (run.exclusive || runMode === 'exclusive') return true;
  return runMode === 'supported' && isSynchronization(run);
}

function keepsAwayFromSyncs(run: GovernedRun): boolean {
  if (isSynchronization(run)) return true;
  if (nameOf(run) !== 'MIM Service') return false;
  const exportHarms = run.configuration.rules.mimServiceExportTakesSyncLock;
  return stepsOf(run).some((type) => type === 'delta-import' || (type === 'export' && exportHarms));
}

function managementAgentsTakenBy(run: GovernedRun): readonly string[] {
  const name = nameOf(run);
  return [name, ...(run.configuration.lockLists[name] ?? [])];
}

function isSynchronization(run: KnownRun): boolean {
  return stepsOf(run).some((type) => /sync/.test(type));
}

function stepsOf(run: KnownRun): readonly string[] {
  const ma = findManagementAgent(SAMPLE_SERVER, run.managementAgentId);
  const profile = ma && findRunProfile(ma, run.runProfile);
  if (!profile) throw new Error(`The sample server has no ${run.runProfile}`);
  return profile.steps.map(({ type }) => type);
}

function nameOf({ managementAgentId }: KnownRun): string {
  return findManagementAgent(SAMPLE_SERVER, managementAgentId)?.name ?? managementAgentId;
}
