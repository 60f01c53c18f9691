import { findManagementAgent, type ManagementAgent } from '../../domain/management-agent.js';
import { childrenNamed, elementAt, type XmlElement } from '../../domain/xml/xml-element.js';
import { engineId, type ImportedManagementAgent } from './imported.js';
import type { Ledger } from './ledger.js';
import { importLegacySettings } from './legacy-partitions.js';
import { importPartitions } from './partitions.js';
import { importThresholds } from './thresholds.js';
import { importTriggers } from './triggers.js';
import { isTrue, listIn, saidIn } from './values.js';

/** What the import goes by, beside the file. */
export interface Surroundings {
  /** Whether the file has the older form, without partitions. */
  readonly legacy: boolean;
  /** The management agents of the engine, where it is known. */
  readonly catalogue: readonly ManagementAgent[] | undefined;
}

/** All management agents of the file but those that the engine no longer has. */
export function importManagementAgents(
  root: XmlElement,
  surroundings: Surroundings,
  ledger: Ledger,
): readonly ImportedManagementAgent[] {
  const list = elementAt(root, 'management-agents');
  ledger.carry(list);
  const elements = childrenNamed(list, 'management-agent');
  const gone = new Set(
    elements.flatMap((element) =>
      isTrue(element, 'is-missing') ? (saidIn(element, 'name')?.toLowerCase() ?? []) : [],
    ),
  );
  for (const element of elements) {
    const there = !isTrue(element, 'is-missing') && saidIn(element, 'name');
    if (there) gone.delete(there.toLowerCase());
  }
  return elements.flatMap((element) => importManagementAgent(element, gone, surroundings, ledger) ?? []);
}

function importManagementAgent(
  element: XmlElement,
  gone: ReadonlySet<string>,
  { legacy, catalogue }: Surroundings,
  ledger: Ledger,
): ImportedManagementAgent | undefined {
  const id = saidIn(element, 'id');
  const name = saidIn(element, 'name') ?? (id === undefined ? undefined : engineId(id));
  const subject = `management agent "${name}"`;
  if (name === undefined) {
    ledger.report(element, {
      severity: 'action',
      subject: 'a management agent',
      what: 'a management agent without name and id',
      why: 'nobody can say which one it is',
      instead: 'set it up by hand',
    });
    return undefined;
  }
  if (isTrue(element, 'is-missing')) {
    ledger.report(element, {
      severity: 'note',
      subject,
      what: 'a management agent that AutoSync did not find on the engine any more, with all its settings',
      why: 'what is not there cannot run',
      instead: 'nothing; set it up by hand should it come back',
    });
    return undefined;
  }
  const child = (named: string): XmlElement | undefined => elementAt(element, named);
  ledger.carry(element, child('id'), child('name'), child('disabled'));
  ledger.ignore('a counter of edits', child('version'));
  ledger.ignore('the engine itself says whether it is there', child('is-missing'));
  reportController(element, subject, ledger);
  const known =
    (id === undefined ? undefined : findManagementAgent(catalogue ?? [], engineId(id))) ??
    findManagementAgent(catalogue ?? [], name);
  const { importInterval, partitions } = legacy
    ? importLegacySettings(element, known, subject, ledger)
    : { importInterval: undefined, partitions: importPartitions(element, subject, ledger) };
  return {
    name,
    ...(id === undefined ? {} : { id: engineId(id) }),
    disabled: isTrue(element, 'disabled'),
    importInterval,
    lockList: lockListOf(element, subject, gone, ledger),
    thresholds: importThresholds(element, subject, ledger),
    partitions: importTriggers(element, name, partitions, ledger),
  };
}

function lockListOf(
  element: XmlElement,
  subject: string,
  gone: ReadonlySet<string>,
  ledger: Ledger,
): readonly string[] {
  const list = elementAt(element, 'lock-managementagents');
  ledger.carry(list, ...childrenNamed(list, 'string'));
  const isGone = (name: string): boolean => gone.has(name.toLowerCase());
  const names = listIn(element, 'lock-managementagents');
  for (const [index, entry] of childrenNamed(list, 'string').entries()) {
    const name = names[index];
    if (name === undefined || !isGone(name)) continue;
    ledger.report(entry, {
      severity: 'note',
      subject,
      what: `"${name}" among its lock management agents`,
      why: 'AutoSync did not find that management agent on the engine any more',
      instead: 'nothing: it is left out',
    });
  }
  return names.filter((name) => !isGone(name));
}

function reportController(element: XmlElement, subject: string, ledger: Ledger): void {
  const controller = elementAt(element, 'controller-script-path');
  if (!controller) return;
  const script = saidIn(element, 'controller-script-path');
  if (script === undefined) {
    ledger.carry(controller);
    return;
  }
  ledger.report(controller, {
    severity: 'action',
    subject,
    what: `controller script ${script}`,
    why: 'AutoSync does not run PowerShell controller scripts yet',
    instead:
      'see what the script guards against: thresholds may do it, or a program that is asked over HTTP (controller: { url }); disable the management agent if it must not run unguarded',
  });
}
