import type { DeletionRule, NotSimulated } from '../../world-definition.js';
import { normalizeGuid } from '../guid.js';
import { joinReadings, type Reading } from '../reading.js';
import { attributeOf, elementsAt, textsAt, type XmlElement } from '../../../../domain/xml/xml-element.js';

/**
 * Reads the metaverse object deletion rules.
 *
 * `declared-any` lists the management agents whose disconnection deletes the object; `declared-last` deletes it
 * with its last connector and lists those that do not count. Source: Microsoft's MIMConfigDocumenter.
 *
 * @param mv the `mv-data` element
 * @param managementAgentNames by id, of all management agents that the export holds
 */
export function readDeletionRules(
  mv: XmlElement,
  managementAgentNames: ReadonlyMap<string, string>,
): Reading<readonly DeletionRule[]> {
  return joinReadings(
    elementsAt(mv, 'mv-deletion', 'mv-deletion-rule').map((element) =>
      readDeletionRule(element, managementAgentNames),
    ),
  );
}

function readDeletionRule(
  element: XmlElement,
  managementAgentNames: ReadonlyMap<string, string>,
): Reading<readonly DeletionRule[]> {
  const metaverseObjectType = attributeOf(element, 'mv-object-type');
  const type = attributeOf(element, 'type');
  const listed = textsAt(element, 'src-ma').map(normalizeGuid);
  const known = listed.filter((id) => managementAgentNames.has(id));
  const what = `deletion rule of ${metaverseObjectType}`;
  const withLastConnector: DeletionRule = { metaverseObjectType, when: 'last', managementAgentIds: [] };
  const notSimulated: NotSimulated[] = [];
  if (known.length < listed.length) {
    notSimulated.push({
      what: `${what}: ${listed.length - known.length} management agent(s) that are not in the export`,
      instead: 'they do not count',
    });
  }
  // Older exports say "declared" and mean the one management agent that they name.
  if (type === 'declared-any' || (type === 'declared' && listed.length > 0)) {
    return known.length > 0
      ? { value: [{ metaverseObjectType, when: 'any-of', managementAgentIds: known }], notSimulated }
      : { value: [withLastConnector], notSimulated };
  }
  if (type === 'scripted') {
    notSimulated.push({ what: `${what} (rules extension)`, instead: 'deletes with the last connector' });
  } else if (known.length > 0) {
    const names = known.map((id) => managementAgentNames.get(id)).join(', ');
    notSimulated.push({
      what: `${what}: connectors of ${names} do not count`,
      instead: 'every connector counts',
    });
  }
  return { value: [withLastConnector], notSimulated };
}
