import type { ManagementAgentDefinition, NotSimulated, ProvisioningRule } from '../../world-definition.js';
import type { Reading } from '../reading.js';
import type { ExportedMetaverse } from './read-metaverse.js';

/**
 * Stands in for provisioning code and sync rules, which an export does not hold in a form that could run: every
 * metaverse object gets one connector in each management agent that has export flows for its type, in the first
 * selected partition that holds the connector's object type.
 *
 * @param managementAgents with settled projections
 * @param provisionsBy how the real engine provisions, see {@link ExportedMetaverse}
 */
export function defaultProvisioning(
  managementAgents: readonly ManagementAgentDefinition[],
  provisionsBy: ExportedMetaverse['provisionsBy'],
): Reading<readonly ProvisioningRule[]> {
  if (provisionsBy === undefined) {
    return { value: [], notSimulated: [] };
  }
  const readings = managementAgents.map(provisioningInto);
  const rules = readings.flatMap((reading) => reading.value);
  const nameOf = new Map(managementAgents.map((ma) => [ma.id, ma.name]));
  const summary = [...new Set(rules.map((rule) => rule.metaverseObjectType))].map((type) => {
    const into = rules.filter((rule) => rule.metaverseObjectType === type);
    return {
      what: `provisioning of ${type} by ${provisionsBy}`,
      instead: `provisions into every management agent that exports it: ${into
        .map((rule) => `${nameOf.get(rule.managementAgentId)} (${rule.objectType})`)
        .join(', ')}`,
    };
  });
  return { value: rules, notSimulated: [...summary, ...readings.flatMap((reading) => reading.notSimulated)] };
}

function provisioningInto(ma: ManagementAgentDefinition): Reading<readonly ProvisioningRule[]> {
  const rules: ProvisioningRule[] = [];
  const notSimulated: NotSimulated[] = [];
  for (const metaverseObjectType of new Set(ma.exportFlows.map((flow) => flow.metaverseObjectType))) {
    const [objectType, ...others] = candidatesFor(ma, metaverseObjectType);
    const partition = ma.partitions.find(
      ({ id, selected }) =>
        selected && objectType !== undefined && ma.objectTypesByPartition[id]?.includes(objectType),
    );
    if (others.length > 0) {
      notSimulated.push({
        managementAgent: ma.name,
        what: `${metaverseObjectType} is exported as ${[objectType, ...others].join(' and ')}`,
        instead: `provisioned as ${objectType} only`,
      });
    }
    if (partition === undefined || objectType === undefined) {
      notSimulated.push({
        managementAgent: ma.name,
        what: `provisioning of ${metaverseObjectType}: no selected partition holds ${objectType}`,
        instead: 'nothing is provisioned',
      });
    } else {
      rules.push({ metaverseObjectType, managementAgentId: ma.id, objectType, partitionId: partition.id });
    }
  }
  return { value: rules, notSimulated };
}

/** The object types that are exported to from a metaverse object type; first what joins or projects to it too. */
function candidatesFor(ma: ManagementAgentDefinition, metaverseObjectType: string): readonly string[] {
  const flows = ma.exportFlows.filter((flow) => flow.metaverseObjectType === metaverseObjectType);
  const weight = (objectType: string) =>
    (ma.projections.some(
      (each) => each.objectType === objectType && each.metaverseObjectType === metaverseObjectType,
    )
      ? 2000
      : 0) +
    (ma.joins.some((each) => each.objectType === objectType) ? 1000 : 0) +
    flows.filter((flow) => flow.objectType === objectType).length;
  return [...new Set(flows.map((flow) => flow.objectType))].toSorted((a, b) => weight(b) - weight(a));
}
