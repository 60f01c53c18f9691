import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { AutoSyncError } from '../domain/errors.js';
import { createApi } from './create-api.js';
import type { ApiDependencies } from './dependencies.js';

/** The API, listening. */
export interface ServedApi {
  /** For example `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Ends open connections and stops listening. */
  close(): Promise<void>;
}

/** The API has no log-in yet, so nobody but the person at this machine may reach it. */
const LOOPBACK = '127.0.0.1';

/**
 * Serves the API on loopback.
 *
 * @param port 0 takes any free one
 * @throws {AutoSyncError} `port-in-use`
 */
export async function serveApi(
  dependencies: ApiDependencies,
  port: number,
  logger: Logger,
): Promise<ServedApi> {
  const app = await createApi(dependencies, logger);
  try {
    await app.listen(port, LOOPBACK);
  } catch (error) {
    await app.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new AutoSyncError(
        'port-in-use',
        `Port ${port} on ${LOOPBACK} is in use; AUTOSYNC_PORT names another one.`,
        { cause: error },
      );
    }
    throw error;
  }
  const address = app.getHttpServer().address() as AddressInfo;
  return { url: `http://${LOOPBACK}:${address.port}`, close: () => app.close() };
}
