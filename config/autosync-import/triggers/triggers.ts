import { attributeOf, childrenNamed, elementAt, type XmlElement } from '../../../domain/xml/xml-element.js';
import { durationText } from '../../settings/duration.js';
import type { ImportedPartition } from '../imported.js';
import type { Ledger } from '../account/ledger.js';
import { reportSecret } from '../secrets.js';
import { importsBy, standInFor, type Repeated } from './trigger-stand-in.js';
import { isTrue, listIn, millisecondsOfXmlDuration, saidIn } from '../values.js';

/** Between two imports that stand in for the detection of changes, which is quicker but costs nothing while nothing changes. */
const CHANGE_DETECTION_STAND_IN_MS = 300_000;

const NO_TRIGGERS =
  'AutoSync has no such triggers yet, only the import intervals of partitions and its REST API';

/** What is known within a trigger, by its type. */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  'interval-trigger': ['interval', 'run-profile-name', 'exclusive', 'run-immediate'],
  'scheduled-trigger': ['start-date', 'interval', 'run-profile-name', 'exclusive', 'run-immediate'],
  'powershell-trigger': ['path', 'interval', 'exception-behaviour', 'username', 'password'],
  'active-directory-change-trigger': [
    'base-dn',
    'host-name',
    'object-classes',
    'min-interval',
    'last-logon-offset',
    'use-explicit-credentials',
    'username',
    'password',
    'run-profile-name',
  ],
  'mim-service-pending-import-trigger': ['host-name', 'interval'],
};

/** A trigger of the old configuration, as far as it can be told. */
interface Trigger {
  readonly element: XmlElement;
  /** In words: `an interval trigger: run profile "DI" every 5m`. */
  readonly what: string;
  /** The import interval that may stand in for it, and of which partition. */
  readonly standIn?: { readonly partition: ImportedPartition; readonly repeated: Repeated };
  /** What it started, for a request to the REST API. */
  readonly starts?: { readonly runProfile: string; readonly exclusive: boolean; readonly immediate: boolean };
  /** What to do where nothing stands in. */
  readonly instead?: string;
}

/**
 * The triggers of a management agent. Those that repeat an import become the import interval of its partition; the
 * others are reported.
 *
 * @returns the partitions with what stands in for triggers
 */
export function importTriggers(
  managementAgent: XmlElement,
  name: string,
  partitions: readonly ImportedPartition[],
  ledger: Ledger,
): readonly ImportedPartition[] {
  const list = elementAt(managementAgent, 'triggers');
  ledger.carry(list);
  let result = partitions;
  for (const element of childrenNamed(list, 'anyType')) {
    result = importTrigger(element, name, result, ledger);
  }
  return result;
}

function importTrigger(
  element: XmlElement,
  managementAgent: string,
  partitions: readonly ImportedPartition[],
  ledger: Ledger,
): readonly ImportedPartition[] {
  const subject = `management agent "${managementAgent}"`;
  reportSecret(elementAt(element, 'password'), subject, `${managementAgent} trigger`, ledger);
  const trigger = describeTrigger(element, partitions);
  const known = CHILDREN[typeOf(element)];
  const within = known && new Set(['disabled', ...known]);
  const disabled = isTrue(element, 'disabled');
  const what = `${disabled ? 'disabled: ' : ''}${trigger.what}`;
  if (disabled) {
    ledger.report(
      element,
      {
        severity: 'note',
        subject,
        what,
        why: 'it did nothing',
        instead: 'nothing',
      },
      within,
    );
    return partitions;
  }
  const { standIn } = trigger;
  const replaced = standIn && standInFor(standIn.partition, standIn.repeated);
  if (!standIn || !replaced) {
    ledger.report(
      element,
      {
        severity: 'action',
        subject,
        what,
        why: NO_TRIGGERS,
        instead: trigger.instead ?? requestInstead(managementAgent, trigger),
      },
      within,
    );
    return partitions;
  }
  const interval = durationText(replaced.importInterval ?? standIn.repeated.everyMs);
  ledger.report(
    element,
    {
      severity: 'replaced',
      subject,
      what,
      why: NO_TRIGGERS,
      instead: `the import interval of partition "${replaced.name}" stands in: "${replaced.runProfiles['scheduled-import'] ?? standIn.repeated.runProfile}" every ${interval}, in place of ${describeImport(standIn.partition)}`,
    },
    within,
  );
  const commented = {
    ...replaced,
    comments: [...replaced.comments, `importInterval stands in for ${trigger.what}`],
  };
  return partitions.map((each) => (each === standIn.partition ? commented : each));
}

