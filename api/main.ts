import { pino } from 'pino';
import { configurationFrom, engineAddressOf } from '../config/from-environment.js';
import { parseConfiguration } from '../config/load.js';
import { AutoSyncError } from '../domain/errors.js';
import { followConfiguration } from '../temporal/configuration/follow-configuration.js';
import { configurationService } from './configuration/configuration-service.js';
import { liveConfiguration } from './configuration/live-configuration.js';
import { temporalConfiguration } from './temporal/temporal-configuration.js';
import { askedToEnd } from '../process/asked-to-end.js';
import { endWithError } from '../process/report-failure.js';
import { connectSyncEngine } from '../sync-engine/connect-sync-engine.js';
import { temporalSettings } from '../temporal/connection.js';
import { openAccess } from './access/open-access.js';
import { auditFile } from './audit/audit-file.js';
import { localUser } from '../process/local-user.js';
import { readApiEnvironment } from './environment.js';
import { DOCUMENTATION_PATH } from './openapi/openapi-document.js';
import { serveApi } from './serve-api.js';
import { accessTemporal } from './temporal/temporal-access.js';
import { temporalCanceller } from './temporal/temporal-canceller.js';
import { temporalControls } from './temporal/temporal-controls.js';
import { temporalCycles } from './temporal/temporal-cycles.js';
import { temporalTriggers } from './temporal/temporal-triggers.js';
import { temporalProbe } from './temporal/temporal-probe.js';
import { temporalRunLocks } from './temporal/temporal-run-locks.js';

/*
 * The API process. Environment: TEMPORAL_… (Temporal's own), AUTOSYNC_CONFIG, AUTOSYNC_SIMULATOR_URL, AUTOSYNC_PORT,
 * AUTOSYNC_WEB_UI; who may call: see `access/access-settings.ts`; AUTOSYNC_AUDIT. Standard output: JSON lines, `{"ready": true, "url", "docs"}` when it listens, then log records.
 */

/** Serves the API until this process is to end. Neither Temporal nor an engine need be there. */
async function main(): Promise<void> {
  const asked = askedToEnd();
  const logger = pino({ name: 'api', level: 'warn' });
  const environment = readApiEnvironment(process.env);
  const access = await openAccess(environment.access, localUser());
  const audit = auditFile(environment.auditFile);
  const { configuration: started } = await configurationFrom(process.env);
  const live = liveConfiguration(started, process.env);
  const settings = temporalSettings();
  const temporal = accessTemporal(settings);
  const store = temporalConfiguration(temporal);
  const cycles = temporalCycles(temporal);
  const api = await serveApi(
    {
      configuration: live.configuration,
      engines: live.engines,
      configurationService: configurationService(
        store,
        (server, of) => connectSyncEngine(engineAddressOf(server, of, process.env)),
        live,
      ),
      cycles,
      canceller: temporalCanceller(temporal, cycles),
      triggers: temporalTriggers(temporal),
      runLocks: temporalRunLocks(temporal),
      controls: temporalControls(temporal),
      access,
      audit,
      temporal: temporalProbe(temporal),
      ...(environment.webUiUrl !== undefined && {
        webUi: { url: environment.webUiUrl, namespace: settings.namespace },
      }),
    },
    { ...environment.access, port: environment.port },
    logger,
  );
  process.stdout.write(
    `${JSON.stringify({ ready: true, url: api.url, docs: api.url + DOCUMENTATION_PATH })}\n`,
  );
  const stopping = new AbortController();
  const followed = followConfiguration(
    store,
    // As long as none is applied, or nobody can say which one, the file counts.
    0,
    {
      applied: async ({ revision: number, at, text = '' }) =>
        live.replace({
          revision: { number, at },
          configuration: parseConfiguration(text, `revision ${number}`),
        }),
      failed: (error) => {
        const isExpected = error instanceof AutoSyncError && error.retryable;
        logger[isExpected ? 'info' : 'warn'](
          { error: error.message },
          'The applied configuration could not be read; trying again',
        );
      },
    },
    stopping.signal,
  );
  await asked;
  stopping.abort();
  await api.close();
  await followed;
  await audit.close();
  await temporal.close();
}

await main().then(() => process.exit(0), endWithError);
