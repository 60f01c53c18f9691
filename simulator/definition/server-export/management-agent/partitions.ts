import type { Partition } from '../../../../domain/management-agent/management-agent.js';
import { AutoSyncError } from '../../../../domain/errors.js';
import type { NotSimulated } from '../../world-definition.js';
import { normalizeGuid } from '../guid.js';
import type { Reading } from '../reading.js';
import { elementsAt, textAt, textsAt, type XmlElement } from '../../../../domain/xml/xml-element.js';

/** A partition with what its filter lets in. */
export interface ExportedPartition {
  readonly partition: Partition;
  readonly objectTypes: readonly string[];
}

/**
 * Reads the partitions of a management agent, those that are not selected included: run profiles may still name
 * them.
 *
 * @param ma the `ma-data` element
 * @param place file and management agent, for messages
 * @throws AutoSyncError `invalid-server-export` for a partition without id or name, or two with one id
 */
export function readPartitions(ma: XmlElement, place: string): Reading<readonly ExportedPartition[]> {
  const elements = elementsAt(ma, 'ma-partition-data', 'partition');
  const partitions = elements.map((element) => {
    const id = normalizeGuid(textAt(element, 'id'));
    const name = textAt(element, 'name');
    if (id === '' || name === '') {
      throw new AutoSyncError(
        'invalid-server-export',
        `${place}: ma-partition-data/partition ${id || name || '(unnamed)'} lacks its ${id === '' ? 'id' : 'name'}. Export the server configuration again.`,
      );
    }
    return {
      partition: { id, name, selected: textAt(element, 'selected') === '1' },
      objectTypes: textsAt(element, 'filter', 'object-classes', 'object-class'),
    };
  });
  const ids = partitions.map(({ partition }) => partition.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new AutoSyncError(
      'invalid-server-export',
      `${place}: two partitions have the id ${twice}. Export the server configuration again.`,
    );
  }
  const notSimulated = elements.flatMap((element, index) => {
    const partition = partitions[index]?.partition;
    return partition?.selected === true ? containerSelection(element, partition.name) : [];
  });
  return { value: partitions, notSimulated };
}

function containerSelection(element: XmlElement, name: string): readonly NotSimulated[] {
  const excluded = textsAt(element, 'filter', 'containers', 'exclusions', 'exclusion');
  const included = textsAt(element, 'filter', 'containers', 'inclusions', 'inclusion').filter(
    (container) => container.toLowerCase() !== name.toLowerCase(),
  );
  return excluded.length + included.length === 0
    ? []
    : [
        {
          what: `container selection of partition ${name} (${included.length} included, ${excluded.length} excluded)`,
          instead: 'the whole partition is in scope',
        },
      ];
}
