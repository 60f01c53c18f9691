import type { SyncEngine } from './port.js';
import { connectSimulator } from './simulator/simulator-engine.js';

/** Where a sync engine is to be found. */
export interface SyncEngineAddress {
  readonly simulator: { readonly url: string };
}

/** Connects to whatever engine the address names. Nothing is sent before the first call. */
export function connectSyncEngine(address: SyncEngineAddress): SyncEngine {
  return connectSimulator(address.simulator.url);
}
