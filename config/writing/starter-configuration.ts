import {
  chooseRunProfile,
  describeKind,
  RUN_PROFILE_KINDS,
  type RunProfileKind,
} from '../../domain/cycle/run-profile-choice.js';
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
  'A line of "runProfiles" counts when the "#" before it is gone.',
];

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
    { key: 'importInterval', value: '5m', comment: SERVER_COMMENT },
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
      `${ma.category}, ${ma.id}`,
      ...(isMimService ? MIM_SERVICE_COMMENT : []),
      ...(partitions.length === 0 ? ['No partition of it is selected: nothing runs.'] : []),
    ],
    value: {
      settings:
        partitions.length === 0
          ? []
          : [
              {
                key: 'partitions',
                value: { settings: partitions.map((partition) => partitionSetting(ma, partition)) },
              },
            ],
    },
  };
}

function partitionSetting(ma: ManagementAgent, partition: Partition): Setting {
  const chosen = RUN_PROFILE_KINDS.map((kind) => ({
    kind,
    runProfile: chooseRunProfile(ma, kind, partition),
  }));
  const missing = chosen.filter(({ runProfile }) => !runProfile);
  const isImported = chosen.some(({ kind, runProfile }) => kind === 'scheduled-import' && runProfile);
  return {
    key: partition.name,
    value: {
      settings: [
        {
          key: 'importInterval',
          value: isImported ? '5m' : 'never',
          comment: [
            ...missing.map(
              ({ kind }) =>
                `Missing: no run profile does the ${describeKind(kind, partition.name)}. Make one, or name one.`,
            ),
            ...runProfileLines(chosen),
          ],
        },
      ],
    },
  };
}

/** The run profiles as they would stand in the file. */
function runProfileLines(
  chosen: readonly { readonly kind: RunProfileKind; readonly runProfile: string | null | undefined }[],
): readonly string[] {
  const settings = chosen.flatMap(({ kind, runProfile }) =>
    runProfile ? [{ key: kind, value: runProfile }] : [],
  );
  if (settings.length === 0) return [];
  return writeCommentedYaml([], [{ key: 'runProfiles', value: { settings } }])
    .trimEnd()
    .split('\n');
}
