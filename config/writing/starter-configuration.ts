import { chooseRunProfile, describeKind, RUN_PROFILE_KINDS } from '../../domain/cycle/run-profile-choice.js';
import {
  MIM_SERVICE_CATEGORY,
  selectedPartitions,
  type ManagementAgent,
  type Partition,
} from '../../domain/management-agent/management-agent.js';
import { schemaFile } from './schema-file.js';
import { writeCommentedYaml, type Setting } from './commented-yaml.js';

const HEADER = [
  'Configuration of AutoSync, made for the management agents that the engine has.',
  'Everything that is said here is what would happen anyway: change what you want otherwise, and remove the rest.',
  'Other triggers (times of a calendar, webhooks) stand under "triggers" of a management agent: see docs/configuration.md.',
  'A line behind a "#" counts when the "#" is gone, there and before the lines that it stands under.',
];

const SERVER_INTERVAL = '5m';

const SERVER_COMMENT = [
  'How often each partition is imported that has no interval of its own: a duration such as 30s, 5m or 1h, or never.',
];

const MIM_SERVICE_COMMENT = [
  'The MIM Service. Its delta imports, and its exports, never run beside a synchronization: that freezes the engine',
  'or duplicates values. Keep mimServiceExportTakesSyncLock as it is.',
];

/**
 * The configuration file to start from, for the engine that it is for: each management agent and partition with the
 * run profiles that are discovered, as comments, and what is missing.
 *
 * @param server the id of the sync server
 */
export function starterConfiguration(server: string, managementAgents: readonly ManagementAgent[]): string {
  const settings: readonly Setting[] = [
    { key: 'importInterval', value: SERVER_INTERVAL, comment: SERVER_COMMENT },
    { key: 'managementAgents', value: { settings: managementAgents.map(managementAgentSetting) } },
  ];
  return writeCommentedYaml(
    [`yaml-language-server: $schema=${schemaFile()}`, '', ...HEADER],
    [{ key: 'servers', value: { settings: [{ key: server, value: { settings } }] } }],
  );
}

function managementAgentSetting(ma: ManagementAgent): Setting {
  const partitions = selectedPartitions(ma);
  const isMimService = ma.category.toUpperCase() === MIM_SERVICE_CATEGORY;
  return {
    key: ma.name,
    spaced: true,
    comment: [
      ma.category,
      ...(isMimService ? MIM_SERVICE_COMMENT : []),
      ...(partitions.length === 0 ? ['No partition of it is selected: nothing runs.'] : []),
    ],
    value: {
      settings: [{ key: 'id', value: ma.id }],
      ...(partitions.length === 0 ? {} : { commentAfter: partitionLines(ma, partitions) }),
    },
  };
}

/** The partitions as they would stand in the file: written out, they would not follow when the server's setting changes. */
function partitionLines(ma: ManagementAgent, partitions: readonly Partition[]): readonly string[] {
  const settings = partitions.map((partition) => partitionSetting(ma, partition));
  return linesOf({ key: 'partitions', value: { settings } });
}

function partitionSetting(ma: ManagementAgent, partition: Partition): Setting {
  const chosen = RUN_PROFILE_KINDS.map((kind) => ({
    kind,
    runProfile: chooseRunProfile(ma, kind, partition),
  }));
  const isImported = chosen.some(({ kind, runProfile }) => kind === 'scheduled-import' && runProfile);
  const runProfiles = chosen.flatMap(({ kind, runProfile }) =>
    runProfile ? [{ key: kind, value: runProfile }] : [],
  );
  return {
    key: partition.name,
    comment: chosen.flatMap(({ kind, runProfile }) =>
      runProfile
        ? []
        : [`Missing: no run profile does the ${describeKind(kind, partition.name)}. Make one, or name one.`],
    ),
    value: {
      settings: [
        // Without a run profile nothing is imported, whatever is said.
        ...(isImported ? [{ key: 'importInterval', value: SERVER_INTERVAL }] : []),
        ...(runProfiles.length > 0 ? [{ key: 'runProfiles', value: { settings: runProfiles } }] : []),
      ],
    },
  };
}

function linesOf(setting: Setting): readonly string[] {
  return writeCommentedYaml([], [setting]).trimEnd().split('\n');
}
