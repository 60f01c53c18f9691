import type { Colors } from 'picocolors/types.js';
import { simulatorClient } from '../../simulator/client.js';
import { writeRunning, type Running } from '../running-file.js';
import { banner } from './banner.js';
import type { Console } from './console.js';
import type { DataFolder } from './data-folder.js';
import { fillIfEmpty, keepChanging } from './demo.js';
import type { EndRequests } from './end-requests.js';
import { choosePorts } from './ports.js';
import { checkExistingTemporal, planProcesses, type Scripts } from './process-plan.js';
import type { StartOptions } from './start-options.js';
import { supervise, type Supervised, type SupervisionEvent } from './supervise.js';

const CHANGES_EVERY_MS = 6000;

/**
 * Starts everything in order, keeps it running, and ends it in the opposite order when asked to.
 *
 * @throws AutoSyncError when something cannot be started; what was started by then has ended
 */
export async function runEverything(parts: {
  readonly options: StartOptions;
  readonly data: DataFolder;
  readonly scripts: Scripts;
  readonly env: NodeJS.ProcessEnv;
  readonly end: EndRequests;
  readonly console: Console;
  readonly colors: Colors;
}): Promise<void> {
  const { options, data, end, console, colors } = parts;
  const startedAt = Date.now();
  await checkExistingTemporal(parts.env);
  let apiDocumentation: string | undefined;
  const plan = planProcesses({
    ...parts,
    ports: await choosePorts(options.port),
    onLine: (name, line, stream) => console.fromProcess(name, line, stream),
    onReady: (name, { docs }) => {
      if (name === 'API' && typeof docs === 'string') apiDocumentation = docs;
    },
  });
  const { addresses } = plan;
  const running = recordRunning(data.path, addresses);
  const supervised: Supervised[] = [];
  end.atOnce.addEventListener('abort', () => {
    for (const one of supervised) one.kill();
  });

  try {
    for (const definition of plan.processes) {
      supervised.push(
        await supervise(definition, {
          signal: end.inOrder,
          report: (event) => {
            if (event.kind === 'ready') running.started(definition.name, event.pid);
            const line = supervisionLine(definition.name, event);
            if (line !== undefined) console.say(colors.yellow(line));
          },
        }),
      );
      if (definition.name === 'simulator') {
        const objects = await fillIfEmpty(simulatorClient(addresses.simulator));
        if (objects > 0) console.say(`filled the directories with ${objects} objects`);
      }
    }
    running.complete(apiDocumentation);
    const simulator = simulatorClient(addresses.simulator);
    console.print(
      banner(
        {
          addresses: { ...addresses, ...(apiDocumentation === undefined ? {} : { apiDocumentation }) },
          tookMs: Date.now() - startedAt,
          world: await simulator.health(),
          dataFolder: data.path,
          ...(options.quiet ? {} : { changesEveryMs: CHANGES_EVERY_MS }),
        },
        colors,
      ),
    );
    console.showEvents();
    if (options.quiet) {
      await aborted(end.inOrder);
    } else {
      await keepChanging(simulator, {
        everyMs: CHANGES_EVERY_MS,
        signal: end.inOrder,
        say: (line) => console.say(colors.magenta(`change: ${line}`)),
      });
    }
  } finally {
    if (end.inOrder.aborted) console.say('ending: API, worker, simulator, Temporal (Ctrl-C again: at once)');
    for (const one of supervised.toReversed()) await one.stop();
    await running.written();
  }
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

/** Keeps the file that says what runs; its writes follow one another. */
function recordRunning(
  folder: string,
  addresses: {
    readonly temporal: string;
    readonly webUi?: string;
    readonly simulator: string;
    readonly api: string;
  },
): {
  started(name: string, pid: number): void;
  complete(apiDocumentation: string | undefined): void;
  written(): Promise<void>;
} {
  let running: Running = { pid: process.pid, processes: {} };
  let writing: Promise<void> = Promise.resolve();
  const write = (): void => {
    writing = writing.then(() => writeRunning(folder, running));
  };
  return {
    started(name, pid) {
      running = { ...running, processes: { ...running.processes, [name.toLowerCase()]: pid } };
      write();
    },
    complete(apiDocumentation) {
      const { temporal, ...others } = addresses;
      running = {
        ...running,
        ...others,
        temporalAddress: temporal,
        ...(apiDocumentation === undefined ? {} : { apiDocumentation }),
      };
      write();
    },
    written: () => writing,
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
