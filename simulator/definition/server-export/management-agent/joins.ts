import type { JoinRule, NotSimulated } from '../../world-definition.js';
import { readFlowMapping } from '../flow-mapping.js';
import { joinReadings, type Reading } from '../reading.js';
import {
  attributeOf,
  childrenNamed,
  elementAt,
  elementsAt,
  type XmlElement,
} from '../../../../domain/xml/xml-element.js';

/**
 * Reads the join rules of a management agent, those of sync rules included, in the order of the configuration.
 * Each `join-criterion` is a rule of its own; all its mappings must match.
 *
 * @param ma the `ma-data` element
 */
export function readJoins(ma: XmlElement): Reading<readonly JoinRule[]> {
  return joinReadings(
    elementsAt(ma, 'join', 'join-profile').flatMap((profile) =>
      childrenNamed(profile, 'join-criterion').map((criterion) =>
        readCriterion(criterion, attributeOf(profile, 'cd-object-type')),
      ),
    ),
  );
}

function readCriterion(criterion: XmlElement, objectType: string): Reading<readonly JoinRule[]> {
  const notSimulated: NotSimulated[] = [];
  const mappings: { attribute: string; metaverseAttribute: string }[] = [];
  const search = elementAt(criterion, 'search');
  for (const element of childrenNamed(search, 'attribute-mapping')) {
    const metaverseAttribute = attributeOf(element, 'mv-attribute');
    const { source, advanced } = readFlowMapping(element);
    const attribute = source?.kind === 'attribute' ? source.attribute : undefined;
    if (attribute === undefined) {
      notSimulated.push({
        what: `join of ${objectType} on ${metaverseAttribute} (${advanced ?? 'no source attribute'})`,
        instead: 'the join rule is left out',
      });
      return { value: [], notSimulated };
    }
    if (advanced !== undefined) {
      notSimulated.push({
        what: `join of ${objectType} on ${metaverseAttribute} (${advanced})`,
        instead: `compares ${attribute} directly`,
      });
    }
    mappings.push({ attribute, metaverseAttribute });
  }
  if (attributeOf(elementAt(criterion, 'resolution'), 'type') === 'scripted') {
    notSimulated.push({
      what: `join resolution of ${objectType} (rules extension)`,
      instead: 'joins to the first metaverse object found',
    });
  }
  const metaverseObjectType = attributeOf(search, 'mv-object-type');
  return {
    value:
      mappings.length === 0
        ? []
        : [{ objectType, ...(metaverseObjectType !== '' && { metaverseObjectType }), mappings }],
    notSimulated,
  };
}
