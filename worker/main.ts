import { setTimeout as delay } from 'node:timers/promises';
import { DefaultLogger, Runtime, type LogLevel } from '@temporalio/worker';
import { pino, type Logger } from 'pino';
import { ensureRunLock } from '../activities/ensure-run-lock.js';
import { unknownNames } from '../config/settings-of.js';
import { configurationFrom, engineAddressOf } from '../config/from-environment.js';
import { ensureError } from '../domain/errors.js';
import { askedToEnd } from '../process/asked-to-end.js';
import { endWithError } from '../process/report-failure.js';
import { connectSyncEngine } from '../sync-engine/connect-sync-engine.js';
import type { SyncEngine } from '../sync-engine/port.js';
import { temporalSettings } from '../temporal/connection.js';
import { reconcileTriggers } from './reconcile-triggers.js';
import { followStops } from './follow-stops.js';
import { runWorkers } from './run-workers.js';

/*
 * The worker process. Environment: TEMPORAL_… (Temporal's own), AUTOSYNC_CONFIG, AUTOSYNC_SIMULATOR_URL. Standard
 * output: JSON lines, `{"ready": true}` when it polls, then events and log records.
 */

/** A worker for an engine has activities only, and is meant to. */
const NOT_A_PROBLEM = 'No workflows registered';
const RECONCILE_RETRY_MS = 5_000;

async function main(): Promise<void> {
  const asked = askedToEnd();
  const log = pino({ name: 'worker' });
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      if (!message.startsWith(NOT_A_PROBLEM)) log[pinoLevel(level)](meta ?? {}, message);
    }),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
    shutdownSignals: [],
  });
  const configuration = await configurationFrom(process.env);
  const settings = temporalSettings();
  const engines = Object.fromEntries(
    Object.entries(configuration.servers).map(([server, of]): [string, SyncEngine] => [
      server,
      connectSyncEngine(engineAddressOf(server, of, process.env), of.abandonedAfter),
    ]),
  );
  const workers = await runWorkers({
    settings,
    configuration,
    roles: { workflows: true, engines },
    report: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
  });
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`);

  const stopping = new AbortController();
  const reconciled = Promise.all(
    Object.entries(configuration.servers).map(async ([server, of]) => {
      const engine = engines[server];
      if (!engine) return;
      await untilItWorks(stopping.signal, log, `Preparing sync server ${server}`, async () => {
        await ensureRunLock(workers.client, server, of);
        const managementAgents = await engine.listManagementAgents();
        const changes = await reconcileTriggers(workers.client, server, of, managementAgents);
        for (const unknown of unknownNames(of, managementAgents)) {
          log.warn({ server }, `The configuration names what the engine does not have: ${unknown}`);
        }
        log.info({ server, ...changes }, 'Triggers are as configured');
      });
      await followStops(workers.client, server, stopping.signal, (problem) => {
        log.warn({ server, problem }, 'Triggers of what is stopped could not be looked after; trying again');
      });
    }),
  );

  const reason = await Promise.race([asked, workers.stopped.then(() => 'stopped' as const)]);
  log.info({ reason }, 'The worker ends; runs go on in the engine');
  stopping.abort();
  await Promise.all([workers.shutdown(), reconciled]);
}

async function untilItWorks(
  signal: AbortSignal,
  log: Pick<Logger, 'warn'>,
  what: string,
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
      return;
    } catch (error) {
      log.warn({ error: ensureError(error).message }, `${what} did not work; trying again`);
    }
    await delay(RECONCILE_RETRY_MS, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

function pinoLevel(level: LogLevel): 'trace' | 'debug' | 'info' | 'warn' | 'error' {
  return level.toLowerCase() as 'trace' | 'debug' | 'info' | 'warn' | 'error';
}

await main().then(() => process.exit(0), endWithError);
