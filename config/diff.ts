import { durationText } from './settings/duration.js';
import type { Configuration, ManagementAgentConfiguration, ServerConfiguration } from './schema.js';

/** One thing that is other in a later configuration. */
export interface ConfigurationChange {
  /** The id of the sync server. */
  readonly server: string;
  /** As the configuration names it; absent for what is of the server as a whole. */
  readonly managementAgent?: string;
  /** As the configuration names it; absent for what is of the management agent as a whole. */
  readonly partition?: string;
  /** The setting below these, for example `importInterval` or `runProfiles.export`; absent where all of it came or went. */
  readonly setting?: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** In words: `management agent "HR", partition "default": importInterval is 5m, was 1m`. */
  readonly sentence: string;
}

/** Settings that are durations, in milliseconds once they are read, wherever they stand. */
export const DURATIONS: ReadonlySet<string> = new Set([
  'importInterval',
  'longestWait',
  'startSpacing',
  'clearAfter',
  'every',
  'lastLogonOffset',
  'lookEvery',
  'minInterval',
  'engineLookInterval',
  'abandonedAfter',
  'reachedWithin',
  'duration',
  'interval',
  'timeout',
]);

type Place = Pick<ConfigurationChange, 'server' | 'managementAgent' | 'partition'>;

/**
 * What changes from one configuration to another, by what each says once it is read: a setting that is written out
 * with its default is the same as one that is left out. Names are compared without regard to case.
 *
 * @returns in the order of the file: servers, their settings, their management agents and partitions
 */
export function diffConfigurations(
  before: Configuration,
  after: Configuration,
): readonly ConfigurationChange[] {
  return pairs(before.servers, after.servers).flatMap(([server, old, now]) => {
    if (!old || !now) return [cameOrWent({ server }, now !== undefined)];
    return serverChanges({ server }, old, now);
  });
}

function serverChanges(
  place: Place,
  { managementAgents: oldAgents, ...old }: ServerConfiguration,
  { managementAgents: newAgents, ...now }: ServerConfiguration,
): readonly ConfigurationChange[] {
  const oldNames = renamed(oldAgents, newAgents);
  const newNames = new Map([...oldNames].map(([newName, oldName]) => [oldName, newName]));
  const before = Object.fromEntries(
    Object.entries(oldAgents).map(([name, settings]) => [newNames.get(name) ?? name, settings]),
  );
  return [
    ...settingChanges(place, old, now),
    ...pairs(before, newAgents).flatMap(([managementAgent, oldAgent, newAgent]) => {
      const where = { ...place, managementAgent };
      const oldName = oldNames.get(managementAgent);
      return [
        ...(oldName === undefined ? [] : [changeOf(where, ['name'], oldName, managementAgent)]),
        ...managementAgentChanges(where, oldAgent, newAgent),
      ];
    }),
  ];
}

type ManagementAgents = ServerConfiguration['managementAgents'];

/** By the name that settings have now: the one that those of the same id had before. */
function renamed(before: ManagementAgents, after: ManagementAgents): ReadonlyMap<string, string> {
  const isThere = new Set(Object.keys(before).map((name) => name.toLowerCase()));
  return new Map(
    Object.entries(after).flatMap(([name, { id }]) => {
      if (id === undefined || isThere.has(name.toLowerCase())) return [];
      const old = Object.entries(before).find(([, one]) => one.id?.toLowerCase() === id.toLowerCase());
      return old ? [[name, old[0]] as const] : [];
    }),
  );
}

function managementAgentChanges(
  place: Place,
  before: ManagementAgentConfiguration | undefined,
  after: ManagementAgentConfiguration | undefined,
): readonly ConfigurationChange[] {
  if (!before || !after) return [cameOrWent(place, after !== undefined)];
  const { partitions: oldPartitions, ...old } = before;
  const { partitions: newPartitions, ...now } = after;
  return [
    ...settingChanges(place, old, now),
    ...pairs(oldPartitions ?? {}, newPartitions ?? {}).flatMap(([partition, oldOne, newOne]) => {
      const where = { ...place, partition };
      if (!oldOne || !newOne) return [cameOrWent(where, newOne !== undefined)];
      return settingChanges(where, oldOne, newOne);
    }),
  ];
}

