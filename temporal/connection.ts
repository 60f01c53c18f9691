import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { AutoSyncError, ensureError } from '../domain/errors.js';
import { grpcInterceptors } from './grpc-interceptors.js';

/** The SDK's default, which `@temporalio/envconfig` leaves open. */
const DEFAULT_ADDRESS = 'localhost:7233';
const DEFAULT_NAMESPACE = 'default';

/** Where Temporal is and how to speak to it. */
export interface TemporalSettings {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
  /** Address, TLS, API key and headers: for `Connection.connect` and `NativeConnection.connect`. */
  readonly connectionOptions: ClientConnectConfig['connectionOptions'];
}

/**
 * The settings of Temporal's own environment variables (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS,
 * TEMPORAL_API_KEY, …) and of its profile file, which all of Temporal's tools share.
 *
 * @throws `invalid-configuration` when the profile file, or a file that it names, cannot be read
 */
export function temporalSettings(env: NodeJS.ProcessEnv = process.env): TemporalSettings {
  const { connectionOptions, namespace } = loadSettings(env);
  const address = connectionOptions.address ?? DEFAULT_ADDRESS;
  return {
    address,
    namespace: namespace ?? DEFAULT_NAMESPACE,
    connectionOptions: { ...connectionOptions, address },
  };
}

function loadSettings(env: NodeJS.ProcessEnv): ClientConnectConfig {
  const defined = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  try {
    return loadClientConnectConfig({ overrideEnvVars: defined });
  } catch (error) {
    throw new AutoSyncError(
      'invalid-configuration',
      `Temporal's connection settings (TEMPORAL_… in the environment, or its profile file) cannot be read: ${ensureError(error).message}`,
      { cause: error },
    );
  }
}

/**
 * The environment for processes that are to speak to the server at `address`, and to no other: whatever else the
 * user has set for Temporal's tools (a profile of their cloud, say) is taken out.
 */
export function environmentFor(address: string, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return {
    ...Object.fromEntries(others),
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: DEFAULT_NAMESPACE,
    // In place of the file in the user's home one that is not there, and so says nothing.
    TEMPORAL_CONFIG_FILE: fileURLToPath(new URL('./no-profile.toml', import.meta.url)),
  };
}

/**
 * A connection for clients; the worker has its own, see `worker-connection.ts`.
 *
 * @throws `temporal-unreachable`
 */
export async function connectToTemporal(
  settings: TemporalSettings = temporalSettings(),
): Promise<Connection> {
  try {
    return await Connection.connect({
      connectTimeout: '10 seconds',
      ...settings.connectionOptions,
      interceptors: grpcInterceptors(),
    });
  } catch (error) {
    throw temporalUnreachable(settings.address, error);
  }
}

/** What a user reads when Temporal does not answer. */
export function temporalUnreachable(address: string, cause: unknown): AutoSyncError {
  return new AutoSyncError(
    'temporal-unreachable',
    `Temporal does not answer at ${address}: ${ensureError(cause).message}`,
    { cause },
  );
}
