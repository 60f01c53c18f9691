import type { SyncEngineAddress } from '../domain/sync-engine-address.js';
import type { SyncEngine } from './port.js';
import { connectSimulator } from './simulator/simulator-engine.js';

/**
 * Connects to whatever engine the address names. Nothing is sent before the first call.
 *
 * @param abandonedAfterMs see {@link SyncEngine.abandonedAfterMs}; for who follows runs
 */
export function connectSyncEngine(address: SyncEngineAddress, abandonedAfterMs?: number): SyncEngine {
  return connectSimulator(address.simulator.url, undefined, abandonedAfterMs);
}
