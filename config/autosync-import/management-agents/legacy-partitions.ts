import { RUN_PROFILE_KINDS } from '../../../domain/cycle/run-profile-choice.js';
import type { RunProfileKind } from '../../../domain/cycle/run-profile-choice.js';
import {
  findRunProfile,
  type ManagementAgent,
  type Partition,
} from '../../../domain/management-agent/management-agent.js';
import { elementAt, type XmlElement } from '../../../domain/xml/xml-element.js';
import { RUN_PROFILE_ELEMENTS, type ImportedPartition } from '../imported.js';
import type { Ledger } from '../account/ledger.js';
import { importIntervalOf } from './partitions.js';
import { saidBy, saidIn } from '../values.js';

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
  const said = saidIn(element, 'auto-import-scheduling');
  const enabled = said?.toLowerCase() === 'enabled';
  ledger.carry(scheduling);
  if (scheduling && said !== undefined && !enabled && said.toLowerCase() !== 'disabled') {
    ledger.report(scheduling, {
      severity: 'action',
      subject,
      what: `auto-import-scheduling "${said}"`,
      why: 'it is either enabled or disabled',
      instead: 'its partitions are never imported; set an importInterval if that is wrong',
    });
  }
  const importInterval = importIntervalOf(element, enabled, subject, ledger);
  return { importInterval, partitions: partitionsOf(element, known, subject, ledger) };
}

/** A purpose and the run profile that the old form names for it. */
interface Slot {
  readonly kind: RunProfileKind;
  readonly element: XmlElement;
  /** `null` = none. */
  readonly runProfile: string | null;
}

function partitionsOf(
  element: XmlElement,
  known: ManagementAgent | undefined,
  subject: string,
  ledger: Ledger,
): readonly ImportedPartition[] {
  const slots = RUN_PROFILE_KINDS.flatMap((kind): Slot[] => {
    const child = elementAt(element, RUN_PROFILE_ELEMENTS[kind]);
    return child ? [{ kind, element: child, runProfile: saidBy(child) ?? null }] : [];
  });
  const placed = slots.map((slot) => ({ slot, partition: partitionOf(slot, known) }));
  const partitions = new Set(placed.flatMap(({ partition }) => partition ?? []));
  const isCarried = ({ slot, partition }: (typeof placed)[number]): boolean =>
    partition !== undefined || (slot.runProfile === null && partitions.size > 0);
  ledger.carry(...placed.filter(isCarried).map(({ slot }) => slot.element));
  reportLost(
    placed.filter((each) => !isCarried(each)).map(({ slot }) => slot),
    known !== undefined,
    subject,
    ledger,
  );
  return [...partitions].map(({ id, name }) => ({
    name,
    id,
    importInterval: undefined,
    runProfiles: Object.fromEntries(
      placed
        .filter(({ slot, partition }) => partition?.id === id || slot.runProfile === null)
        .map(({ slot }) => [slot.kind, slot.runProfile]),
    ),
    comments: [],
  }));
}

function partitionOf({ runProfile }: Slot, known: ManagementAgent | undefined): Partition | undefined {
  if (!known || runProfile === null) return undefined;
  const first = findRunProfile(known, runProfile)?.steps[0];
  return known.partitions.find(({ id }) => id === first?.partitionId);
}

function reportLost(lost: readonly Slot[], isKnown: boolean, subject: string, ledger: Ledger): void {
  const [first] = lost;
  if (!first) return;
  const profiles = lost.map(
    ({ kind, runProfile }) => `${kind} ${runProfile === null ? 'none' : `"${runProfile}"`}`,
  );
  ledger.report(first.element, {
    severity: 'action',
    subject,
    what: `run profiles of the management agent as a whole: ${profiles.join(', ')}`,
    why: isKnown
      ? 'the engine has no such run profiles, or their first step is for a partition that is gone'
      : 'in this old form a run profile belongs to the partition of its first step, and only the engine knows that',
    instead: isKnown
      ? 'run profiles are discovered; name one under its partition if that is wrong'
      : 'run profiles are discovered; import again with --export FOLDER (a server-configuration export) to carry these over',
  });
  ledger.told(...lost.map(({ element }) => element));
}
