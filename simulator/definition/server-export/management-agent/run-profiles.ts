import type {
  Partition,
  RunProfile,
  RunProfileStep,
} from '../../../../domain/management-agent/management-agent.js';
import { stepTypeFromXml } from '../../../../domain/management-agent/step-type.js';
import type { NotSimulated } from '../../world-definition.js';
import { normalizeGuid } from '../guid.js';
import type { Reading } from '../reading.js';
import {
  attributeOf,
  elementAt,
  elementsAt,
  textAt,
  textsAt,
  type XmlElement,
} from '../../../../domain/xml/xml-element.js';

/**
 * Reads the run profiles of a management agent with their steps. A step whose partition no longer exists stays:
 * the engine keeps it too, and refuses it only when it runs.
 *
 * @param ma the `ma-data` element
 */
export function readRunProfiles(
  ma: XmlElement,
  partitions: readonly Partition[],
): Reading<readonly RunProfile[]> {
  const notSimulated: NotSimulated[] = [];
  const profiles = new Map<string, RunProfile>();
  for (const element of elementsAt(ma, 'ma-run-data', 'run-configuration')) {
    const name = textAt(element, 'name');
    const steps = elementsAt(element, 'configuration', 'step').map((step, index) =>
      readStep(step, `run profile ${name}, step ${index + 1}`, partitions),
    );
    notSimulated.push(...steps.flatMap((step) => step.notSimulated));
    if (profiles.has(name.toLowerCase())) {
      notSimulated.push({
        what: `a second run profile ${name}`,
        instead: 'only the first of that name runs',
      });
    } else {
      profiles.set(name.toLowerCase(), { name, steps: steps.flatMap((step) => step.value) });
    }
  }
  return { value: [...profiles.values()], notSimulated };
}

function readStep(
  step: XmlElement,
  place: string,
  partitions: readonly Partition[],
): Reading<readonly RunProfileStep[]> {
  const stepType = elementAt(step, 'step-type');
  const type = attributeOf(stepType, 'type');
  const subtypes = ['import-subtype', 'apply-rules-subtype', 'export-subtype'].flatMap((name) =>
    textsAt(stepType, name),
  );
  const known = stepTypeFromXml(type, subtypes);
  if (known === undefined) {
    return {
      value: [],
      notSimulated: [{ what: `${place}: step type "${type}"`, instead: 'the step is left out' }],
    };
  }
  const partitionId = normalizeGuid(textAt(step, 'partition'));
  const notSimulated: NotSimulated[] = [];
  if (!partitions.some((partition) => partition.id === partitionId)) {
    notSimulated.push({
      what: `${place}: partition ${partitionId || '(none)'} is not in this management agent`,
      instead: 'the step ends with missing-partition-for-run-step, as in the engine',
    });
  }
  if (known.dropFile) {
    notSimulated.push({ what: `${place}: drop file`, instead: 'the step does nothing and warns' });
  }
  const objectLimit = limitOf(step, 'object');
  const deletionLimit = limitOf(step, 'delete');
  return {
    value: [
      {
        type: known.type,
        partitionId,
        ...(objectLimit !== undefined && { objectLimit }),
        ...(deletionLimit !== undefined && { deletionLimit }),
        ...(known.dropFile && { dropFile: true }),
      },
    ],
    notSimulated,
  };
}

/** `threshold` also holds the batch size, which limits nothing; 0 stands for no limit. */
function limitOf(step: XmlElement, of: 'object' | 'delete'): number | undefined {
  const limit = Number(textAt(step, 'threshold', of));
  return Number.isInteger(limit) && limit > 0 ? limit : undefined;
}
