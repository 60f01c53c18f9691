import { resolve as absolutePath } from 'node:path';
import type { Colors } from './console/colors.js';
import { readAccessSettings } from '../../api/access/access-settings.js';
import { openAccess } from '../../api/access/open-access.js';
import { loadConfiguration } from '../../config/load.js';
import { localUser } from '../../process/local-user.js';
import { simulatorClient, type SimulatorClient } from '../../simulator/client.js';
import { connectSyncEngine } from '../../sync-engine/connect-sync-engine.js';
import { temporalSettings } from '../../temporal/connection.js';
import { banner } from './console/banner.js';
import type { Console } from './console/console.js';
import type { DataFolder } from './data-folder.js';
import { fillIfEmpty, keepChanging } from './demo/demo.js';
import type { EndRequests } from './end-requests.js';
import { loadForTheFirstTime } from './demo/first-load.js';
import { choosePorts } from './ports.js';
import { checkExistingTemporal, planProcesses, type Scripts } from './process-plan.js';
import { recordRunning } from './running-record.js';
import { USUAL_DATA_FOLDER, type StartOptions } from './start-options.js';
import { superviseAll } from './supervision/supervise-all.js';
import type { SupervisionEvent } from './supervision/supervise.js';

const CHANGES_EVERY_MS = 6000;

/** What a run of everything is made of. */
export interface Parts {
  readonly options: StartOptions;
  readonly data: DataFolder;
  readonly scripts: Scripts;
  readonly env: NodeJS.ProcessEnv;
  readonly end: EndRequests;
  readonly console: Console;
  readonly colors: Colors;
}

/**
 * Starts everything in order, keeps it running, and ends it in the opposite order when asked to.
 *
 * @throws AutoSyncError when something cannot be started; what was started by then has ended
 */
export async function runEverything(parts: Parts): Promise<void> {
  const { options, data, end, console, colors } = parts;
  const startedAt = Date.now();
  // What is wrong with what the user gave us is told before anything is started.
  await loadConfiguration(options.config);
  const keys = { AUTOSYNC_KEYS: parts.env['AUTOSYNC_KEYS'] || data.keys };
  await openAccess(readAccessSettings({ ...parts.env, ...keys }), localUser());
  await checkExistingTemporal(parts.env);
  let apiDocumentation: string | undefined;
  const { processes, addresses, environment } = planProcesses({
    ...parts,
    ports: await choosePorts(options.port),
    onLine: (name, line, stream) => console.fromProcess(name, line, stream),
    onReady: (name, { docs }) => {
      if (name === 'API' && typeof docs === 'string') apiDocumentation = docs;
    },
  });
  const record = recordRunning(data.path, addresses);
  const simulator = simulatorClient(addresses.simulator);
  async function fill(): Promise<void> {
    const engine = connectSyncEngine({ simulator: { url: addresses.simulator } });
    const objects = await fillIfEmpty(simulator, await engine.listManagementAgents());
    if (objects === 0) return;
    console.say(`filled the directories with ${objects} objects; they are imported and synchronized first`);
    await loadForTheFirstTime({
      configurationFile: options.config,
      simulatorUrl: addresses.simulator,
      temporal: temporalSettings(environment),
    });
  }
  try {
    const all = await superviseAll(processes, {
      signal: end.inOrder,
      atOnce: end.atOnce,
      report: (name, event) => {
        if (event.kind === 'ready') record.started(name, event.pid);
        const line = supervisionLine(name, event);
        if (line !== undefined) console.say(colors.yellow(line));
      },
      onceReady: async (name) => {
        if (name === 'simulator') await fill();
      },
    });
    try {
      record.complete(apiDocumentation);
      const { server, managementAgents, speed } = await simulator.health();
      console.print(
        banner(
          {
            addresses: { ...addresses, ...(apiDocumentation === undefined ? {} : { apiDocumentation }) },
            tookMs: Date.now() - startedAt,
            world: { server, managementAgents, speed },
            dataFolder: data.path,
            isUsualFolder: data.path === absolutePath(USUAL_DATA_FOLDER),
            ...(options.quiet ? {} : { changesEveryMs: CHANGES_EVERY_MS }),
          },
          colors,
        ),
      );
      console.showProcesses();
      await watch(simulator, parts);
    } finally {
      console.say('ending: API, worker, simulator, Temporal (Ctrl-C again: at once)');
      console.hush();
      await all.stop();
    }
  } finally {
    await record.written();
  }
}

/** Until the user ends it. */
async function watch(simulator: SimulatorClient, { options, end, console, colors }: Parts): Promise<void> {
  if (options.quiet) {
    await aborted(end.inOrder);
    return;
  }
  await keepChanging(simulator, {
    everyMs: CHANGES_EVERY_MS,
    signal: end.inOrder,
    say: (line) => console.say(colors.magenta(`change: ${line}`)),
  });
}

/** What the console says of a process that is started again; nothing of one that starts as planned. */
export function supervisionLine(name: string, event: SupervisionEvent): string | undefined {
  switch (event.kind) {
    case 'ready':
      return event.again ? `${name} is up again (process ${event.pid})` : undefined;
    case 'ended':
      return `${name} ended (${event.how}); starting it again in ${event.nextStartInMs / 1000} s`;
    case 'start-failed':
      return `${name} could not be started again; next try in ${event.nextStartInMs / 1000} s. ${event.error.message}`;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
