import type {
  ImportFlowGroup,
  ManagementAgentDefinition,
  MetaverseDefinition,
  ProvisioningRule,
} from '../world-definition.js';
import { flowSource } from './flow-source.js';
import type { Scenario, ScenarioManagementAgent } from './scenario-schema.js';
import { unknownName } from './unknown-name.js';

/**
 * Makes the metaverse of a scenario: its types are those that the management agents name, its flows rank by the order
 * of the management agents unless the scenario says otherwise.
 *
 * @param managementAgents as made from the scenario
 * @param idOf finds a management agent's id by its name; the path is for the message if there is none
 * @param file names the scenario in messages
 * @throws AutoSyncError `invalid-configuration` for a name that the scenario does not define
 */
export function metaverseFrom(
  scenario: Scenario,
  managementAgents: readonly ManagementAgentDefinition[],
  idOf: (name: string, path: string) => string,
  file: string,
): MetaverseDefinition {
  const importFlows = importFlowsFrom(scenario, idOf, file);
  const sources = managementAgents.flatMap((ma) => ma.exportFlows);
  const typeNames = new Set(
    Object.values(scenario.managementAgents).flatMap((ma) =>
      Object.values(ma.objectTypes).map((rules) => rules.metaverse),
    ),
  );
  return {
    objectTypes: [...typeNames].map((name) => ({
      name,
      attributes: [
        ...new Set([
          ...importFlows
            .filter((group) => group.metaverseObjectType === name)
            .map((group) => group.metaverseAttribute),
          ...sources
            .filter((flow) => flow.metaverseObjectType === name)
            .flatMap(({ source }) => (source.kind === 'attribute' ? [source.attribute] : []))
            .filter((attribute) => attribute !== 'object-id'),
        ]),
      ],
      multiValued: scenario.multiValued[name] ?? [],
    })),
    importFlows,
    deletionRules: Object.entries(scenario.deletion).map(([metaverseObjectType, names]) => {
      if (!typeNames.has(metaverseObjectType)) {
        throw unknownName(file, 'deletion', `metaverse object type "${metaverseObjectType}"`, [...typeNames]);
      }
      return {
        metaverseObjectType,
        when: 'any-of' as const,
        managementAgentIds: names.map((name) => idOf(name, `deletion > ${metaverseObjectType}`)),
      };
    }),
    provisioning: Object.entries(scenario.managementAgents).flatMap(([name, ma]) =>
      provisioningInto(
        ma,
        managementAgents.find((each) => each.name === name),
        file,
      ),
    ),
  };
}

function importFlowsFrom(
  scenario: Scenario,
  idOf: (name: string, path: string) => string,
  file: string,
): readonly ImportFlowGroup[] {
  const groups = new Map<string, ImportFlowGroup>();
  for (const [name, ma] of Object.entries(scenario.managementAgents)) {
    for (const [objectType, { metaverse, import: flows }] of Object.entries(ma.objectTypes)) {
      for (const [metaverseAttribute, flow] of Object.entries(flows)) {
        const target = `${metaverse}.${metaverseAttribute}`;
        const group = groups.get(target);
        const managementAgentId = idOf(name, `managementAgents > ${name}`);
        groups.set(target, {
          metaverseObjectType: metaverse,
          metaverseAttribute,
          precedence: scenario.precedence[target] === 'equal' ? 'equal' : 'ranked',
          flows: [...(group?.flows ?? []), { managementAgentId, objectType, source: flowSource(flow) }],
        });
      }
    }
  }
  for (const [target, ranking] of Object.entries(scenario.precedence)) {
    const group = groups.get(target);
    if (group === undefined) {
      throw unknownName(file, `precedence > ${target}`, `import flow into ${target}`, [...groups.keys()]);
    }
    if (ranking !== 'equal') {
      const order = ranking.map((name) => idOf(name, `precedence > ${target}`));
      const rank = (id: string) => (order.includes(id) ? order.indexOf(id) : order.length);
      groups.set(target, {
        ...group,
        flows: group.flows.toSorted((a, b) => rank(a.managementAgentId) - rank(b.managementAgentId)),
      });
    }
  }
  return [...groups.values()];
}

function provisioningInto(
  ma: ScenarioManagementAgent,
  definition: ManagementAgentDefinition | undefined,
  file: string,
): readonly ProvisioningRule[] {
  return Object.entries(ma.objectTypes).flatMap(([objectType, { metaverse, export: flows, provision }]) => {
    const wanted = provision ?? Object.keys(flows).length > 0;
    if (definition === undefined || wanted === false) {
      return [];
    }
    const partition = definition.partitions.find(
      ({ id, name, selected }) =>
        selected &&
        (wanted === true
          ? definition.objectTypesByPartition[id]?.includes(objectType)
          : name.toLowerCase() === wanted.toLowerCase()),
    );
    if (partition === undefined) {
      throw unknownName(
        file,
        `managementAgents > ${definition.name} > objectTypes > ${objectType} > provision`,
        wanted === true ? `selected partition that holds ${objectType}` : `selected partition "${wanted}"`,
        definition.partitions.map((each) => each.name),
      );
    }
    return [
      {
        metaverseObjectType: metaverse,
        managementAgentId: definition.id,
        objectType,
        partitionId: partition.id,
      },
    ];
  });
}
