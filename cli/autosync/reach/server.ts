import { AutoSyncError } from '../../../domain/errors.js';
import type { ApiClient } from './api-client.js';

/** A sync server of the list of the API. */
interface ListedServer {
  readonly server: string;
}

/** The ids of all sync servers, or of the one that was named. */
export async function serversOf(
  api: ApiClient,
  { server }: { readonly server?: string },
): Promise<readonly string[]> {
  if (server !== undefined) return [server];
  const servers = await api.get<readonly ListedServer[]>('/servers');
  return servers.map((each) => each.server);
}

/**
 * The sync server that is meant: the one that was named, or the only one.
 *
 * @throws {AutoSyncError} `invalid-input` if there are several and none was named
 */
export async function serverOf(api: ApiClient, options: { readonly server?: string }): Promise<string> {
  const [only, ...others] = await serversOf(api, options);
  if (only !== undefined && others.length === 0) return only;
  throw new AutoSyncError(
    'invalid-input',
    only === undefined
      ? 'The configuration has no sync server.'
      : `There are several sync servers: say which with --server (${[only, ...others].join(', ')}).`,
  );
}

/**
 * A path of the API below a sync server; each part may hold any character.
 *
 * @throws {AutoSyncError} `invalid-input` for a part that no address can hold
 */
export function serverPath(server: string, ...parts: readonly string[]): string {
  return `/servers/${[server, ...parts].map(encodedPart).join('/')}`;
}

function encodedPart(part: string): string {
  // Addresses with these are shortened on their way, in whatever form they are written.
  if (!['', '.', '..'].includes(part) && !/\p{Cs}/u.test(part)) return encodeURIComponent(part);
  throw new AutoSyncError(
    'invalid-input',
    `${JSON.stringify(part)} cannot be named in an address. If it is a management agent, use its id.`,
  );
}
