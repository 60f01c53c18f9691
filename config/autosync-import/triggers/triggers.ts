import type { ManagementAgent } from '../../../domain/management-agent/management-agent.js';
import { childrenNamed, elementAt, type XmlElement } from '../../../domain/xml/xml-element.js';
import { durationText } from '../../settings/duration.js';
import type { Setting } from '../../writing/commented-yaml.js';
import type { Ledger, Remark } from '../account/ledger.js';
import type { ImportedPartition, ImportedTrigger } from '../imported.js';
import { passwordSetting, reportSecret } from '../secrets.js';
import { isTrue } from '../values.js';
import { typeOf, type DeclaredTrigger, type OldTrigger, type TriggerSurroundings } from './old-trigger.js';
import { intervalTrigger, scheduledTrigger } from './timed.js';
import type { TriggerNames } from './trigger-names.js';
import { importIntervalInForce, standInFor } from './trigger-stand-in.js';
import { activeDirectoryTrigger, mimServiceTrigger, powershellTrigger } from './watching.js';

/** The types of triggers: how each is read, and what is known within it. */
const TYPES: Readonly<
  Record<
    string,
    {
      readonly read: (element: XmlElement, surroundings: TriggerSurroundings) => OldTrigger;
      readonly children: readonly string[];
    }
  >
