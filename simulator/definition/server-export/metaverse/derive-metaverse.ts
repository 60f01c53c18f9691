import type { ImportFlowGroup, MetaverseObjectType, NotSimulated } from '../../world-definition.js';
import type { ExportedManagementAgent } from '../management-agent/read-management-agent.js';
import type { Reading } from '../reading.js';
import type { ExportedMetaverse } from './read-metaverse.js';

/** A metaverse attribute that something else than an import flow mentions. */
interface MentionedAttribute {
  readonly metaverseObjectType: string;
  readonly attribute: string;
}

/**
 * Makes a metaverse out of management agents alone, for an export without `MV.XML`.
 *
 * Its object types are those that joins, projections and export flows name. The import flows are not in such an
 * export. Assumed are: the attribute that a projecting object type joins by, and each attribute of a projecting
 * object type whose name a join or an export flow of the same metaverse object type uses too.
 */
export function deriveMetaverse(
  managementAgents: readonly ExportedManagementAgent[],
): Reading<ExportedMetaverse> {
  const mentioned = managementAgents.flatMap(mentionedAttributes);
  const typeNames = new Set([
    ...managementAgents.flatMap((ma) => ma.projections.flatMap((each) => each.metaverseObjectType ?? [])),
    ...mentioned.map((each) => each.metaverseObjectType),
  ]);
  const objectTypes = [...typeNames].map((name) => ({
    name,
    attributes: [
      ...new Set(mentioned.filter((each) => each.metaverseObjectType === name).map((each) => each.attribute)),
    ],
    multiValued: [],
  }));
  const importFlows = objectTypes.flatMap((type) => assumedImportFlows(type, managementAgents));
  return {
    value: { objectTypes, importFlows, deletionRules: [], provisionsBy: 'what MV.XML says' },
    notSimulated: [
      {
        what: 'import attribute flow and precedence: the export has no MV.XML',
        instead: 'assumed from join rules and from attributes of the same name',
      },
      {
        what: 'metaverse object deletion rules: the export has no MV.XML',
        instead: 'a metaverse object goes with its last connector',
      },
      ...importFlows.flatMap((group) => describeAssumption(group, managementAgents)),
    ],
  };
}

function mentionedAttributes(ma: ExportedManagementAgent): readonly MentionedAttribute[] {
  const projectsInto = (objectType: string) =>
    ma.projections.find((each) => each.objectType === objectType)?.metaverseObjectType;
  const fromJoins = ma.joins.flatMap((join) => {
    const metaverseObjectType = join.metaverseObjectType ?? projectsInto(join.objectType);
    return metaverseObjectType === undefined
      ? []
      : join.mappings.map((mapping) => ({ metaverseObjectType, attribute: mapping.metaverseAttribute }));
  });
  const fromFlows = ma.exportFlows.flatMap(({ metaverseObjectType, source }) =>
    source.kind === 'attribute' ? [{ metaverseObjectType, attribute: source.attribute }] : [],
  );
  return [...fromJoins, ...fromFlows].filter(({ attribute }) => attribute !== 'object-id');
}

function assumedImportFlows(
  type: MetaverseObjectType,
  managementAgents: readonly ExportedManagementAgent[],
): readonly ImportFlowGroup[] {
  return type.attributes.flatMap((metaverseAttribute) => {
    const flows = managementAgents.flatMap((ma) =>
      ma.projections
        .filter((projection) => projection.metaverseObjectType === type.name)
        .flatMap(({ objectType }) => {
          const attribute =
            joinedBy(ma, objectType, metaverseAttribute) ??
            ma.attributes.find((each) => each.toLowerCase() === metaverseAttribute.toLowerCase());
          return attribute === undefined
            ? []
            : [
                {
                  managementAgentId: ma.id,
                  objectType,
                  source: { kind: 'attribute' as const, attribute },
                },
              ];
        }),
    );
    return flows.length === 0
      ? []
      : [{ metaverseObjectType: type.name, metaverseAttribute, precedence: 'ranked' as const, flows }];
  });
}

function joinedBy(
  ma: ExportedManagementAgent,
  objectType: string,
  metaverseAttribute: string,
): string | undefined {
  return ma.joins
    .filter((join) => join.objectType === objectType)
    .flatMap((join) => join.mappings)
    .find((mapping) => mapping.metaverseAttribute === metaverseAttribute)?.attribute;
}

function describeAssumption(
  group: ImportFlowGroup,
  managementAgents: readonly ExportedManagementAgent[],
): readonly NotSimulated[] {
  return group.flows.flatMap((flow) => {
    const managementAgent = managementAgents.find((ma) => ma.id === flow.managementAgentId)?.name;
    return managementAgent === undefined || flow.source.kind !== 'attribute'
      ? []
      : [
          {
            managementAgent,
            what: `import flow into ${group.metaverseObjectType}.${group.metaverseAttribute} is not known`,
            instead: `flows ${flow.objectType}.${flow.source.attribute}`,
          },
        ];
  });
}
