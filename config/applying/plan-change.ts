import { createHash } from 'node:crypto';
import type { ChangeOrigin } from '../../domain/configuration/revision.js';
import { diffConfigurations, type ConfigurationChange } from '../diff.js';
import type { Configuration } from '../schema.js';

/** SHA-256 of a configuration's text, in hexadecimal. */
export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * What changes from the applied configuration to another one.
 *
 * @param before absent where none is applied: then there is nothing to compare with, and all servers are new
 */
export function planChange(
  before: Configuration | undefined,
  after: Configuration,
): Pick<ChangeOrigin, 'changes' | 'changedServers' | 'servers'> & {
  readonly differences: readonly ConfigurationChange[];
} {
  const differences = before ? diffConfigurations(before, after) : [];
  const servers = Object.keys(after.servers);
  const changed = new Set(differences.map(({ server }) => server));
  return {
    differences,
    changes: differences.map(({ sentence }) => sentence),
    changedServers: before ? servers.filter((server) => changed.has(server)) : servers,
    servers,
  };
}