function cameOrWent(place: Place, came: boolean): ConfigurationChange {
  return {
    ...place,
    kind: came ? 'added' : 'removed',
    sentence: `${placeInWords(place)}: ${came ? 'settings added' : 'settings removed'}`,
  };
}

/** Settings within settings are told one by one; lists, and a trigger that came or went, as a whole. */
function settingChanges(
  place: Place,
  before: object,
  after: object,
  within: readonly string[] = [],
): readonly ConfigurationChange[] {
  return pairs(before as Settings, after as Settings).flatMap(([key, old, now]) => {
    if (isSame(old, now)) return [];
    const keys = [...within, key];
    if (isGroup(old) && isGroup(now)) return settingChanges(place, old, now, keys);
    if (isTrigger(keys)) return [changeOf(place, keys, withoutDefaults(old), withoutDefaults(now))];
    if (old === undefined && isGroup(now)) return settingChanges(place, {}, now, keys);
    if (now === undefined && isGroup(old)) return settingChanges(place, old, {}, keys);
    return [changeOf(place, keys, old, now)];
  });
}

function isTrigger(keys: readonly string[]): boolean {
  return keys.length === 2 && keys[0] === 'triggers';
}

/** Of a trigger: what it leaves out is read as `false`, or as a list of nothing. */
function withoutDefaults(trigger: unknown): unknown {
  if (!isGroup(trigger)) return trigger;
  return Object.fromEntries(
    Object.entries(trigger).filter(
      ([, value]) => value !== false && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

function changeOf(place: Place, keys: readonly string[], old: unknown, now: unknown): ConfigurationChange {
  const setting = keys.join('.');
  const key = keys.at(-1) ?? '';
  const where = placeInWords(place);
  if (old === undefined) {
    return {
      ...place,
      setting,
      kind: 'added',
      sentence: `${where}: ${setting} is ${inWords(key, now)}, was not set`,
    };
  }
  if (now === undefined) {
    return {
      ...place,
      setting,
      kind: 'removed',
      sentence: `${where}: ${setting} is not set, was ${inWords(key, old)}`,
    };
  }
  return {
    ...place,
    setting,
    kind: 'changed',
    sentence: `${where}: ${setting} is ${inWords(key, now)}, was ${inWords(key, old)}`,
  };
}

function placeInWords({ server, managementAgent, partition }: Place): string {
  return [
    `sync server "${server}"`,
    ...(managementAgent === undefined ? [] : [`management agent "${managementAgent}"`]),
    ...(partition === undefined ? [] : [`partition "${partition}"`]),
  ].join(', ');
}

function inWords(key: string, value: unknown): string {
  if (DURATIONS.has(key) && (typeof value === 'number' || value === null)) {
    return value === null ? 'never' : durationText(value);
  }
  if (value === null) return 'none';
  if (Array.isArray(value)) {
    return value.length === 0 ? 'empty' : `[${value.map((each) => inWords('', each)).join(', ')}]`;
  }
  if (isGroup(value)) {
    const parts = Object.entries(value).flatMap(([name, each]) =>
      each === undefined ? [] : [`${name}: ${inWords(name, each)}`],
    );
    return `{ ${parts.join(', ')} }`;
  }
  return JSON.stringify(value);
}

type Settings = Readonly<Record<string, unknown>>;

function isGroup(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(a: unknown, b: unknown): boolean {
  return stable(a) === stable(b);
}

/** The same text for the same settings, in whatever order they stand. */
function stable(value: unknown): string {
  return (
    JSON.stringify(value, (_, each: unknown) =>
      isGroup(each)
        ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : each,
    ) ?? 'undefined'
  );
}

/** What stands under the same name in two groups, in the order of the later one; what is gone comes last. */
function pairs<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
): readonly (readonly [name: string, before: T | undefined, after: T | undefined])[] {
  const old = new Map(Object.entries(before).map(([name, value]) => [name.toLowerCase(), value]));
  const isThere = new Set(Object.keys(after).map((name) => name.toLowerCase()));
  return [
    ...Object.entries(after).map(([name, value]) => [name, old.get(name.toLowerCase()), value] as const),
    ...Object.entries(before)
      .filter(([name]) => !isThere.has(name.toLowerCase()))
      .map(([name, value]) => [name, value, undefined] as const),
  ];
}
