import { AutoSyncError } from '../../../domain/errors.js';
import type {
  ImportFlowGroup,
  ManagementAgentDefinition,
  MetaverseObjectType,
  ProjectionRule,
  WorldDefinition,
} from '../world-definition.js';
import type { ConfigurationFile } from './configuration-file.js';
import { isDeclared } from './management-agent/projections.js';
import {
  readManagementAgent,
  type ExportedManagementAgent,
} from './management-agent/read-management-agent.js';
import { deriveMetaverse } from './metaverse/derive-metaverse.js';
import { defaultProvisioning } from './metaverse/provisioning.js';
import { readMetaverse } from './metaverse/read-metaverse.js';
import { withoutRepetition, type Reading } from './reading.js';

/**
 * Makes the world of a simulated engine out of a server-configuration export.
 *
 * @param files the parsed files of the export
 * @param folder where they come from: names the server if the files do not, and the place in messages
 * @throws AutoSyncError `invalid-server-export` if the files contradict each other or lack what identifies a
 *   management agent
 */
export function worldFromExport(files: readonly ConfigurationFile[], folder: string): WorldDefinition {
  const agents = files.flatMap((file) =>
    file.managementAgents.map((element) => ({
      file: file.name,
      reading: readManagementAgent(element, file.name),
    })),
  );
  refuseTwice(agents.map(({ file, reading }) => ({ file, what: 'id', value: reading.value.id })));
  refuseTwice(agents.map(({ file, reading }) => ({ file, what: 'name', value: reading.value.name })));
  const exported = agents.map(({ reading }) => reading.value);

  const metaverses = files.flatMap((file) =>
    file.metaverses.map((element) => ({ file: file.name, element })),
  );
  const [metaverseFile, second] = metaverses;
  if (second !== undefined) {
    throw new AutoSyncError(
      'invalid-server-export',
      `${metaverseFile?.file} and ${second.file} both hold a metaverse configuration (mv-data) in ${folder}. Keep the files of one export only.`,
    );
  }
  const metaverse =
    metaverseFile === undefined
      ? deriveMetaverse(exported)
      : readMetaverse(metaverseFile.element, new Map(exported.map((ma) => [ma.id, ma.name])));

  const settled = exported.map((ma) => settleProjections(ma, metaverse.value.importFlows));
  const managementAgents = settled.map((reading) => reading.value);
  const provisioning = defaultProvisioning(managementAgents, metaverse.value.provisionsBy);
  const { objectTypes, importFlows, deletionRules } = metaverse.value;
  return {
    server: files.find((file) => file.server !== undefined)?.server ?? folder,
    managementAgents,
    metaverse: {
      objectTypes: withFlowTargets(objectTypes, importFlows),
      importFlows,
      deletionRules,
      provisioning: provisioning.value,
    },
    notSimulated: withoutRepetition([
      ...provisioning.notSimulated,
      ...metaverse.notSimulated,
      ...agents.flatMap(({ reading }) => reading.notSimulated),
      ...settled.flatMap((reading) => reading.notSimulated),
    ]),
  };
}

function refuseTwice(entries: readonly { file: string; what: string; value: string }[]): void {
  for (const [index, { file, what, value }] of entries.entries()) {
    const first = entries.findIndex((entry) => entry.value.toLowerCase() === value.toLowerCase());
    if (first !== index) {
      throw new AutoSyncError(
        'invalid-server-export',
        `${entries[first]?.file} and ${file} both hold a management agent with the ${what} ${value}. Keep the files of one export only.`,
      );
    }
  }
}

/**
 * A projection by a rules extension counts as a declared one into the metaverse object type that most import flows
 * of that object type feed.
 */
function settleProjections(
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
  return { value: { ...ma, projections }, notSimulated };
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

/** An import flow may name a type or attribute that the exported schema lacks; it flows all the same. */
function withFlowTargets(
  types: readonly MetaverseObjectType[],
  importFlows: readonly ImportFlowGroup[],
): readonly MetaverseObjectType[] {
  const names = new Set([
    ...types.map((type) => type.name),
    ...importFlows.map((flow) => flow.metaverseObjectType),
  ]);
  return [...names].map((name) => {
    const type = types.find((each) => each.name === name);
    const fed = importFlows.filter((flow) => flow.metaverseObjectType === name);
    return {
      name,
      attributes: [...new Set([...(type?.attributes ?? []), ...fed.map((flow) => flow.metaverseAttribute)])],
      multiValued: type?.multiValued ?? [],
    };
  });
}
