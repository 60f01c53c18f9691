import { DefaultLogger, Runtime, type LogLevel, type LogMetadata } from '@temporalio/worker';
import { pino } from 'pino';
import { replaceableConfiguration } from '../config/configuration-in-force.js';
import { configurationFrom } from '../config/from-environment.js';
import { askedToEnd } from '../process/asked-to-end.js';
import { endWithError } from '../process/report-failure.js';
import { temporalSettings } from '../temporal/connection.js';
import { HISTORY_MOVED_ON } from '../workflows/contract.js';
import { goByConfiguration } from './go-by-configuration.js';
import { runWorkers } from './run-workers.js';

/*
 * The worker process. Environment: TEMPORAL_… (Temporal's own), AUTOSYNC_CONFIG, AUTOSYNC_CONFIG_AT_START,
 * AUTOSYNC_SIMULATOR_URL. Standard
 * output: JSON lines, `{"ready": true}` when it polls, then events and log records.
 */

/** A worker for an engine has activities only, and is meant to. */
const NOT_A_PROBLEM = 'No workflows registered';

async function main(): Promise<void> {
  const asked = askedToEnd();
  // Temporal's SDK tells errors as `error`.
  const log = pino({ name: 'worker', serializers: { error: pino.stdSerializers.err } });
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      if (message.startsWith(NOT_A_PROBLEM)) return;
      if (isAskedAgain(meta)) log.info(HISTORY_MOVED_ON);
      else log[pinoLevel(level)](meta ?? {}, message);
    }),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
    shutdownSignals: [],
  });
  const started = await configurationFrom(process.env);
  const settings = temporalSettings();
  const inForce = replaceableConfiguration();
  const workers = await runWorkers({
    settings,
    configuration: inForce,
    // Which engines there are is known when the workflows have said what is applied.
    roles: { workflows: true, engines: {} },
    report: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
  });
  const stopping = new AbortController();
  const followed = goByConfiguration(
    { workers, started, inForce, env: process.env, log },
    stopping.signal,
    () => process.stdout.write(`${JSON.stringify({ ready: true })}\n`),
  );

  const reason = await Promise.race([
    asked,
    workers.stopped.then(() => 'stopped' as const),
    followed.then(() => 'stopped' as const),
  ]);
  log.info({ reason }, 'The worker ends; runs go on in the engine');
  stopping.abort();
  // What still follows the configuration may wait for Temporal; the process ends without it.
  await workers.shutdown();
}

/** Whoever asked too soon asks again: nothing has failed. */
function isAskedAgain(meta: LogMetadata | undefined): boolean {
  const error: unknown = meta?.['error'];
  return error instanceof Error && error.message === HISTORY_MOVED_ON;
}

function pinoLevel(level: LogLevel): 'trace' | 'debug' | 'info' | 'warn' | 'error' {
  return level.toLowerCase() as 'trace' | 'debug' | 'info' | 'warn' | 'error';
}

await main().then(() => process.exit(0), endWithError);
