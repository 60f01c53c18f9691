import { RUN_PROFILE_KINDS } from '../../../domain/cycle/run-profile-choice.js';
import { childrenNamed, elementAt, type XmlElement } from '../../../domain/xml/xml-element.js';
import { engineId, RUN_PROFILE_ELEMENTS, type ImportedPartition } from '../imported.js';
import type { Ledger } from '../account/ledger.js';
import { withoutRepeated } from './repeated.js';
import { isTrue, saidIn, wholeNumberIn } from '../values.js';

const EDIT_COUNTER = 'a counter of edits';
const ENGINE_KNOWS = 'the engine itself says whether a partition is selected, and whether it is there';
const SWITCHED_OFF = 'the interval of an automatic import that is switched off';
const NOTHING_SET = 'a partition that is not selected, and for which nothing is set';

/** The partitions of a management agent. Those that the engine no longer has, or of which nothing is said, are left out. */
export function importPartitions(
  managementAgent: XmlElement,
  subject: string,
  ledger: Ledger,
): readonly ImportedPartition[] {
  const list = elementAt(managementAgent, 'partitions');
  ledger.carry(list);
  const elements = childrenNamed(list, 'partition');
  return withoutRepeated(
    elements,
    'partition',
    (element) => `${subject}, partition "${saidIn(element, 'name')}"`,
    ledger,
  ).flatMap((element) => importPartition(element, subject, ledger) ?? []);
}

function importPartition(element: XmlElement, owner: string, ledger: Ledger): ImportedPartition | undefined {
  const id = saidIn(element, 'id');
  const name = saidIn(element, 'name') ?? (id === undefined ? undefined : engineId(id));
  if (name === undefined) {
    ledger.report(element, {
      severity: 'action',
      subject: owner,
      what: 'a partition without name and id',
      why: 'nobody can say which one it is',
      instead: 'set its run profiles by hand',
    });
    return undefined;
  }
  const subject = `${owner}, partition "${name}"`;
  if (isTrue(element, 'is-missing')) {
    ledger.report(element, {
      severity: 'note',
      subject,
      what: 'a partition that AutoSync did not find on the engine any more',
      why: 'what is not there cannot run',
      instead: 'nothing; set its run profiles by hand should it come back',
    });
    return undefined;
  }
  const runProfiles = Object.fromEntries(
    RUN_PROFILE_KINDS.map((kind) => [kind, saidIn(element, RUN_PROFILE_ELEMENTS[kind]) ?? null]),
  );
  const enabled = isTrue(element, 'auto-import-enabled');
  const child = (named: string): XmlElement | undefined => elementAt(element, named);
  if (
    !isTrue(element, 'is-selected') &&
    child('is-selected') &&
    !enabled &&
    Object.values(runProfiles).every((profile) => profile === null)
  ) {
    ledger.ignore(NOTHING_SET, element, ...element.children.filter((each) => isKnown(each.name)));
    return undefined;
  }
  ledger.carry(element, child('id'), child('name'), child('auto-import-enabled'));
  ledger.carry(...RUN_PROFILE_KINDS.map((kind) => child(RUN_PROFILE_ELEMENTS[kind])));
  ledger.ignore(EDIT_COUNTER, child('version'));
  ledger.ignore(ENGINE_KNOWS, child('is-selected'), child('is-missing'));
  return {
    name,
    ...(id === undefined ? {} : { id: engineId(id) }),
    importInterval: importIntervalOf(element, enabled, subject, ledger),
    runProfiles,
    comments: [],
  };
}

function isKnown(name: string): boolean {
  return (
    name.startsWith('run-profile-') ||
    [
      'auto-import-enabled',
      'auto-import-interval',
      'id',
      'name',
      'is-selected',
      'is-missing',
      'version',
    ].includes(name)
  );
}

/**
 * How often the automatic import runs.
 *
 * @param element a partition, or in the legacy form a management agent
 * @returns milliseconds; `null` = never; `undefined` = the server's interval
 */
export function importIntervalOf(
  element: XmlElement,
  enabled: boolean,
  subject: string,
  ledger: Ledger,
): number | null | undefined {
  const said = elementAt(element, 'auto-import-interval');
  if (!enabled) {
    ledger.ignore(SWITCHED_OFF, said);
    return null;
  }
  const minutes = wholeNumberIn(element, 'auto-import-interval');
  if (minutes !== undefined && minutes > 0 && minutes < 10_000_000) {
    ledger.carry(said);
    return minutes * 60_000;
  }
  const text = saidIn(element, 'auto-import-interval');
  ledger.report(
    said ?? element,
    {
      severity: text === undefined || minutes === 0 ? 'replaced' : 'action',
      subject,
      what: `an automatic import every ${text ?? '0'} minutes`,
      why:
        text === undefined || minutes === 0
          ? '0 leaves the interval to AutoSync, which derives it from the run history'
          : 'that is no number of minutes',
      instead: "the sync server's importInterval counts; give the partition one of its own if that is wrong",
    },
    new Set(),
  );
  return undefined;
}
