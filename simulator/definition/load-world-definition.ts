import { readScenario } from './scenario/read-scenario.js';
import { readServerExport } from './server-export/read-server-export.js';
import type { WorldDefinition } from './world-definition.js';

/** Where the definition of a simulated sync engine comes from. */
export type WorldSource = { readonly exportFolder: string } | { readonly scenarioFile: string };

/**
 * Reads the definition of a simulated sync engine.
 *
 * @throws AutoSyncError `invalid-server-export` or `invalid-configuration`; the message names file, place and fix
 */
export async function loadWorldDefinition(source: WorldSource): Promise<WorldDefinition> {
  return 'exportFolder' in source ? readServerExport(source.exportFolder) : readScenario(source.scenarioFile);
}
