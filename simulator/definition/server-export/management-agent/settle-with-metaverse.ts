import type { ImportFlowGroup, ManagementAgentDefinition, ProjectionRule } from '../../world-definition.js';
import type { Reading } from '../reading.js';
import { isDeclared } from './projections.js';
import type { ExportedManagementAgent } from './read-management-agent.js';

/**
 * Completes a management agent with what only the metaverse's configuration tells. A projection by a rules extension
 * counts as a declared one into the metaverse object type that most import flows of that object type feed.
 */
export function settleWithMetaverse(
  ma: ExportedManagementAgent,
  importFlows: readonly ImportFlowGroup[],
): Reading<ManagementAgentDefinition> {
  const projections: ProjectionRule[] = ma.projections.filter(isDeclared);
  const notSimulated = ma.projections
    .filter((projection) => !isDeclared(projection))
    .map(({ objectType }) => {
      const metaverseObjectType = mostFedType(importFlows, ma.id, objectType);
      if (metaverseObjectType !== undefined) {
        projections.push({ objectType, metaverseObjectType });
      }
      return {
        managementAgent: ma.name,
        what: `projection of ${objectType} (rules extension)`,
        instead:
          metaverseObjectType === undefined
            ? 'projects nothing'
            : `projects every ${objectType} as ${metaverseObjectType}`,
      };
    });
  const { readOnlyAttributes, ...definition } = ma;
  const read = attributesRead(ma, importFlows);
  return {
    value: {
      ...definition,
      projections,
      // Read-only attributes that no rule reads would only be ballast in the simulated directory.
      directoryMade: readOnlyAttributes.filter((attribute) => read.has(attribute)),
    },
    notSimulated,
  };
}

function mostFedType(
  importFlows: readonly ImportFlowGroup[],
  managementAgentId: string,
  objectType: string,
): string | undefined {
  const fed = new Map<string, number>();
  for (const { metaverseObjectType, flows } of importFlows) {
    const from = flows.filter(
      (flow) => flow.managementAgentId === managementAgentId && flow.objectType === objectType,
    );
    if (from.length > 0) {
      fed.set(metaverseObjectType, (fed.get(metaverseObjectType) ?? 0) + from.length);
    }
  }
  return [...fed].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

/** The attributes of a management agent that an import flow or a join rule reads. */
function attributesRead(
  ma: ExportedManagementAgent,
  importFlows: readonly ImportFlowGroup[],
): ReadonlySet<string> {
  const flowing = importFlows.flatMap(({ flows }) =>
    flows.flatMap(({ managementAgentId, source }) =>
      managementAgentId === ma.id && source.kind === 'attribute' ? [source.attribute] : [],
    ),
  );
  const joining = ma.joins.flatMap((join) => join.mappings.map((mapping) => mapping.attribute));
  return new Set([...flowing, ...joining]);
}
