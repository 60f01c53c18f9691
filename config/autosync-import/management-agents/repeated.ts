import type { XmlElement } from '../../../domain/xml/xml-element.js';
import { engineId } from '../imported.js';
import { saidIn } from '../values.js';

/**
 * Those that cannot be told apart from an earlier one: by the same id, or by the same name where not both have an id.
 *
 * @param elements management agents, or the partitions of one
 */
export function repeatedAmong(elements: readonly XmlElement[]): ReadonlySet<XmlElement> {
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
