import type { ManagementAgent } from '../../../domain/management-agent/management-agent.js';
import { attributeOf, type XmlElement } from '../../../domain/xml/xml-element.js';
import { durationText } from '../../settings/duration.js';
import type { Setting } from '../../writing/commented-yaml.js';
import type { ImportedPartition } from '../imported.js';
import { millisecondsOfXmlDuration, saidIn } from '../values.js';
import type { Repeated } from './trigger-stand-in.js';

/** A trigger of the old configuration, as far as it can be told. */
export interface OldTrigger {
  /** In words: `an interval trigger: run profile "DI" every 5m`. */
  readonly what: string;
  /** The import interval that may stand in for it, and of which partition. */
  readonly standIn?: { readonly partition: ImportedPartition; readonly repeated: Repeated };
  /** As it stands in the new configuration, where it has a place. */
  readonly declared?: DeclaredTrigger;
  /** Why it does not do what it did, or does it otherwise; left out, it does the same. */
  readonly why?: string;
  /** What is done, or is to be done, where that is so. */
  readonly instead?: string;
}

/** What stands in the new configuration. */
export interface DeclaredTrigger {
  /** What it does, in a word or two, for its name. */
  readonly title: string;
  /** Whether AutoSync does it. What it does not do stands there disabled. */
  readonly works: boolean;
  readonly settings: readonly Setting[];
  /** Whom it logs in as, with a password that is to be provided. */
  readonly user?: string;
}

/** What a trigger is read with. */
export interface TriggerSurroundings {
  /** Those of its management agent. */
  readonly partitions: readonly ImportedPartition[];
  /** Its management agent as the engine has it, where that is known. */
  readonly known: ManagementAgent | undefined;
  /** IANA name of the time zone of the old server. */
  readonly timeZone: string;
}

/** The type's prefix is free. */
export function typeOf(element: XmlElement): string {
  return attributeOf(element, 'type').replace(/^.*:/, '');
}

/** In words: `every 5m`. */
export function describeInterval(element: XmlElement, child: string): string {
  const text = saidIn(element, child);
  const durationMs = text === undefined ? undefined : millisecondsOfXmlDuration(text);
  if (durationMs !== undefined) return `every ${durationText(durationMs)}`;
  return text === undefined ? 'at no interval' : `every "${text}"`;
}
