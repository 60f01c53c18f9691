import type { ManagementAgent } from './management-agent.js';

type Named = Pick<ManagementAgent, 'id' | 'name'>;

/** What tells which management agent the configuration means. */
export interface Meaning<M extends Named = Named> {
  /**
   * By key under which the configuration has settings, a name or an id: the id that stands in them; `null` = none does.
   * Absent: nothing but the keys is known, each list has its own.
   */
  readonly ids?: Readonly<Record<string, string | null>> | undefined;
  /** Those of the engine. */
  readonly catalogue: readonly M[];
}

/**
 * The key under which the configuration has the settings of a management agent: the one with its id, and only if there is
 * none the one that is its name, unless the id in those settings is that of another. So settings follow a management agent
 * that was renamed, and the next one of the name if it was made anew.
 *
 * @param keys of the settings, where {@link Meaning.ids} does not tell them
 */
export function settingsKeyOf(
  keys: readonly string[],
  ma: Named,
  { ids, catalogue }: Meaning,
): string | undefined {
  const [id, name] = [ma.id.toLowerCase(), ma.name.toLowerCase()];
  if (!ids)
    return keys.find((key) => key.toLowerCase() === id) ?? keys.find((key) => key.toLowerCase() === name);
  const { byMeantId, byKey } = keysIn(ids);
  const byName = byKey.get(name);
  return (
    byMeantId.get(id)?.[0] ?? (byName !== undefined && !findById(catalogue, ids[byName]) ? byName : undefined)
  );
}

/** What is said of a management agent under the key of its settings. */
export function saidOfManagementAgent<T>(
  said: Readonly<Record<string, T>>,
  ma: Named,
  meaning: Meaning,
): T | undefined {
  const key = keySaidOf(said, ma, meaning);
  return key === undefined ? undefined : said[key];
}

/** The key of its settings, if something is said under it. */
export function keySaidOf(
  said: Readonly<Record<string, unknown>>,
  ma: Named,
  meaning: Meaning,
): string | undefined {
  const key = settingsKeyOf(Object.keys(said), ma, meaning);
  return key !== undefined && Object.hasOwn(said, key) ? key : undefined;
}

/**
 * The management agent that a name or an id means, wherever the configuration has one: whose settings stand under it, by
 * their id, else the one with that id, else the one of that name.
 */
export function managementAgentMeant<M extends Named>(
  nameOrId: string,
  { ids = NO_IDS, catalogue }: Meaning<M>,
): M | undefined {
  const wanted = nameOrId.toLowerCase();
  const key = keysIn(ids).byKey.get(wanted);
  const id = (key === undefined ? undefined : ids[key]) ?? nameOrId;
  return findById(catalogue, id) ?? namesIn(catalogue).byName.get(wanted);
}

/** All that means a management agent: its id, its name unless that means another, and what its settings stand under. */
export function namesMeaning(ma: Named, meaning: Meaning): readonly string[] {
  const id = ma.id.toLowerCase();
  const isItsName = managementAgentMeant(ma.name, meaning)?.id === ma.id;
  const keys = meaning.ids ? (keysIn(meaning.ids).byMeantId.get(id) ?? []) : [];
  return [ma.id, ...(isItsName ? [ma.name] : []), ...keys];
}

function findById<M extends Named>(
  catalogue: readonly M[],
  wanted: string | null | undefined,
): M | undefined {
  return wanted === null || wanted === undefined
    ? undefined
    : namesIn(catalogue).byId.get(wanted.toLowerCase());
}

/** A list in which something is found without looking through it: it is asked for each of a crowd that waits. */
interface Names<M> {
  readonly byId: ReadonlyMap<string, M>;
  readonly byName: ReadonlyMap<string, M>;
}

const NAMES = new WeakMap<readonly Named[], Names<Named>>();

function namesIn<M extends Named>(catalogue: readonly M[]): Names<M> {
  const known = NAMES.get(catalogue) as Names<M> | undefined;
  if (known) return known;
  // Of several, the first counts.
  const names = {
    byId: new Map(catalogue.map((ma) => [ma.id.toLowerCase(), ma] as const).toReversed()),
    byName: new Map(catalogue.map((ma) => [ma.name.toLowerCase(), ma] as const).toReversed()),
  };
  NAMES.set(catalogue, names);
  return names;
}

type Ids = NonNullable<Meaning['ids']>;

/** The keys of settings, by themselves, and by the id that they mean: the one that is told, else the key may be one. */
interface Keys {
  readonly byKey: ReadonlyMap<string, string>;
  readonly byMeantId: ReadonlyMap<string, readonly string[]>;
}

const KEYS = new WeakMap<Ids, Keys>();
const NO_IDS: Ids = {};

function keysIn(ids: Ids): Keys {
  const known = KEYS.get(ids);
  if (known) return known;
  const all = Object.entries(ids);
  const byMeantId = new Map<string, readonly string[]>();
  for (const [key, told] of all) {
    const id = (told ?? key).toLowerCase();
    byMeantId.set(id, [...(byMeantId.get(id) ?? []), key]);
  }
  const keys = {
    byKey: new Map(all.map(([key]) => [key.toLowerCase(), key] as const).toReversed()),
    byMeantId,
  };
  KEYS.set(ids, keys);
  return keys;
}
