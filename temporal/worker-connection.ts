import { NativeConnection } from '@temporalio/worker';
import { temporalSettings, temporalUnreachable, type TemporalSettings } from './connection.js';

/**
 * A connection for a worker.
 *
 * @throws `temporal-unreachable`
 */
export async function connectWorkerToTemporal(
  settings: TemporalSettings = temporalSettings(),
): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(settings.connectionOptions);
  } catch (error) {
    throw temporalUnreachable(settings.address, error);
  }
}
