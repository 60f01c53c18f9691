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
  const all = ids ? Object.keys(ids) : keys;
  const [id, name] = [ma.id.toLowerCase(), ma.name.toLowerCase()];
  return (
    all.find((key) => (ids?.[key] ?? key).toLowerCase() === id) ??
    all.find((key) => key.toLowerCase() === name && !findById(catalogue, ids?.[key]))
  );
}

/** What is said of a management agent under the key of its settings. */
export function saidOfManagementAgent<T>(
  said: Readonly<Record<string, T>>,
  ma: Named,
  meaning: Meaning,
): T | undefined {
  const key = settingsKeyOf(Object.keys(said), ma, meaning);
  return key !== undefined && Object.hasOwn(said, key) ? said[key] : undefined;
}

/**
 * The management agent that a name or an id means, wherever the configuration has one: whose settings stand under it, by
 * their id, else the one with that id, else the one of that name.
 */
export function managementAgentMeant<M extends Named>(
  nameOrId: string,
  { ids = {}, catalogue }: Meaning<M>,
): M | undefined {
  const wanted = nameOrId.toLowerCase();
  const id = Object.entries(ids).find(([key]) => key.toLowerCase() === wanted)?.[1] ?? nameOrId;
  return findById(catalogue, id) ?? catalogue.find(({ name }) => name.toLowerCase() === wanted);
}

/** All that means a management agent: its id, its name unless that means another, and what its settings stand under. */
export function namesMeaning(ma: Named, meaning: Meaning): readonly string[] {
  const id = ma.id.toLowerCase();
  const isItsName = managementAgentMeant(ma.name, meaning)?.id === ma.id;
  const keys = Object.entries(meaning.ids ?? {}).filter(([, told]) => told?.toLowerCase() === id);
  return [ma.id, ...(isItsName ? [ma.name] : []), ...keys.map(([key]) => key)];
}

function findById<M extends Named>(
  catalogue: readonly M[],
  wanted: string | null | undefined,
): M | undefined {
  if (wanted === null || wanted === undefined) return undefined;
  const id = wanted.toLowerCase();
  return catalogue.find((ma) => ma.id.toLowerCase() === id);
}
