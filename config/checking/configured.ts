import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { managementAgentMeant } from '../../domain/management-agent/whose-settings.js';
import type { ManagementAgentConfiguration } from '../schema.js';
import { meaningOf } from '../settings-of.js';
import type { Checked } from './finding.js';

/** A management agent of which the configuration says something. */
export interface Configured {
  /** What its settings stand under. */
  readonly key: string;
  readonly settings: ManagementAgentConfiguration;
  readonly ma: ManagementAgent;
}

/** Those that the engine has, of all of which the configuration says something. */
export function configuredAgents({ server, managementAgents }: Checked): readonly Configured[] {
  const meaning = meaningOf(server, managementAgents);
  return Object.entries(server.managementAgents).flatMap(([key, settings]) => {
    const ma = managementAgentMeant(key, meaning);
    return ma ? [{ key, settings, ma }] : [];
  });
}
