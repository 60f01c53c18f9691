import { AutoSyncError } from '../../domain/errors.js';
import type { Partition } from '../../domain/management-agent/management-agent.js';
import type {
  ConnectorFilter,
  DeletionRule,
  ExportFlow,
  FlowSource,
  ImportFlowGroup,
  JoinRule,
  ManagementAgentDefinition,
  ProjectionRule,
  ProvisioningRule,
  WorldDefinition,
} from '../definition/world-definition.js';

/** The name of the intrinsic attribute that stands for the distinguished name. */
export const DN_ATTRIBUTE = 'dn';

/** The name of the intrinsic metaverse attribute that stands for the metaverse object's id. */
export const OBJECT_ID_ATTRIBUTE = 'object-id';

/** A join rule with a key of its own: objects are looked up by rule and values. */
export interface KeyedJoinRule {
  readonly key: string;
  readonly rule: JoinRule;
}

/** The rules of one management agent, laid out for look-ups. */
export interface ManagementAgentRules {
  readonly definition: ManagementAgentDefinition;
  /** The attributes that an import reads; `undefined` = all. */
  readonly imported: ReadonlySet<string> | undefined;
  readonly multiValued: ReadonlySet<string>;
  readonly partitions: ReadonlyMap<string, Partition>;
  /** By object type. */
  readonly filters: ReadonlyMap<string, readonly ConnectorFilter[]>;
  /** By object type, in the order in which they are tried. */
  readonly joins: ReadonlyMap<string, readonly KeyedJoinRule[]>;
  /** By object type. */
  readonly projections: ReadonlyMap<string, ProjectionRule>;
}

