import type { Wanted } from '../../domain/run-lock/messages.js';
import { AD, BRANCH, HR, MIM_SERVICE, PHONES, samplePartitionId } from '../sample-server.js';

/** Something that a cycle may ask the run lock for, and what must come of it. */
export interface Want {
  readonly managementAgent: string;
  readonly wanted: Wanted;
  /** Id and run profile; absent for what the sample server does not have. */
  readonly means?: { readonly managementAgentId: string; readonly runProfile: string };
}

function named(ma: typeof HR, runProfile: string): Want {
  return {
    managementAgent: ma.name,
    wanted: { runProfile },
    means: { managementAgentId: ma.id, runProfile },
  };
}

/** What cycles ask for in the histories: imports, exports and synchronizations, several ways to say the same, mistakes. */
export const WANTS: readonly Want[] = [
  ...['DI', 'DS', 'EX', 'DI DS'].map((runProfile) => named(HR, runProfile)),
  ...['DI head office', 'DI branch', 'DS branch', 'EX branch', 'DIDS all'].map((profile) =>
    named(AD, profile),
  ),
  ...['DI', 'FI', 'DS', 'EX'].map((runProfile) => named(MIM_SERVICE, runProfile)),
  ...['FI', 'DS', 'EX'].map((runProfile) => named(PHONES, runProfile)),
  {
    managementAgent: HR.id.toLowerCase(),
    wanted: { runProfileKind: 'confirming-import' },
    means: { managementAgentId: HR.id, runProfile: 'DI' },
  },
  {
    managementAgent: 'hr',
    wanted: { runProfile: 'ds' },
    means: { managementAgentId: HR.id, runProfile: 'DS' },
  },
  {
    managementAgent: 'AD',
    wanted: { runProfileKind: 'export', partition: samplePartitionId('AD', BRANCH) },
    means: { managementAgentId: AD.id, runProfile: 'EX branch' },
  },
  { managementAgent: 'Payroll', wanted: { runProfile: 'DI' } },
  { managementAgent: 'Phones', wanted: { runProfileKind: 'delta-import' } },
];
