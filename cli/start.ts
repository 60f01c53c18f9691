import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import pc from 'picocolors';
import { ensureError } from '../domain/errors.js';
import { endWithError } from '../process/report-failure.js';
import { openConsole } from './start/console/console.js';
import { takeDataFolder } from './start/data-folder.js';
import { listenForEnd } from './start/end-requests.js';
import { runEverything } from './start/run-everything.js';
import { readStartOptions } from './start/start-options.js';

/*
 * `npm start`: everything that AutoSync needs, on this machine. See --help.
 */

/** This file runs from `dist/cli`. */
function project(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

function compiled(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

async function main(): Promise<void> {
  const options = readStartOptions(process.argv, {
    exportFolder: project('examples/fabrikam'),
    config: project('examples/autosync.yaml'),
  });
  const end = listenForEnd();
  const data = await takeDataFolder(options.data, { fresh: options.fresh });
  const colors = pc.createColors(pc.isColorSupported && process.stdout.isTTY);
  const console = openConsole(process.stdout, data.logs, colors);
  try {
    await runEverything({
      options,
      data,
      end,
      console,
      colors,
      env: process.env,
      scripts: {
        simulator: compiled('simulator/main.js'),
        worker: compiled('worker/main.js'),
        api: compiled('api/main.js'),
      },
    });
  } catch (error) {
    // A start that the user gave up did not fail.
    if (!end.inOrder.aborted) throw error;
  } finally {
    console.close();
    await data.release();
  }
}

await main().then(
  () => process.exit(0),
  (error: unknown) => {
    // Commander has told the user already, or shown the help.
    if (error instanceof CommanderError) process.exit(error.exitCode);
    endWithError(ensureError(error));
  },
);
