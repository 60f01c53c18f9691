import type { Reading } from '../reading.js';
import { elementAt, elementsAt, textsAt, type XmlElement } from '../../../../domain/xml/xml-element.js';

/**
 * Finds the attribute that identifies an object in the connected directory: `dn-construction` names it (per object
 * type for an extensible connectivity management agent), else the `anchor` of the private configuration. Directories
 * with distinguished names of their own, as Active Directory, have none.
 *
 * An anchor of several attributes, or of different ones per object type, cannot be simulated: one of them alone
 * need not be unique.
 *
 * @param ma the `ma-data` element
 * @returns the attribute's name, or none if the connected directory makes up its own
 */
export function readAnchor(ma: XmlElement): Reading<string | undefined> {
  const construction = elementAt(ma, 'dn-construction');
  const named = [
    ...textsAt(construction, 'attribute'),
    ...elementsAt(construction, 'dn').flatMap((perObjectType) => textsAt(perObjectType, 'attribute')),
  ];
  const attributes = new Set(named.length > 0 ? named : anchorOfPrivateConfiguration(ma));
  const [only] = attributes;
  return attributes.size <= 1
    ? { value: only, notSimulated: [] }
    : {
        value: undefined,
        notSimulated: [
          {
            what: `anchor of several attributes (${[...attributes].join(', ')})`,
            instead: 'the connected directory makes up an anchor of its own',
          },
        ],
      };
}

function anchorOfPrivateConfiguration(ma: XmlElement): readonly string[] {
  const configurations = elementAt(ma, 'private-configuration')?.children ?? [];
  return configurations.flatMap((configuration) => [
    ...textsAt(configuration, 'mms-info', 'anchor', 'attribute'),
    ...textsAt(configuration, 'anchor', 'attribute'),
    ...textsAt(configuration, 'importing', 'anchor', 'attribute'),
  ]);
}
