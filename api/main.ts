import { pino } from 'pino';
import { configurationFrom, engineAddressOf } from '../config/from-environment.js';
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
  const configuration = await configurationFrom(process.env);
  const engines = new Map(
    Object.entries(configuration.servers).map(([server, of]) => [
      server,
      connectSyncEngine(engineAddressOf(server, of, process.env)),
    ]),
  );
  const settings = temporalSettings();
  const temporal = accessTemporal(settings);
  const cycles = temporalCycles(temporal);
  const api = await serveApi(
    {
      configuration,
      engines,
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
  await asked;
  await api.close();
  await audit.close();
  await temporal.close();
}

await main().then(() => process.exit(0), endWithError);
