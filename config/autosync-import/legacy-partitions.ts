import { findRunProfile, type ManagementAgent } from '../../domain/management-agent.js';
import { elementAt, type XmlElement } from '../../domain/xml/xml-element.js';
import { RUN_PROFILE_ELEMENTS, RUN_PROFILE_KINDS, type ImportedPartition } from './imported.js';
import type { Ledger } from './ledger.js';
import { importIntervalOf } from './partitions.js';
import { saidIn } from './values.js';

/** What the legacy form says of the imports and run profiles of a management agent. */
export interface LegacySettings {
  /** Of each partition. Milliseconds; `null` = never; `undefined` = nothing is said. */
  readonly importInterval: number | null | undefined;
  readonly partitions: readonly ImportedPartition[];
}

/**
 * Reads the legacy form, in which run profiles stand at the management agent: each belongs to the partition of its
 * first step, which only the engine knows.
 *
 * @param known the management agent as the engine has it; without it the run profiles cannot be carried
 */
export function importLegacySettings(
  element: XmlElement,
  known: ManagementAgent | undefined,
  subject: string,
  ledger: Ledger,
): LegacySettings {
  const scheduling = elementAt(element, 'auto-import-scheduling');
  const enabled = saidIn(element, 'auto-import-scheduling')?.toLowerCase() === 'enabled';
  ledger.carry(scheduling);
  const importInterval = importIntervalOf(element, enabled, subject, ledger);
  return { importInterval, partitions: partitionsOf(element, known, subject, ledger) };
}

function partitionsOf(
  element: XmlElement,
  known: ManagementAgent | undefined,
  subject: string,
  ledger: Ledger,
): readonly ImportedPartition[] {
  const byPartition = new Map<string, { [kind: string]: string | null }>();
  const none: string[] = [];
  for (const kind of RUN_PROFILE_KINDS) {
    const child = elementAt(element, RUN_PROFILE_ELEMENTS[kind]);
    if (!child) continue;
    const name = saidIn(element, RUN_PROFILE_ELEMENTS[kind]);
    if (name === undefined) {
      none.push(kind);
      ledger.carry(child);
      continue;
    }
    const profile = known && findRunProfile(known, name);
    const partition = known?.partitions.find(({ id }) => id === profile?.steps[0]?.partitionId);
    if (partition) {
      byPartition.set(partition.name, { ...byPartition.get(partition.name), [kind]: name });
      ledger.carry(child);
      continue;
    }
    ledger.report(child, {
      severity: known ? 'action' : 'note',
      subject,
      what: `run profile "${name}" for ${kind}, of the management agent as a whole`,
      why: known
        ? 'the engine has no such run profile, or its first step is for a partition that is gone'
        : 'in this old form a run profile belongs to the partition of its first step, and only the engine knows that',
      instead: known
        ? 'the run profile is discovered; name one under the partition if that is wrong'
        : 'the run profile is discovered; import again with --export FOLDER (a server-configuration export) to carry it over',
    });
  }
  if (none.length > 0 && byPartition.size === 0) {
    for (const kind of none) {
      ledger.report(elementAt(element, RUN_PROFILE_ELEMENTS[kind as keyof typeof RUN_PROFILE_ELEMENTS])!, {
        severity: 'note',
        subject,
        what: `no run profile for ${kind}`,
        why: 'it is not known for which partitions',
        instead: `the run profile is discovered; write "${kind}: null" under a partition for never`,
      });
    }
  }
  return [...byPartition].map(([name, named]) => ({
    name,
    importInterval: undefined,
    runProfiles: { ...Object.fromEntries(none.map((kind) => [kind, null])), ...named },
    comments: [],
  }));
}
