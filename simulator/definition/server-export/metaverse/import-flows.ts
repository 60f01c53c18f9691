import type { ImportFlow, ImportFlowGroup, NotSimulated } from '../../world-definition.js';
import { readFlowMapping } from '../flow-mapping.js';
import { normalizeGuid } from '../guid.js';
import { describeSource } from '../management-agent/export-flows.js';
import type { Reading } from '../reading.js';
import {
  attributeOf,
  childrenNamed,
  elementsAt,
  type XmlElement,
} from '../../../../domain/xml/xml-element.js';

/**
 * Reads the import attribute flows of the metaverse with their precedence.
 *
 * @param mv the `mv-data` element
 * @param managementAgentNames by id, of all management agents that the export holds
 */
export function readImportFlows(
  mv: XmlElement,
  managementAgentNames: ReadonlyMap<string, string>,
): Reading<readonly ImportFlowGroup[]> {
  const groups: ImportFlowGroup[] = [];
  const notSimulated: NotSimulated[] = [];
  for (const set of elementsAt(mv, 'import-attribute-flow', 'import-flow-set')) {
    const metaverseObjectType = attributeOf(set, 'mv-object-type');
    for (const element of childrenNamed(set, 'import-flows')) {
      const metaverseAttribute = attributeOf(element, 'mv-attribute');
      const target = `${metaverseObjectType}.${metaverseAttribute}`;
      const flows = childrenNamed(element, 'import-flow').map((flow) =>
        readImportFlow(flow, target, managementAgentNames),
      );
      notSimulated.push(...flows.flatMap((flow) => flow.notSimulated));
      const precedence = attributeOf(element, 'type');
      if (precedence === 'manual') {
        notSimulated.push({
          what: `manual precedence of ${target} (rules extension)`,
          instead: 'ranked, in the order of the configuration',
        });
      }
      const value = flows.flatMap((flow) => flow.value);
      if (value.length > 0) {
        groups.push({
          metaverseObjectType,
          metaverseAttribute,
          precedence: precedence === 'equal' ? 'equal' : 'ranked',
          flows: value,
        });
      }
    }
  }
  return { value: groups, notSimulated };
}

function readImportFlow(
  element: XmlElement,
  target: string,
  managementAgentNames: ReadonlyMap<string, string>,
): Reading<readonly ImportFlow[]> {
  const managementAgentId = normalizeGuid(attributeOf(element, 'src-ma'));
  const managementAgent = managementAgentNames.get(managementAgentId);
  const objectType = attributeOf(element, 'cd-object-type');
  const what = `import flow ${objectType} → ${target}`;
  if (managementAgent === undefined) {
    return {
      value: [],
      notSimulated: [
        { what: `${what} from a management agent that is not in the export`, instead: 'nothing flows' },
      ],
    };
  }
  const { source, advanced } = readFlowMapping(element);
  if (source === undefined) {
    return {
      value: [],
      notSimulated: [
        { managementAgent, what: `${what} (${advanced ?? 'no source attribute'})`, instead: 'nothing flows' },
      ],
    };
  }
  return {
    value: [{ managementAgentId, objectType, source }],
    notSimulated:
      advanced === undefined
        ? []
        : [
            {
              managementAgent,
              what: `${what} (${advanced})`,
              instead: `flows directly ${describeSource(source)}`,
            },
          ],
  };
}
