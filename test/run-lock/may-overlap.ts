import { findManagementAgent, findRunProfile } from '../../domain/management-agent.js';
import { SAMPLE_SERVER } from '../sample-server.js';
import type { KnownRun } from './history.js';

/**
 * Whether the engine may run both at once, in run mode `supported`: told in the engine's own words, and without the
 * run lock's rules, so that a mistake in those shows.
 *
 * Source: concurrency rules 1, 2 and 4 of the MIM Synchronization Service. Rule 3 (the MIM Service's delta import
 * freezes the engine beside another's sync) is a part of rule 4 here.
 */
export function mayOverlap(one: KnownRun, other: KnownRun): boolean {
  const sameManagementAgent = one.managementAgentId === other.managementAgentId;
  return !sameManagementAgent && !isSynchronization(one) && !isSynchronization(other);
}

function isSynchronization(run: KnownRun): boolean {
  const ma = findManagementAgent(SAMPLE_SERVER, run.managementAgentId);
  const profile = ma && findRunProfile(ma, run.runProfile);
  if (!profile) throw new Error(`The sample server has no ${run.runProfile}`);
  return profile.steps.some(({ type }) => /sync/.test(type));
}
