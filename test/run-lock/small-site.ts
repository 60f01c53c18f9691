import type { Change } from '../../bench/run-lock/landscape/load.js';
import type { Speeds } from '../../bench/run-lock/landscape/speeds.js';
import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { sampleId, sampleManagementAgent } from '../sample-server.js';

const RUN_PROFILES = {
  DI: ['delta-import'],
  FI: ['full-import'],
  DS: ['delta-sync'],
  EX: ['export'],
} as const;

/** Three management agents with the run profiles that each cycle needs. */
export const HR_AD_MIM: readonly ManagementAgent[] = [
  sampleManagementAgent('HR', { runProfiles: RUN_PROFILES }),
  sampleManagementAgent('AD', { category: 'AD', runProfiles: RUN_PROFILES }),
  sampleManagementAgent('MIM Service', { category: 'FIM', runProfiles: RUN_PROFILES }),
];

/** A step takes 3 s, and 1 s more for each object: figures that can be added up by hand. */
export function speedsOf(managementAgents: readonly ManagementAgent[]): Speeds {
  const fixed = { import: 3000, sync: 3000, export: 3000 };
  const rate = { import: 1, sync: 1, export: 1 };
  return new Map(managementAgents.map(({ id }) => [id, { fixed, rate, disconnectors: 0 }]));
}

/** A change of one directory, for others; names, not ids. What AD makes itself flows on to all others that get it. */
export function change(source: string, targets: readonly string[], madeAt = 0): Change {
  return {
    source: sampleId(source),
    madeAt,
    deliveries: targets.map((to) => ({
      to: sampleId(to),
      onward: to === 'AD' ? targets.filter((other) => other !== to).map(sampleId) : [],
    })),
  };
}