function describeImport({ importInterval, runProfiles }: ImportedPartition): string {
  if (importInterval === null)
    return `no automatic import (run profile ${quoted(runProfiles['scheduled-import'])})`;
  return importInterval === undefined
    ? "the sync server's interval"
    : `every ${durationText(importInterval)}`;
}

function quoted(runProfile: string | null | undefined): string {
  return runProfile ? `"${runProfile}"` : 'none';
}

function requestInstead(managementAgent: string, { starts }: Trigger): string {
  if (!starts) return 'start its imports by an importInterval, or from outside through the REST API';
  const body = {
    managementAgent,
    runProfile: starts.runProfile,
    ...(starts.exclusive ? { exclusive: true } : {}),
    ...(starts.immediate ? { immediate: true } : {}),
  };
  return `let a scheduler of the operating system post ${JSON.stringify(body)} to /api/v1/servers/<server>/cycles`;
}

/** The type's prefix is free. */
function typeOf(element: XmlElement): string {
  return attributeOf(element, 'type').replace(/^.*:/, '');
}

function describeTrigger(element: XmlElement, partitions: readonly ImportedPartition[]): Trigger {
  const type = typeOf(element);
  switch (type) {
    case 'interval-trigger':
      return intervalTrigger(element, partitions);
    case 'scheduled-trigger':
      return scheduledTrigger(element);
    case 'powershell-trigger':
      return powershellTrigger(element);
    case 'active-directory-change-trigger':
      return activeDirectoryTrigger(element, partitions);
    case 'mim-service-pending-import-trigger':
      return mimServiceTrigger(element, partitions);
    default:
      return {
        element,
        what: `a trigger of the unknown type "${type}": ${everythingIn(element)}`,
        instead: 'find out what it did, and start that from outside through the REST API',
      };
  }
}

function intervalTrigger(element: XmlElement, partitions: readonly ImportedPartition[]): Trigger {
  const starts = startedBy(element);
  const everyMs = durationIn(element, 'interval');
  const partition = starts && partitions.find((each) => importsBy(each, starts.runProfile));
  return {
    element,
    what: `an interval trigger: ${describeStart(element)} ${describeInterval(element, 'interval')}`,
    ...(starts === undefined ? {} : { starts }),
    ...(partition && everyMs !== undefined && everyMs >= 1000 && !starts.exclusive
      ? { standIn: { partition, repeated: { runProfile: starts.runProfile, everyMs } } }
      : {}),
  };
}

function scheduledTrigger(element: XmlElement): Trigger {
  const starts = startedBy(element);
  return {
    element,
    what: `a scheduled trigger: ${describeStart(element)} ${describeInterval(element, 'interval')}, counted from ${saidIn(element, 'start-date') ?? 'no start date'} by the clock of the old server`,
    ...(starts === undefined ? {} : { starts }),
  };
}

function powershellTrigger(element: XmlElement): Trigger {
  const user = saidIn(element, 'username');
  return {
    element,
    what: `a PowerShell trigger: ${saidIn(element, 'path') ?? 'no script'}, asked ${describeInterval(element, 'interval')}${user === undefined ? '' : ` as ${user}`}, on an error: ${saidIn(element, 'exception-behaviour') ?? 'terminate'}`,
    instead:
      'keep the script; until AutoSync runs it, let it post the run profile that it chooses to /api/v1/servers/<server>/cycles',
  };
}

