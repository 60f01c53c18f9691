import type { ConfigurationStore } from '../temporal/configuration/configuration-store.js';

/**
 * What is applied as a revision, in place of the one before.
 *
 * @param servers ids of the sync servers that are there then: something of each is changed
 */
export function sampleChange(
  revision: number,
  text: string,
  servers: readonly string[],
): Parameters<ConfigurationStore['apply']>[0] {
  return {
    text,
    hash: `h${revision}`,
    by: 'jane',
    why: 'a test',
    key: `k${revision}`,
    basis: revision - 1,
    changes: [],
    changedServers: servers,
    servers,
  };
}
