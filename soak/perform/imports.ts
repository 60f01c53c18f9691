import { chooseRunProfile } from '../../domain/cycle/run-profile-choice.js';
import { selectedPartitions, type ManagementAgent } from '../../domain/management-agent/management-agent.js';

/** An import that the API can be asked for. */
export interface ImportRequest {
  readonly managementAgent: string;
  readonly runProfileKind: 'full-import' | 'scheduled-import';
  readonly partition: string;
}

/** The imports of all partitions that can be imported; one for several if a run profile does them all. */
export function importsOf(
  managementAgents: readonly ManagementAgent[],
  runProfileKind: ImportRequest['runProfileKind'],
  isMeant: (ma: ManagementAgent, partition: string) => boolean = () => true,
): readonly ImportRequest[] {
  return managementAgents.flatMap((ma) => {
    const byRunProfile = new Map<string, ImportRequest>();
    for (const partition of selectedPartitions(ma)) {
      const runProfile = chooseRunProfile(ma, runProfileKind, partition);
      if (!runProfile || !isMeant(ma, partition.name)) continue;
      byRunProfile.set(runProfile, { managementAgent: ma.name, runProfileKind, partition: partition.name });
    }
    return [...byRunProfile.values()];
  });
}
