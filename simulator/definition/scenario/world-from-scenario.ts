import { AutoSyncError, ensureError } from '../../../domain/errors.js';
import {
  findManagementAgent,
  type Partition,
  type RunProfile,
} from '../../../domain/management-agent/management-agent.js';
import { armFault, noFaults } from '../../faults/armed-faults.js';
import { guidFrom } from '../../world/deterministic-guid.js';
import type { InitialObject, ManagementAgentDefinition, WorldDefinition } from '../world-definition.js';
import { flowSource } from './flow-source.js';
import { metaverseFrom } from './metaverse-from-scenario.js';
import type { Scenario, ScenarioManagementAgent } from './scenario-schema.js';
import { unknownName } from './unknown-name.js';

/**
 * Makes the world of a simulated engine out of a scenario. Identifiers are derived from names: the same scenario
 * always gives the same ones.
 *
 * @param file names the scenario in messages
 * @throws AutoSyncError `invalid-configuration` for a name that the scenario does not define
 */
export function worldFromScenario(scenario: Scenario, file: string): WorldDefinition {
  const managementAgents = Object.entries(scenario.managementAgents).map(([name, ma]) =>
    managementAgentFrom(scenario.server, name, ma, file),
  );
  const idOf = (name: string, path: string): string => {
    const found = findManagementAgent(managementAgents, name);
    if (found === undefined) {
      throw unknownName(
        file,
        path,
        `management agent "${name}"`,
        managementAgents.map((ma) => ma.name),
      );
    }
    return found.id;
  };
  const world: WorldDefinition = {
    server: scenario.server,
    managementAgents,
    metaverse: metaverseFrom(scenario, managementAgents, idOf, file),
    notSimulated: [],
    initialObjects: Object.entries(scenario.objects).flatMap(([name, objects]) =>
      initialObjectsFrom(name, objects, idOf(name, `objects > ${name}`), managementAgents, file),
    ),
    ...(scenario.faults.length > 0 ? { faults: scenario.faults } : {}),
  };
  checkFaults(world, file);
  return world;
}

function checkFaults(world: WorldDefinition, file: string): void {
  for (const [index, fault] of (world.faults ?? []).entries()) {
    try {
      armFault(noFaults(), world, fault, 0);
    } catch (thrown) {
      const error = ensureError(thrown);
      throw new AutoSyncError('invalid-configuration', `${file}: faults > ${index}: ${error.message}`, {
        cause: error,
      });
    }
  }
}

function managementAgentFrom(
  server: string,
  name: string,
  ma: ScenarioManagementAgent,
  file: string,
): ManagementAgentDefinition {
  const id = guidFrom(`${server}/${name}`);
  const rules = Object.entries(ma.objectTypes);
  const written = ma.partitions ?? {
    default: { objectTypes: rules.map(([objectType]) => objectType), selected: true },
  };
  const partitions = Object.entries(written).map(([partition, { selected }]) => ({
    id: guidFrom(`${server}/${name}/${partition}`),
    name: partition,
    selected,
  }));
  return {
    id,
    name,
    category: ma.category,
    partitions,
    runProfiles: runProfilesFrom(ma, partitions, `${file}: managementAgents > ${name} > runProfiles`),
    objectTypesByPartition: Object.fromEntries(
      partitions.map((partition) => [partition.id, written[partition.name]?.objectTypes ?? []]),
    ),
    attributes: [],
    multiValued: ma.multiValued,
    ...(ma.anchor !== undefined && { anchorAttribute: ma.anchor }),
    directoryMade: ma.directoryMade,
    connectorFilters: rules.flatMap(([objectType, { filter }]) =>
      filter.map((conditions) => ({ objectType, conditions })),
    ),
    joins: rules.flatMap(([objectType, { metaverse, join }]) =>
      join.map((mappings) => ({ objectType, metaverseObjectType: metaverse, mappings })),
    ),
    projections: rules
      .filter(([, { project }]) => project)
      .map(([objectType, { metaverse }]) => ({ objectType, metaverseObjectType: metaverse })),
    exportFlows: rules.flatMap(([objectType, { metaverse, export: flows }]) =>
      Object.entries(flows).map(([attribute, flow]) => ({
        objectType,
        metaverseObjectType: metaverse,
        attribute,
        source: flowSource(flow),
        initialOnly: 'initial' in flow && flow.initial === true,
        allowNull: 'allowNull' in flow && flow.allowNull === true,
      })),
    ),
    deprovisioning: ma.deprovision,
  };
}

function runProfilesFrom(
  ma: ScenarioManagementAgent,
  partitions: readonly Partition[],
  place: string,
): readonly RunProfile[] {
  const selected = partitions.filter((partition) => partition.selected);
  return Object.entries(ma.runProfiles).map(([name, steps]) => ({
    name,
    steps: steps.map(({ partition: wanted, ...step }) => {
      const partition =
        wanted === undefined
          ? selected.length === 1
            ? selected[0]
            : undefined
          : partitions.find((each) => each.name.toLowerCase() === wanted.toLowerCase());
      if (partition === undefined) {
        throw new AutoSyncError(
          'invalid-configuration',
          `${place} > ${name}: ${wanted === undefined ? `${step.type} must name its partition` : `there is no partition "${wanted}"`}. Use one of: ${partitions.map((each) => each.name).join(', ')}.`,
        );
      }
      return { ...step, partitionId: partition.id };
    }),
  }));
}

function initialObjectsFrom(
  name: string,
  objects: Scenario['objects'][string],
  managementAgentId: string,
  managementAgents: readonly ManagementAgentDefinition[],
  file: string,
): readonly InitialObject[] {
  const ma = managementAgents.find((each) => each.id === managementAgentId);
  return objects.flatMap((object, index) =>
    Object.entries(object).map(([objectType, { dn, ...attributes }]) => {
      const partition = ma?.partitions.find(
        ({ id, name: root }) =>
          ma.objectTypesByPartition[id]?.includes(objectType) === true &&
          (typeof dn !== 'string' || !root.includes('=') || dn.toLowerCase().endsWith(root.toLowerCase())),
      );
      if (partition === undefined) {
        throw unknownName(
          file,
          `objects > ${name} > ${index}`,
          `partition of ${name} that holds ${objectType}${typeof dn === 'string' ? ` ${dn}` : ''}`,
          (ma?.partitions ?? []).map((each) => each.name),
        );
      }
      return {
        managementAgentId,
        partitionId: partition.id,
        objectType,
        ...(typeof dn === 'string' && { dn }),
        attributes,
      };
    }),
  );
}
