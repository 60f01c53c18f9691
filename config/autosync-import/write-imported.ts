import { RUN_PROFILE_KINDS } from '../../domain/cycle/run-profile-choice.js';
import { writeCommentedYaml, type Setting } from '../writing/commented-yaml.js';
import { durationText } from '../settings/duration.js';
import { type ImportedManagementAgent, type ImportedPartition, type ImportedThresholds } from './imported.js';

/** The whole new configuration. */
export interface Imported {
  /** The id of the sync server. */
  readonly server: string;
  readonly description?: string;
  /** Those of the sync server as a whole. */
  readonly settings: readonly Setting[];
  readonly managementAgents: readonly ImportedManagementAgent[];
}

/** Writes the new configuration file. */
export function writeImported({ server, description, settings: own, managementAgents }: Imported): string {
  const header = [
    ...(description === undefined ? [] : [description, '']),
    'Made of a configuration of Lithnet AutoSync. What could not be carried over is in the report of the import.',
  ];
  const settings: readonly Setting[] = [
    ...own,
    { key: 'managementAgents', value: { settings: named(managementAgents, managementAgentSettings) } },
  ];
  return writeCommentedYaml(header, [
    { key: 'servers', value: { settings: [{ key: server, value: { settings } }] } },
  ]);
}

interface Named {
  readonly name: string;
  readonly id?: string;
  readonly comments: readonly string[];
}

/** By name, with the id in a comment unless it is among the settings; by id where several have one name. */
function named<T extends Named>(
  all: readonly T[],
  settingsOf: (one: T, key: string) => readonly Setting[],
): Setting[] {
  const isShared = ({ name }: T): boolean =>
    all.filter((other) => other.name.toLowerCase() === name.toLowerCase()).length > 1;
  return all.map((one) => {
    const key = isShared(one) ? (one.id ?? one.name) : one.name;
    const settings = settingsOf(one, key);
    const isTold = settings.some((setting) => setting.key === 'id');
    const comment = [
      ...(isTold ? [] : [one.id === undefined || key === one.id ? one.name : one.id]),
      ...one.comments,
    ];
    return { key, value: { settings }, comment };
  });
}

function managementAgentSettings(ma: ImportedManagementAgent, key: string): readonly Setting[] {
  return [
    ...(ma.id === undefined || key === ma.id ? [] : [{ key: 'id', value: ma.id }]),
    ...(ma.disabled ? [{ key: 'disabled', value: true }] : []),
    ...intervalSetting(ma.importInterval),
    ...(ma.lockList.length > 0 ? [{ key: 'lockList', value: ma.lockList }] : []),
    ...thresholdSetting(ma.thresholds),
    ...(ma.triggers.length > 0
      ? [
          {
            key: 'triggers',
            value: {
              settings: ma.triggers.map(({ name, settings, comments }) => ({
                key: name,
                value: { settings },
                comment: comments,
              })),
            },
          },
        ]
      : []),
    ...(ma.partitions.length > 0
      ? [{ key: 'partitions', value: { settings: named(ma.partitions, partitionSettings) } }]
      : []),
  ];
}

function partitionSettings({ importInterval, runProfiles }: ImportedPartition): readonly Setting[] {
  const slots = RUN_PROFILE_KINDS.flatMap((kind) => {
    const value = runProfiles[kind];
    return value === undefined ? [] : [{ key: kind, value }];
  });
  return [
    ...intervalSetting(importInterval),
    ...(slots.length > 0 ? [{ key: 'runProfiles', value: { settings: slots } }] : []),
  ];
}

function thresholdSetting(thresholds: ImportedThresholds): readonly Setting[] {
  const imports = Object.entries(thresholds).map(([key, value]) => ({ key, value }));
  if (imports.length === 0) return [];
  return [{ key: 'thresholds', value: { settings: [{ key: 'imports', value: { settings: imports } }] } }];
}

function intervalSetting(intervalMs: number | null | undefined): readonly Setting[] {
  if (intervalMs === undefined) return [];
  return [{ key: 'importInterval', value: intervalMs === null ? 'never' : durationText(intervalMs) }];
}
