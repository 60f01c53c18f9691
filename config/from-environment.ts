import { AutoSyncError } from '../domain/errors.js';
import type { SyncEngineAddress } from '../domain/sync-engine-address.js';
import { loadConfigurationAndText, parseConfiguration } from './load.js';
import type { Configuration, ServerConfiguration } from './schema.js';

/** Without a configuration file there is one sync server with AutoSync's defaults. */
const DEFAULT_CONFIGURATION = 'servers: { default: {} }';

/** The configuration that a process is started with. */
export interface StartConfiguration {
  /** Its file; absent where none is named. */
  readonly file?: string;
  readonly text: string;
  readonly configuration: Configuration;
}

/**
 * The configuration that the environment names.
 *
 * @param env `AUTOSYNC_CONFIG` = path of the YAML file
 * @throws {AutoSyncError} `invalid-configuration`
 */
export async function configurationFrom(env: NodeJS.ProcessEnv): Promise<StartConfiguration> {
  const file = env['AUTOSYNC_CONFIG'];
  if (file) return { file, ...(await loadConfigurationAndText(file)) };
  const configuration = parseConfiguration(DEFAULT_CONFIGURATION, 'the default configuration');
  return { text: DEFAULT_CONFIGURATION, configuration };
}

/**
 * Where the engine of a sync server is: what its configuration says, else the simulator that the environment names.
 *
 * @param env `AUTOSYNC_SIMULATOR_URL`
 * @throws {AutoSyncError} `invalid-configuration` when neither says
 */
export function engineAddressOf(
  server: string,
  configuration: ServerConfiguration,
  env: NodeJS.ProcessEnv,
): SyncEngineAddress {
  const url = env['AUTOSYNC_SIMULATOR_URL'];
  if (configuration.engine) return configuration.engine;
  if (url) return { simulator: { url } };
  throw new AutoSyncError(
    'invalid-configuration',
    `servers.${server}.engine: no sync engine is named. Name one, or set AUTOSYNC_SIMULATOR_URL.`,
  );
}
