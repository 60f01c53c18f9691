import { fileURLToPath } from 'node:url';
import pc from 'picocolors';
import { openConsole } from './console/console.js';
import { takeDataFolder } from './data-folder.js';
import { listenForEnd } from './end-requests.js';
import { runEverything } from './run-everything.js';
import type { ShippedFiles, StartOptions } from './start-options.js';

/** What the project ships to be simulated. This file runs from `dist/cli/start`. */
export const SHIPPED: ShippedFiles = {
  exportFolder: fileURLToPath(new URL('../../../examples/fabrikam', import.meta.url)),
  config: fileURLToPath(new URL('../../../examples/autosync.yaml', import.meta.url)),
};

function compiled(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/**
 * Runs everything on this machine until the user ends it. What keeps this process from ending by itself may be left: it is
 * to be ended.
 *
 * @throws {AutoSyncError} what cannot be started; what was started by then has ended
 */
export async function startEverything(options: StartOptions): Promise<void> {
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
