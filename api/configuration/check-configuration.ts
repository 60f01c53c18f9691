import { checkAgainstEngine, gravestFirst } from '../../config/checking/check-against-engine.js';
import { settingPath, type Finding } from '../../config/checking/finding.js';
import { checkSecrets } from '../../config/checking/secrets.js';
import type { Configuration, ServerConfiguration } from '../../config/schema.js';
import { AutoSyncError } from '../../domain/errors.js';
import type { SyncEngine } from '../../sync-engine/port.js';
import { lastDurations } from '../../sync-engine/run-durations.js';

/** The engine of a sync server, as its configuration says; throws `invalid-configuration` if nothing names one. */
export type EngineFor = (server: string, settings: ServerConfiguration) => SyncEngine;

/**
 * What does not fit between a configuration and the engines that it names. An engine that is away is told of, too, and
 * secrets that this process does not have, which will verify the requests of webhooks.
 */
export async function checkAgainstEngines(
  { servers }: Configuration,
  engineFor: EngineFor,
): Promise<readonly Finding[]> {
  const findings = await Promise.all(
    Object.entries(servers).map(([server, settings]) => checkServer(server, settings, engineFor)),
  );
  return findings.flat();
}

async function checkServer(
  id: string,
  server: ServerConfiguration,
  engineFor: EngineFor,
): Promise<readonly Finding[]> {
  const [fitting, secrets] = await Promise.all([
    checkAgainstItsEngine(id, server, engineFor),
    checkSecrets(id, server, process.env),
  ]);
  return gravestFirst([...fitting, ...secrets]);
}

async function checkAgainstItsEngine(
  id: string,
  server: ServerConfiguration,
  engineFor: EngineFor,
): Promise<readonly Finding[]> {
  const path = settingPath(id, 'engine');
  try {
    const engine = engineFor(id, server);
    const [managementAgents, status] = await Promise.all([
      engine.listManagementAgents(),
      engine.statusOfAll(),
    ]);
    return checkAgainstEngine({ id, server, managementAgents }, lastDurations(status));
  } catch (error) {
    if (!(error instanceof AutoSyncError)) throw error;
    const { message, operatorAction: fix } = error;
    if (error.code === 'invalid-configuration') return [{ severity: 'error', path, message, fix }];
    return [{ severity: 'warning', path, message: `Not checked against the engine: ${message}`, fix }];
  }
}