> = {
  'interval-trigger': {
    read: intervalTrigger,
    children: ['interval', 'run-profile-name', 'exclusive', 'run-immediate'],
  },
  'scheduled-trigger': {
    read: scheduledTrigger,
    children: ['start-date', 'interval', 'run-profile-name', 'exclusive', 'run-immediate'],
  },
  'powershell-trigger': {
    read: powershellTrigger,
    children: ['path', 'interval', 'exception-behaviour', 'username', 'password'],
  },
  'active-directory-change-trigger': {
    read: activeDirectoryTrigger,
    children: [
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
  },
  'mim-service-pending-import-trigger': { read: mimServiceTrigger, children: ['host-name', 'interval'] },
};

/** Whose triggers are read, and with what. */
export interface TriggerOwner {
  readonly name: string;
  /** As the engine has it, where that is known. */
  readonly known: ManagementAgent | undefined;
  /** Milliseconds; `null` = never; `undefined` = nothing is said. */
  readonly importInterval: number | null | undefined;
  readonly partitions: readonly ImportedPartition[];
  /** IANA name of the time zone of the old server. */
  readonly timeZone: string;
  readonly names: TriggerNames;
}

/** What triggers become. */
interface ImportedTriggers {
  /** With what stands in for triggers. */
  readonly partitions: readonly ImportedPartition[];
  readonly triggers: readonly ImportedTrigger[];
}

/**
 * The triggers of a management agent. What AutoSync does is carried over, an import that is repeated as the import interval
 * of its partition; what it does not do yet stands there disabled, and is reported, with what stands in for it.
 */
export function importTriggers(
  managementAgent: XmlElement,
  owner: TriggerOwner,
  ledger: Ledger,
): ImportedTriggers {
  const list = elementAt(managementAgent, 'triggers');
  ledger.carry(list);
  let { partitions } = owner;
  const triggers: ImportedTrigger[] = [];
  for (const element of childrenNamed(list, 'anyType')) {
    const imported = importTrigger(element, { ...owner, partitions }, ledger);
    ({ partitions } = imported);
    triggers.push(...imported.triggers);
  }
  return { partitions, triggers };
}

function importTrigger(element: XmlElement, owner: TriggerOwner, ledger: Ledger): ImportedTriggers {
  const { partitions } = owner;
  const type = TYPES[typeOf(element)];
  const old = type?.read(element, owner) ?? unknownTrigger(element);
  const wasDisabled = isTrue(element, 'disabled');
  const replaced = wasDisabled || !old.standIn ? undefined : replace(old.standIn, owner, old.what);
  // What an import interval does as well would otherwise be done twice.
  const declared = replaced && old.declared?.works ? undefined : old.declared;
  const name = declared && owner.names.nameFor(owner.name, declared.title);
  const subject = `management agent "${owner.name}"`;
  reportSecret(elementAt(element, 'password'), subject, name ?? `${owner.name} trigger`, ledger);
  const within = type && new Set(['disabled', ...type.children]);
  const remark = remarkOn(old, declared && name, wasDisabled, replaced?.instead);
  if (remark) ledger.report(element, { subject, ...remark }, within);
  else ledger.carry(element, ...element.children.filter((child) => within?.has(child.name)));
  return {
    partitions: replaced?.partitions ?? partitions,
    triggers:
      declared && name !== undefined
        ? [
            {
              name,
              settings: settingsOf(declared, name, wasDisabled),
              comments:
                wasDisabled || declared.works || old.why === undefined ? [] : [`Disabled: ${old.why}.`],
            },
          ]
        : [],
  };
}

/** What is to be said of it; `undefined` if it does here what it did. */
function remarkOn(
  { what, why, instead = 'nothing', declared }: OldTrigger,
  name: string | undefined,
  wasDisabled: boolean,
  standIn: string | undefined,
): Omit<Remark, 'subject'> | undefined {
  const stands = name === undefined ? undefined : `it stands there, disabled, as trigger "${name}"`;
  if (wasDisabled) {
    if (declared?.works && why === undefined) return undefined;
    return {
      severity: 'note',
      what: `disabled: ${what}`,
      why: declared?.works && why !== undefined ? why : 'it did nothing',
      instead: stands ?? 'nothing',
    };
  }
  if (standIn !== undefined) {
    return {
      severity: 'replaced',
      what,
      why: why ?? 'an import interval does the same',
      instead: stands === undefined ? standIn : `${stands}; ${standIn}`,
    };
  }
  if (declared?.works) {
    if (why === undefined) return undefined;
    return { severity: 'replaced', what, why, instead: `trigger "${name}": ${instead}` };
  }
  return {
    severity: 'action',
    what,
    why: why ?? 'AutoSync does not do that',
    instead: stands === undefined ? instead : `${stands}; ${instead}`,
  };
}

function settingsOf(
  { works, settings, user }: DeclaredTrigger,
  name: string,
  wasDisabled: boolean,
): readonly Setting[] {
  return [
    ...settings,
    ...(user === undefined
      ? []
      : [
          {
            key: 'credentials',
            value: { settings: [{ key: 'user', value: user }, passwordSetting(name)] },
          },
        ]),
    ...(works && !wasDisabled ? [] : [{ key: 'disabled', value: true }]),
  ];
}

/** The partitions with an import interval in place of a trigger, and what to say of that; `undefined` if none can stand in. */
function replace(
  { partition, repeated }: NonNullable<OldTrigger['standIn']>,
  { partitions, importInterval: ofManagementAgent }: TriggerOwner,
  what: string,
): { readonly partitions: readonly ImportedPartition[]; readonly instead: string } | undefined {
  const replaced = standInFor(partition, repeated, ofManagementAgent);
  if (!replaced) return undefined;
  const inForce = importIntervalInForce(replaced, ofManagementAgent) ?? repeated.everyMs;
  const commented = {
    ...replaced,
    comments: [...replaced.comments, `importInterval stands in for ${what}`],
  };
  const before = importIntervalInForce(partition, ofManagementAgent);
  const inPlaceOf = replaced === partition ? '' : `, in place of ${describeImport(partition, before)}`;
  return {
    partitions: partitions.map((each) => (each === partition ? commented : each)),
    instead: `the import interval of partition "${replaced.name}" stands in: "${replaced.runProfiles['scheduled-import'] ?? repeated.runProfile}" every ${durationText(inForce)}${inPlaceOf}`,
  };
}

function describeImport({ runProfiles }: ImportedPartition, intervalMs: number | null): string {
  if (intervalMs !== null) return `every ${durationText(intervalMs)}`;
  const scheduled = runProfiles['scheduled-import'];
  return `no automatic import (run profile ${scheduled ? `"${scheduled}"` : 'none'})`;
}

function unknownTrigger(element: XmlElement): OldTrigger {
  return {
    what: `a trigger of the unknown type "${typeOf(element)}": ${everythingIn(element)}`,
    why: 'this version of AutoSync does not know what it means',
    instead: 'find out what it did, and write a trigger that does it, or start that through the REST API',
  };
}

/** What an unknown trigger says, without what may be secret. */
function everythingIn(element: XmlElement): string {
  return element.children
    .filter(({ name }) => !/password|secret|key|credential/i.test(name))
    .map(({ name, text, children }) => `${name} ${children.length > 0 ? '…' : `"${text.trim()}"`}`)
    .join(', ');
}
