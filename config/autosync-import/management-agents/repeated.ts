import type { XmlElement } from '../../../domain/xml/xml-element.js';
import type { Ledger } from '../account/ledger.js';
import { engineId } from '../imported.js';
import { saidIn } from '../values.js';

/**
 * Reports those that cannot be told apart from an earlier one, and gives the others.
 *
 * @param what for the report: `management agent`
 * @param subjectOf what the report calls one
 */
export function withoutRepeated(
  elements: readonly XmlElement[],
  what: string,
  subjectOf: (element: XmlElement) => string,
  ledger: Ledger,
): readonly XmlElement[] {
  const repeated = repeatedAmong(elements);
  for (const element of repeated) {
    ledger.report(element, {
      severity: 'action',
      subject: subjectOf(element),
      what: `a ${what} that stands in the file a second time`,
      why: 'only the first counts',
      instead: 'see which of them is right, and set it up by hand if it is the second',
    });
  }
  return elements.filter((element) => !repeated.has(element));
}

/**
 * Those that cannot be told apart from an earlier one: by the same id, or by the same name where not both have an id.
 *
 * @param elements management agents, or the partitions of one
 */
function repeatedAmong(elements: readonly XmlElement[]): ReadonlySet<XmlElement> {
  const identities = elements.map((element) => {
    const id = saidIn(element, 'id');
    return { element, id: id && engineId(id), name: saidIn(element, 'name')?.toLowerCase() };
  });
  return new Set(
    identities
      .filter(({ id, name }, index) =>
        identities
          .slice(0, index)
          .some((earlier) =>
            id !== undefined && earlier.id !== undefined
              ? id === earlier.id
              : name !== undefined && name === earlier.name,
          ),
      )
      .map(({ element }) => element),
  );
}
