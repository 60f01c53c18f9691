import { elementAt, type XmlElement } from '../../../domain/xml/xml-element.js';
import type { ImportedThresholds } from '../imported.js';
import type { Ledger } from '../account/ledger.js';
import { saidBy } from '../values.js';

/** The old names of what a threshold counts, and the new ones. */
const OPERATIONS: ReadonlyMap<string, keyof ImportedThresholds> = new Map([
  ['adds', 'adds'],
  ['updates', 'updates'],
  ['renames', 'renames'],
  ['deletes', 'deletes'],
  ['changes', 'all'],
]);

const DELETE_ADDS = 'delete-adds';

/** How many changes staged by an import are too many. In both, as many as the threshold are. */
export function importThresholds(
  managementAgent: XmlElement,
  subject: string,
  ledger: Ledger,
): ImportedThresholds {
  const element = elementAt(managementAgent, 'thresholds-staging');
  ledger.carry(element);
  const thresholds: { -readonly [operation in keyof ImportedThresholds]: number } = {};
  for (const threshold of element?.children ?? []) {
    const operation = OPERATIONS.get(threshold.name);
    if (operation === undefined && threshold.name !== DELETE_ADDS) continue;
    const text = saidBy(threshold) ?? '0';
    const objects = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (objects <= 0) {
      ledger.ignore('a threshold of 0, which is none', threshold);
    } else if (operation !== undefined && objects > 0) {
      thresholds[operation] = objects;
      ledger.carry(threshold);
    } else {
      ledger.report(threshold, {
        severity: 'action',
        subject,
        what: `staging threshold: ${text} ${threshold.name}`,
        why:
          operation === undefined
            ? 'there is no threshold for delete-adds alone: each counts as a delete and as an add'
            : 'that is no number of objects',
        instead:
          operation === undefined
            ? 'see that thresholds.imports.deletes and adds are as low as they have to be'
            : 'set it under thresholds.imports',
      });
    }
  }
  return thresholds;
}
