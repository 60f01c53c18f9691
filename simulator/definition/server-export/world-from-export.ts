import { AutoSyncError } from '../../../domain/errors.js';
import type { ImportFlowGroup, MetaverseObjectType, WorldDefinition } from '../world-definition.js';
import type { ConfigurationFile } from './configuration-file.js';
import { readManagementAgent } from './management-agent/read-management-agent.js';
import { settleWithMetaverse } from './management-agent/settle-with-metaverse.js';
import { deriveMetaverse } from './metaverse/derive-metaverse.js';
import { defaultProvisioning } from './metaverse/provisioning.js';
import { readMetaverse } from './metaverse/read-metaverse.js';
import { withoutRepetition } from './reading.js';

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

  const settled = exported.map((ma) => settleWithMetaverse(ma, metaverse.value.importFlows));
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
