import type { RunProfileKind } from '../../domain/cycle/run-profile-choice.js';
import type { Setting } from '../writing/commented-yaml.js';

/** A partition as the new configuration is to have it. */
export interface ImportedPartition {
  readonly name: string;
  /** The engine's id, if the old configuration has one. */
  readonly id?: string;
  /** Milliseconds; `null` = never; `undefined` = the server's interval. */
  readonly importInterval: number | null | undefined;
  /** What is not named is discovered. */
  readonly runProfiles: { readonly [kind in RunProfileKind]?: string | null };
  /** Why something is other than in the old configuration, for whoever reads the file. */
  readonly comments: readonly string[];
}

/** A trigger as the new configuration is to have it. */
export interface ImportedTrigger {
  readonly name: string;
  readonly settings: readonly Setting[];
  /** For whoever reads the file. */
  readonly comments: readonly string[];
}

/** How many staged changes are too many, in objects. */
export interface ImportedThresholds {
  readonly adds?: number;
  readonly updates?: number;
  readonly renames?: number;
  readonly deletes?: number;
  readonly all?: number;
}

/** A management agent as the new configuration is to have it. */
export interface ImportedManagementAgent {
  readonly name: string;
  readonly id?: string;
  readonly disabled: boolean;
  /** Milliseconds; `null` = never; `undefined` = nothing is said. */
  readonly importInterval: number | null | undefined;
  readonly lockList: readonly string[];
  readonly thresholds: ImportedThresholds;
  readonly partitions: readonly ImportedPartition[];
  readonly triggers: readonly ImportedTrigger[];
  /** For whoever reads the file. */
  readonly comments: readonly string[];
}

/** The element that names the run profile for each purpose, in both forms of the old configuration. */
export const RUN_PROFILE_ELEMENTS: { readonly [kind in RunProfileKind]: string } = {
  'delta-import': 'run-profile-delta-import',
  'full-import': 'run-profile-full-import',
  'scheduled-import': 'run-profile-scheduled-import',
  'confirming-import': 'run-profile-confirming-import',
  'delta-sync': 'run-profile-delta-sync',
  'full-sync': 'run-profile-full-sync',
  export: 'run-profile-export',
};

/** The engine's spelling of an identifier: `{UPPERCASE}`. AutoSync writes it bare and in lower case. */
export function engineId(text: string): string {
  return `{${text.replaceAll(/[{}]/g, '').toUpperCase()}}`;
}
