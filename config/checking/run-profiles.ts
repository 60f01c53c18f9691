import {
  chooseRunProfile,
  describeKind,
  type RunProfileKind,
} from '../../domain/cycle/run-profile-choice.js';
import {
  findPartition,
  findRunProfile,
  importsFromDirectory,
  isDeltaImport,
  listNames,
  selectedPartitions,
  type ManagementAgent,
  type Partition,
  type RunProfile,
  type RunProfileStep,
  type StepType,
} from '../../domain/management-agent/management-agent.js';
import { configurationOf, configuredRunProfiles } from '../settings-of.js';
import { configuredAgents } from './configured.js';
import { settingPath, type Checked, type Finding } from './finding.js';

/** What a step of the run profile for a purpose has to do on the partition. Combined steps do both. */
const DOES: { readonly [kind in RunProfileKind]: (type: StepType) => boolean } = {
  'delta-import': isDeltaImport,
  'full-import': (type) => importsFromDirectory(type) && !isDeltaImport(type),
  'scheduled-import': importsFromDirectory,
  'confirming-import': importsFromDirectory,
  'delta-sync': (type) => type.endsWith('delta-sync'),
  'full-sync': (type) => type.endsWith('full-sync'),
  export: (type) => type === 'export',
};

/** Without a run profile for these, changes get stuck. */
const NEEDED: readonly (readonly [kind: RunProfileKind, otherwise: string])[] = [
  ['scheduled-import', 'it is never imported by a schedule'],
  ['delta-sync', 'what is imported there is never synchronized'],
  ['export', 'what is pending for export there is never exported'],
  ['confirming-import', 'what is exported there is never confirmed'],
];

/** Run profiles that are not there, or do not do what they are named for, and purposes without one. */
export function checkRunProfiles(checked: Checked): readonly Finding[] {
  return [...checkNamed(checked), ...checkMissing(checked)];
}

function checkNamed(checked: Checked): readonly Finding[] {
  return configuredAgents(checked).flatMap(({ key, settings: { partitions }, ma }) =>
    Object.entries(partitions ?? {}).flatMap(([name, settings]) => {
      const partition = findPartition(ma, name);
      if (!partition) return [];
      const path = settingPath(checked.id, 'managementAgents', key, 'partitions', name);
      if (!partition.selected) {
        return [
          {
            severity: 'note',
            path,
            message: `The partition "${partition.name}" of "${ma.name}" is not selected, so that nothing runs there.`,
            fix: 'Select it in the management agent, or remove its settings.',
          } as const,
        ];
      }
      return Object.entries(settings.runProfiles ?? {}).flatMap(([kind, runProfile]) =>
        runProfile === null || runProfile === undefined
          ? []
          : checkSlot(`${path}.runProfiles.${kind}`, ma, partition, kind as RunProfileKind, runProfile),
      );
    }),
  );
}

function checkSlot(
  path: string,
  ma: ManagementAgent,
  partition: Partition,
  kind: RunProfileKind,
  name: string,
): readonly Finding[] {
  const profile = findRunProfile(ma, name);
  if (!profile) {
    return [
      {
        severity: 'error',
        path,
        message: `The management agent "${ma.name}" has no run profile "${name}".`,
        fix: `Use one that it has: ${listNames(ma.runProfiles)}.`,
      },
    ];
  }
  const wants = describeKind(kind, partition.name);
  const does = DOES[kind];
  const useful = profile.steps.filter((step) => does(step.type) && step.partitionId === partition.id);
  if (useful.length === 0) {
    return [
      {
        severity: 'error',
        path,
        message: `The run profile "${profile.name}" is named for the ${wants}, and does not do that: it does ${describeSteps(ma, profile)}.`,
        fix: 'Name a run profile that does it, or leave it out and let AutoSync find one.',
      },
    ];
  }
  return [
    ...goneSteps(path, ma, profile),
    ...sideEffects(path, ma, profile, does, wants),
    ...limits(path, profile, useful),
  ];
}

function goneSteps(path: string, ma: ManagementAgent, profile: RunProfile): readonly Finding[] {
  const isThere = ({ partitionId }: RunProfileStep): boolean =>
    ma.partitions.some(({ id }) => id === partitionId);
  if (profile.steps.every(isThere)) return [];
  return [
    {
      severity: 'error',
      path,
      message: `The run profile "${profile.name}" has a step for a partition that is gone: the engine does not start it.`,
      fix: 'Remove the step in Synchronization Service Manager, or name another run profile.',
    },
  ];
}

function sideEffects(
  path: string,
  ma: ManagementAgent,
  profile: RunProfile,
  does: (type: StepType) => boolean,
  wants: string,
): readonly Finding[] {
  if (profile.steps.every((step) => does(step.type) && !isCombined(step.type))) return [];
  return [
    {
      severity: 'note',
      path,
      message: `The run profile "${profile.name}" does more than the ${wants}: it does ${describeSteps(ma, profile)}.`,
      fix: 'Nothing need be done if that is meant; a run profile of one step lets more run side by side.',
    },
  ];
}

function limits(path: string, profile: RunProfile, steps: readonly RunProfileStep[]): readonly Finding[] {
  return steps.flatMap((step): Finding[] => {
    if (step.dropFile) {
      return [
        {
          severity: 'warning',
          path,
          message: `The run profile "${profile.name}" works with a drop file, not with the connected directory.`,
          fix: 'Name a run profile without one.',
        },
      ];
    }
    const limited = [
      ...(step.objectLimit === undefined ? [] : [`${step.objectLimit} objects`]),
      ...(step.deletionLimit === undefined ? [] : [`${step.deletionLimit} deletes`]),
    ];
    if (limited.length === 0) return [];
    return [
      {
        severity: 'note',
        path,
        message: `The run profile "${profile.name}" stops after ${limited.join(' or ')}.`,
        fix: 'Nothing need be done if that is meant; name a run profile without a limit if not.',
      },
    ];
  });
}

function checkMissing({ id, server, managementAgents }: Checked): readonly Finding[] {
  return managementAgents.flatMap((ma) => {
    const settings = configurationOf(server, ma, managementAgents);
    if (settings?.disabled) return [];
    const configured = configuredRunProfiles(settings);
    return selectedPartitions(ma).flatMap((partition) =>
      NEEDED.flatMap(([kind, otherwise]): Finding[] => {
        if (chooseRunProfile(ma, kind, partition, configured) !== undefined) return [];
        return [
          {
            severity: 'warning',
            path: settingPath(
              id,
              'managementAgents',
              ma.name,
              'partitions',
              partition.name,
              'runProfiles',
              kind,
            ),
            message: `The management agent "${ma.name}" has no run profile for the ${describeKind(kind, partition.name)}: ${otherwise}.`,
            fix: 'Make one in Synchronization Service Manager, name one, or write null if that is meant.',
          },
        ];
      }),
    );
  });
}

function isCombined(type: StepType): boolean {
  return importsFromDirectory(type) && type.endsWith('sync');
}

function describeSteps(ma: ManagementAgent, profile: RunProfile): string {
  const words = profile.steps.map(({ type, partitionId }) => {
    const partition = ma.partitions.find(({ id }) => id === partitionId)?.name ?? 'a partition that is gone';
    return `${type} of ${partition}`;
  });
  return words.length === 0 ? 'nothing' : words.join(', ');
}
