import {
  findManagementAgent,
  type ManagementAgent,
} from '../../../domain/management-agent/management-agent.js';
import { childrenNamed, elementAt, type XmlElement } from '../../../domain/xml/xml-element.js';
import { engineId, type ImportedManagementAgent } from '../imported.js';
import type { Ledger } from '../account/ledger.js';
import { importLegacySettings } from './legacy-partitions.js';
import { importPartitions } from './partitions.js';
import { withoutRepeated } from './repeated.js';
import { importThresholds } from './thresholds.js';
import { triggerNames, type TriggerNames } from '../triggers/trigger-names.js';
import { importTriggers } from '../triggers/triggers.js';
import { isTrue, listIn, saidIn } from '../values.js';

/** What the import goes by, beside the file. */
export interface Surroundings {
  /** Whether the file has the older form, without partitions. */
  readonly legacy: boolean;
  /** The management agents of the engine, where it is known. */
  readonly catalogue: readonly ManagementAgent[] | undefined;
  /** IANA name of the time zone of the old server. */
  readonly timeZone: string;
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
  const counting = withoutRepeated(
    elements,
    'management agent',
    (element) => `management agent "${saidIn(element, 'name')}"`,
    ledger,
  );
  const context: Context = {
    ...surroundings,
    ledger,
    newNames: newNamesOf(elements, surroundings.catalogue),
    triggerNames: triggerNames(),
  };
  const imported = counting.flatMap((element) => importManagementAgent(element, context) ?? []);
  return [...imported, ...unknownToTheFile(elements, context)];
}

interface Context extends Surroundings {
  readonly ledger: Ledger;
  readonly triggerNames: TriggerNames;
  /** By the old name in lower case: the name that it has now; `undefined` if it is gone. */
  readonly newNames: ReadonlyMap<string, string | undefined>;
}

function newNamesOf(
  elements: readonly XmlElement[],
  catalogue: Surroundings['catalogue'],
): Context['newNames'] {
  const names = new Map<string, string | undefined>();
  // Of several with one name the one that is there counts.
  for (const element of elements.toSorted((a, b) => Number(isMissing(b)) - Number(isMissing(a)))) {
    const name = saidIn(element, 'name');
    if (name === undefined) continue;
    names.set(
      name.toLowerCase(),
      isMissing(element) ? undefined : (knownAs(element, catalogue)?.name ?? name),
    );
  }
  return names;
}

function isMissing(element: XmlElement): boolean {
  return isTrue(element, 'is-missing');
}

/** The management agent as the engine has it: by id, else by name. */
function knownAs(
  element: XmlElement,
  catalogue: readonly ManagementAgent[] = [],
): ManagementAgent | undefined {
  const id = saidIn(element, 'id');
  const name = saidIn(element, 'name');
  return (
    (id === undefined ? undefined : findManagementAgent(catalogue, engineId(id))) ??
    (name === undefined ? undefined : findManagementAgent(catalogue, name))
  );
}

/** Management agents of the engine that the old configuration did not know yet: AutoSync adds them disabled. */
function unknownToTheFile(
  elements: readonly XmlElement[],
  { catalogue = [], ledger }: Context,
): readonly ImportedManagementAgent[] {
  const known = new Set(elements.flatMap((element) => knownAs(element, catalogue)?.id ?? []));
  return catalogue
    .filter(({ id }) => !known.has(id))
    .map(({ id, name }) => {
      ledger.remark({
        severity: 'note',
        where: '/lithnet-autosync/management-agents',
        subject: `management agent "${name}"`,
        what: 'the engine has it, and the file does not name it',
        why: 'Lithnet AutoSync adds such a management agent disabled',
        instead: 'it is disabled here too; remove "disabled: true" if it is to run',
      });
      return {
        name,
        id,
        disabled: true,
        importInterval: undefined,
        lockList: [],
        thresholds: {},
        partitions: [],
        triggers: [],
        comments: ['The old configuration did not name it.'],
      };
    });
}

function importManagementAgent(
  element: XmlElement,
  { legacy, catalogue, timeZone, newNames, triggerNames: names, ledger }: Context,
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
  if (isMissing(element)) {
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
  const known = knownAs(element, catalogue);
  const { importInterval, partitions } = legacy
    ? importLegacySettings(element, known, subject, ledger)
    : { importInterval: undefined, partitions: importPartitions(element, subject, ledger) };
  const engine = known?.id ?? (id === undefined ? undefined : engineId(id));
  return {
    name: known?.name ?? name,
    comments: known === undefined || known.name === name ? [] : [`In the old configuration: ${name}`],
    ...(engine === undefined ? {} : { id: engine }),
    disabled: isTrue(element, 'disabled'),
    importInterval,
    lockList: lockListOf(element, subject, newNames, ledger),
    thresholds: importThresholds(element, subject, ledger),
    ...importTriggers(
      element,
      { name: known?.name ?? name, known, importInterval, partitions, timeZone, names },
      ledger,
    ),
  };
}

function lockListOf(
  element: XmlElement,
  subject: string,
  newNames: Context['newNames'],
  ledger: Ledger,
): readonly string[] {
  const list = elementAt(element, 'lock-managementagents');
  ledger.carry(list, ...childrenNamed(list, 'string'));
  const isGone = (name: string): boolean =>
    newNames.has(name.toLowerCase()) && newNames.get(name.toLowerCase()) === undefined;
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
  return names.filter((name) => !isGone(name)).map((name) => newNames.get(name.toLowerCase()) ?? name);
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
