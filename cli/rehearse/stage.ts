import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { ensureRunLock } from '../../activities/configuration/ensure-run-lock.js';
import { alwaysInForce } from '../../config/configuration-in-force.js';
import { parseConfiguration } from '../../config/load.js';
import type { AutoSyncEvent } from '../../domain/events.js';
import { runLockId } from '../../domain/naming.js';
import { simulatorClient, type SimulatorClient } from '../../simulator/client.js';
import type { WorldDefinition } from '../../simulator/definition/world-definition.js';
import { startSimulator } from '../../simulator/server.js';
import { connectSyncEngine } from '../../sync-engine/connect-sync-engine.js';
import { environmentFor, temporalSettings } from '../../temporal/connection.js';
import { startDevServer } from '../../temporal/dev-server/start-dev-server.js';
import { makeNamespace } from '../../temporal/make-namespace.js';
import { runWorkers } from '../../worker/run-workers.js';

/** The one sync server of a rehearsal. */
export const REHEARSED_SERVER = 'rehearsal';

/** A world of its own to rehearse in: simulator, Temporal, workers. */
export interface Stage {
  readonly simulator: SimulatorClient;
  readonly temporal: Client;
  /** Takes everything down again; nothing stays behind. */
  strike(): Promise<void>;
}

/**
 * Sets the stage: a fresh simulator and a Temporal server that lives as long as the rehearsal; or, where
 * TEMPORAL_ADDRESS names a server, a fresh namespace there.
 *
 * @throws {AutoSyncError} `temporal-not-found`, `temporal-unreachable`
 */
export async function setStage(
  definition: WorldDefinition,
  { speed, seed }: { readonly speed: number; readonly seed: number },
  report: (event: AutoSyncEvent) => void,
): Promise<Stage> {
  const undo: (() => Promise<unknown>)[] = [];
  const strike = async () => {
    for (const step of undo.toReversed()) await step();
    undo.length = 0;
  };
  try {
    const settings = await provideTemporal(undo);
    const simulator = await startSimulator({ definition, speed, seed });
    undo.push(() => simulator.close());

    const configuration = parseConfiguration(
      `servers: { ${REHEARSED_SERVER}: { importInterval: never } }`,
      "the rehearsal's configuration",
    );
    const engine = connectSyncEngine({ simulator: { url: simulator.url } });
    const workers = await runWorkers({
      settings,
      configuration: alwaysInForce(configuration),
      roles: { workflows: true, engines: { [REHEARSED_SERVER]: engine } },
      report,
    });
    undo.push(() => workers.shutdown());
    const temporal = workers.client;
    await ensureRunLock(temporal, REHEARSED_SERVER, configuration.servers[REHEARSED_SERVER]);
    // On a server that goes on, it would wait for a worker for ever.
    undo.push(() =>
      temporal.workflow.getHandle(runLockId(REHEARSED_SERVER)).terminate('The rehearsal is over'),
    );
    return { simulator: simulatorClient(simulator.url), temporal, strike };
  } catch (error) {
    await strike();
    throw error;
  }
}

async function provideTemporal(undo: (() => Promise<unknown>)[]) {
  if (process.env['TEMPORAL_ADDRESS']) {
    return await makeNamespace(
      temporalSettings(),
      `autosync-rehearsal-${randomUUID().slice(0, 8)}`,
      'A rehearsal of AutoSync; may be deleted',
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'autosync-rehearsal-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const server = await startDevServer({ dbFile: join(folder, 'temporal.db') });
  undo.push(() => server.stop());
  return temporalSettings(environmentFor(server.address));
}
