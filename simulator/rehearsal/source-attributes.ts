import type { ManagementAgentDefinition, WorldDefinition } from '../definition/world-definition.js';
import { directoryMadeAttributes } from '../world/directory/directory-objects.js';
import { anchorSource, DN_ATTRIBUTE, OBJECT_ID_ATTRIBUTE, rulesOf, type Rules } from '../world/rules.js';

/**
 * Which attributes of a connected directory's objects matter to the engine, and which of them must be unique because
 * something goes by them.
 */

/** Attributes of an object type that flow into the metaverse and that somebody can set: not those of the directory's own making. */
export function flowingAttributes(
  definition: WorldDefinition,
  { id: managementAgentId, category }: ManagementAgentDefinition,
  objectType: string,
): readonly string[] {
  const notToBeSet = new Set([DN_ATTRIBUTE, ...directoryMadeAttributes(category)]);
  const sources = definition.metaverse.importFlows
    .flatMap((group) => group.flows)
    .filter((flow) => flow.managementAgentId === managementAgentId && flow.objectType === objectType)
    .flatMap((flow) => (flow.source.kind === 'attribute' ? [flow.source.attribute] : []));
  return [...new Set(sources)].filter((attribute) => !notToBeSet.has(attribute));
}

/** Attributes by which an object of this type is found: its anchor, and what its join rules compare. */
export function identifyingAttributes(
  ma: ManagementAgentDefinition,
  objectType: string,
): ReadonlySet<string> {
  const joined = ma.joins
    .filter((join) => join.objectType === objectType)
    .flatMap((join) => join.mappings.map((mapping) => mapping.attribute));
  return new Set([...(ma.anchorAttribute === undefined ? [] : [ma.anchorAttribute]), ...joined]);
}

/** Metaverse attributes by which some management agent finds its objects again: joins compare them, anchors come from them. */
function joiningMetaverseAttributes(rules: Rules): ReadonlySet<string> {
  const { managementAgents, metaverse } = rules.definition;
  const joined = managementAgents.flatMap((ma) =>
    ma.joins.flatMap((join) => join.mappings.map((mapping) => mapping.metaverseAttribute)),
  );
  const anchors = metaverse.provisioning.flatMap((rule) => {
    const source = anchorSource(rules, rule.managementAgentId, rule.objectType, rule.metaverseObjectType);
    return source?.kind === 'attribute' ? [source.attribute] : [];
  });
  return new Set([...joined, ...anchors].filter((attribute) => attribute !== OBJECT_ID_ATTRIBUTE));
}

/** Metaverse attributes that DNs are made of. */
function namingMetaverseAttributes(rules: Rules): ReadonlySet<string> {
  const sources = rules.definition.managementAgents
    .flatMap((ma) => ma.exportFlows)
    .flatMap((flow) =>
      flow.attribute === DN_ATTRIBUTE && flow.source.kind === 'attribute' ? [flow.source.attribute] : [],
    );
  return new Set(sources);
}

/** What a directory's attributes mean for other systems. */
export interface AttributeRoles {
  /** Objects are found by it, here or elsewhere: it does not change while an object lives. */
  isIdentifying(managementAgentId: string, objectType: string, attribute: string): boolean;
  /** No two objects may have the same value. */
  isUnique(managementAgentId: string, objectType: string, attribute: string): boolean;
}

export function attributeRoles(rules: Rules): AttributeRoles {
  const joining = joiningMetaverseAttributes(rules);
  const naming = namingMetaverseAttributes(rules);
  const feeds = (
    managementAgentId: string,
    objectType: string,
    attribute: string,
    targets: ReadonlySet<string>,
  ): boolean =>
    rules.definition.metaverse.importFlows.some(
      (group) =>
        targets.has(group.metaverseAttribute) &&
        group.flows.some(
          (flow) =>
            flow.managementAgentId === managementAgentId &&
            flow.objectType === objectType &&
            flow.source.kind === 'attribute' &&
            flow.source.attribute === attribute,
        ),
    );
  const isIdentifying: AttributeRoles['isIdentifying'] = (managementAgentId, objectType, attribute) =>
    identifyingAttributes(rulesOf(rules, managementAgentId).definition, objectType).has(attribute) ||
    feeds(managementAgentId, objectType, attribute, joining);
  return {
    isIdentifying,
    isUnique: (managementAgentId, objectType, attribute) =>
      isIdentifying(managementAgentId, objectType, attribute) ||
      feeds(managementAgentId, objectType, attribute, naming),
  };
}
