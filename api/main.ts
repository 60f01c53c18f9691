import { pino } from 'pino';
import { loadConfiguration } from '../config/load.js';
import { AutoSyncError } from '../domain/errors.js';
import { temporalSettings } from '../temporal/connection.js';
import { connectSyncEngines } from './connect-sync-engines.js';
import { readApiEnvironment } from './environment.js';
import { DOCUMENTATION_PATH } from './openapi/openapi-document.js';
import { endOfProcess } from './process/end-of-process.js';
import { serveApi } from './serve-api.js';
import { accessTemporal } from './temporal/temporal-access.js';
import { temporalCycles } from './temporal/temporal-cycles.js';
import { temporalProbe } from './temporal/temporal-probe.js';
import { temporalRunLocks } from './temporal/temporal-run-locks.js';

const logger = pino({ name: 'api', level: 'warn' });

/** Serves the API until this process is to end. Neither Temporal nor an engine need be there. */
async function main(): Promise<void> {
  const environment = readApiEnvironment(process.env);
  const configuration = await loadConfiguration(environment.configurationFile);
  const engines = connectSyncEngines(configuration, environment.simulatorUrl);
  const settings = temporalSettings();
  const temporal = accessTemporal(settings);
  const api = await serveApi(
    {
      configuration,
      engines,
      cycles: temporalCycles(temporal),
      runLocks: temporalRunLocks(temporal),
      temporal: temporalProbe(temporal),
      ...(environment.webUiUrl !== undefined && {
        webUi: { url: environment.webUiUrl, namespace: settings.namespace },
      }),
    },
    environment.port,
    logger,
  );
  const end = endOfProcess();
  process.stdout.write(
    `${JSON.stringify({ ready: true, url: api.url, docs: api.url + DOCUMENTATION_PATH })}\n`,
  );
  await end;
  await api.close();
  await temporal.close();
  // Whatever still waits for an answer has nobody left to give it to.
  process.exit(0);
}

try {
  await main();
} catch (error) {
  if (error instanceof AutoSyncError) process.stderr.write(`${error.code}: ${error.message}\n`);
  else logger.fatal({ err: error }, 'the API could not start');
  process.exit(1);
}