function activeDirectoryTrigger(element: XmlElement, partitions: readonly ImportedPartition[]): Trigger {
  const baseDn = saidIn(element, 'base-dn') ?? '';
  const named = saidIn(element, 'run-profile-name');
  const partition =
    partitions.find(({ name }) => name.toLowerCase() === baseDn.toLowerCase()) ??
    (named === undefined ? undefined : partitions.find((each) => importsBy(each, named)));
  const runProfile = named ?? partition?.runProfiles['delta-import'];
  const user = saidIn(element, 'username');
  const details = [
    `object classes ${listIn(element, 'object-classes').join(', ') || 'none'}`,
    `on ${saidIn(element, 'host-name') ?? 'any host'}`,
    `at most ${describeInterval(element, 'min-interval')}`,
    `log-on attributes younger than ${saidIn(element, 'last-logon-offset') ?? 'PT0S'} ignored`,
    ...(isTrue(element, 'use-explicit-credentials') ? [`as ${user ?? 'nobody'}`] : []),
    ...(user !== undefined && !isTrue(element, 'use-explicit-credentials') ? [`user ${user} not used`] : []),
    ...(named === undefined ? [] : [`starts "${named}"`]),
  ];
  return {
    element,
    what: `change detection in Active Directory below "${baseDn}" (${details.join('; ')})`,
    ...changeDetection(partition, runProfile, durationIn(element, 'min-interval')),
    instead: `give a partition an importInterval, or let something that sees the changes post to /api/v1/servers/<server>/cycles`,
  };
}

function mimServiceTrigger(element: XmlElement, partitions: readonly ImportedPartition[]): Trigger {
  const partition = partitions.find(({ name }) => name.toLowerCase() === 'default') ?? partitions[0];
  return {
    element,
    what: `change detection in the MIM Service at ${saidIn(element, 'host-name') ?? 'its default address'}, ${describeInterval(element, 'interval')}`,
    ...changeDetection(partition, partition?.runProfiles['delta-import'], durationIn(element, 'interval')),
    instead: 'give the partition an importInterval',
  };
}

function changeDetection(
  partition: ImportedPartition | undefined,
  runProfile: string | null | undefined,
  leastMs: number | undefined,
): Pick<Trigger, 'standIn'> {
  if (!partition || !runProfile) return {};
  const everyMs = Math.max(leastMs ?? 0, CHANGE_DETECTION_STAND_IN_MS);
  return { standIn: { partition, repeated: { runProfile, everyMs } } };
}

function startedBy(element: XmlElement): Trigger['starts'] {
  const runProfile = saidIn(element, 'run-profile-name');
  if (runProfile === undefined) return undefined;
  return {
    runProfile,
    exclusive: isTrue(element, 'exclusive'),
    immediate: isTrue(element, 'run-immediate'),
  };
}

function describeStart(element: XmlElement): string {
  const starts = startedBy(element);
  if (!starts) return 'no run profile';
  return `run profile "${starts.runProfile}"${starts.exclusive ? ', exclusively' : ''}${starts.immediate ? ', before others' : ''},`;
}

function durationIn(element: XmlElement, child: string): number | undefined {
  const text = saidIn(element, child);
  return text === undefined ? undefined : millisecondsOfXmlDuration(text);
}

function describeInterval(element: XmlElement, child: string): string {
  const text = saidIn(element, child);
  const durationMs = text === undefined ? undefined : millisecondsOfXmlDuration(text);
  if (durationMs !== undefined) return `every ${durationText(durationMs)}`;
  return text === undefined ? 'at no interval' : `every "${text}"`;
}

/** What an unknown trigger says, without what may be secret. */
function everythingIn(element: XmlElement): string {
  return element.children
    .filter(({ name }) => !/password|secret|key|credential/i.test(name))
    .map(({ name, text, children }) => `${name} ${children.length > 0 ? '…' : `"${text.trim()}"`}`)
    .join(', ');
}
