import type { SyncEngineAddress } from '../domain/sync-engine-address.js';
import type { SyncEngine } from './port.js';
import { connectSimulator } from './simulator/simulator-engine.js';

/** Connects to whatever engine the address names. Nothing is sent before the first call. */
export function connectSyncEngine(address: SyncEngineAddress): SyncEngine {
  return connectSimulator(address.simulator.url);
}