/** A world's definition, laid out for look-ups by the operations that run once per object. */
export interface Rules {
  readonly definition: WorldDefinition;
  readonly managementAgents: ReadonlyMap<string, ManagementAgentRules>;
  readonly importFlows: ReadonlyMap<string, readonly ImportFlowGroup[]>;
  readonly multiValuedMetaverse: ReadonlyMap<string, ReadonlySet<string>>;
  readonly deletionRules: ReadonlyMap<string, DeletionRule>;
  readonly provisioning: ReadonlyMap<string, readonly ProvisioningRule[]>;
  readonly exportFlows: ReadonlyMap<string, readonly ExportFlow[]>;
  /** Join rules that search a metaverse object type; those that search any are under `''`. */
  readonly joinsInto: ReadonlyMap<string, readonly KeyedJoinRule[]>;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function flowKey(managementAgentId: string, objectType: string, metaverseObjectType: string): string {
  return `${managementAgentId}\n${objectType}\n${metaverseObjectType}`;
}

function attributeOf(source: FlowSource): readonly string[] {
  return source.kind === 'attribute' ? [source.attribute] : [];
}

/**
 * What an import must read: the attributes that the management agent selects, and those that a rule names all the
 * same, since a flow whose attribute is never read could not be confirmed.
 */
function importedAttributes(
  ma: ManagementAgentDefinition,
  definition: WorldDefinition,
): ReadonlySet<string> | undefined {
  if (ma.attributes.length === 0) return undefined;
  const named = [
    ...ma.attributes,
    ...(ma.anchorAttribute === undefined ? [] : [ma.anchorAttribute]),
    ...ma.exportFlows.map((flow) => flow.attribute),
    ...ma.joins.flatMap((join) => join.mappings.map((mapping) => mapping.attribute)),
    ...ma.connectorFilters.flatMap((filter) => filter.conditions.map((condition) => condition.attribute)),
    ...definition.metaverse.importFlows
      .flatMap((group) => group.flows)
      .filter((flow) => flow.managementAgentId === ma.id)
      .flatMap((flow) => attributeOf(flow.source)),
  ];
  return new Set(named.filter((name) => name !== DN_ATTRIBUTE));
}

function keyedJoins(ma: ManagementAgentDefinition): readonly KeyedJoinRule[] {
  return ma.joins.map((rule, index) => ({ key: `${ma.id}#${index}`, rule }));
}

function managementAgentRules(
  ma: ManagementAgentDefinition,
  definition: WorldDefinition,
): ManagementAgentRules {
  return {
    definition: ma,
    imported: importedAttributes(ma, definition),
    multiValued: new Set(ma.multiValued),
    partitions: new Map(ma.partitions.map((partition) => [partition.id, partition])),
    filters: groupBy(ma.connectorFilters, (filter) => filter.objectType),
    joins: groupBy(keyedJoins(ma), (join) => join.rule.objectType),
    projections: new Map(ma.projections.toReversed().map((rule) => [rule.objectType, rule])),
  };
}

/** Lays a definition out for look-ups. */
export function compileRules(definition: WorldDefinition): Rules {
  const { managementAgents, metaverse } = definition;
  return {
    definition,
    managementAgents: new Map(managementAgents.map((ma) => [ma.id, managementAgentRules(ma, definition)])),
    importFlows: groupBy(metaverse.importFlows, (group) => group.metaverseObjectType),
    multiValuedMetaverse: new Map(
      metaverse.objectTypes.map((type) => [type.name, new Set(type.multiValued)]),
    ),
    deletionRules: new Map(metaverse.deletionRules.map((rule) => [rule.metaverseObjectType, rule])),
    provisioning: groupBy(metaverse.provisioning, (rule) => rule.metaverseObjectType),
    exportFlows: new Map(
      managementAgents.flatMap((ma) => [
        ...groupBy(ma.exportFlows, (flow) => flowKey(ma.id, flow.objectType, flow.metaverseObjectType)),
      ]),
    ),
    joinsInto: groupBy(managementAgents.flatMap(keyedJoins), (join) => join.rule.metaverseObjectType ?? ''),
  };
}

/** The rules of a management agent that the definition has: anything else is a defect of the caller. */
export function rulesOf(rules: Rules, managementAgentId: string): ManagementAgentRules {
  const found = rules.managementAgents.get(managementAgentId);
  if (!found)
    throw new AutoSyncError('internal', `The simulated world has no management agent ${managementAgentId}.`);
  return found;
}

/** The name of a partition, or its id where the definition has lost it. */
export function partitionName(rules: Rules, managementAgentId: string, partitionId: string): string {
  return rulesOf(rules, managementAgentId).partitions.get(partitionId)?.name ?? partitionId;
}

/** The flows from a metaverse object type into an object type of a management agent. */
export function exportFlowsOf(
  rules: Rules,
  managementAgentId: string,
  objectType: string,
  metaverseObjectType: string,
): readonly ExportFlow[] {
  return rules.exportFlows.get(flowKey(managementAgentId, objectType, metaverseObjectType)) ?? [];
}

/**
 * Where the anchor of a new object comes from: an export flow to it, else a join rule or an import flow of that
 * attribute read backwards (the value that would find the object again), else nowhere: the directory makes it up.
 */
export function anchorSource(
  rules: Rules,
  managementAgentId: string,
  objectType: string,
  metaverseObjectType: string,
): FlowSource | undefined {
  const ma = rulesOf(rules, managementAgentId).definition;
  const anchor = ma.anchorAttribute;
  if (anchor === undefined) return undefined;
  const exported = exportFlowsOf(rules, managementAgentId, objectType, metaverseObjectType).find(
    (flow) => flow.attribute === anchor,
  );
  if (exported) return exported.source;
  const joined = ma.joins
    .filter((join) => join.objectType === objectType)
    .filter((join) => (join.metaverseObjectType ?? metaverseObjectType) === metaverseObjectType)
    .flatMap((join) => join.mappings)
    .find((mapping) => mapping.attribute === anchor);
  if (joined) return { kind: 'attribute', attribute: joined.metaverseAttribute };
  const imported = (rules.importFlows.get(metaverseObjectType) ?? []).find((group) =>
    group.flows.some(
      (flow) =>
        flow.managementAgentId === managementAgentId &&
        flow.objectType === objectType &&
        flow.source.kind === 'attribute' &&
        flow.source.attribute === anchor,
    ),
  );
  return imported && { kind: 'attribute', attribute: imported.metaverseAttribute };
}
