import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { AutoSyncError, ensureError } from '../domain/errors.js';
import { createApi } from './create-api.js';
import type { ApiDependencies } from './dependencies.js';
import { ON_LOOPBACK, type HttpSettings } from './http-settings.js';

/** The API, listening. */
export interface ServedApi {
  /** As a program of this machine reaches it, for example `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Ends open connections and stops listening. */
  close(): Promise<void>;
}

/** Every address of this machine, and the one of them that it calls itself by. */
const ALL_ADDRESSES: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/**
 * Serves the API: on loopback, unless told otherwise.
 *
 * @throws {AutoSyncError} `port-in-use`, or `invalid-configuration` for a host that is not of this machine
 */
export async function serveApi(
  dependencies: ApiDependencies,
  { port, ...settings }: Partial<HttpSettings>,
  logger: Logger,
): Promise<ServedApi> {
  const http: HttpSettings = { ...ON_LOOPBACK, ...settings, port: port ?? ON_LOOPBACK.port };
  const app = await createApi(dependencies, logger, http);
  try {
    await app.listen(http.port, http.host);
  } catch (error) {
    await app.close();
    throw explain(error, http);
  }
  const { port: taken } = app.getHttpServer().address() as AddressInfo;
  return { url: `http://${nameOf(http.host)}:${taken}`, close: () => app.close() };
}

function nameOf(host: string): string {
  return ALL_ADDRESSES[host] ?? (host.includes(':') ? `[${host}]` : host);
}

function explain(error: unknown, { host, port }: HttpSettings): Error {
  const { code, message } = ensureError(error) as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new AutoSyncError(
      'port-in-use',
      `Port ${port} on ${host} is in use; AUTOSYNC_PORT names another one.`,
      { cause: error },
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES' || code === 'EAI_AGAIN') {
    return new AutoSyncError(
      'invalid-configuration',
      `AUTOSYNC_HOST is "${host}", and nothing can listen there on port ${port} (${message}): write an address of this machine and a port that is free to use.`,
      { cause: error },
    );
  }
  return ensureError(error);
}
