import { CommanderError } from 'commander';
import { ensureError } from '../domain/errors.js';
import { endWithError } from '../process/report-failure.js';
import { SHIPPED, startEverything } from './start/start-everything.js';
import { readStartOptions } from './start/start-options.js';

/*
 * `npm start`: everything that AutoSync needs, on this machine. See --help.
 */

async function main(): Promise<void> {
  await startEverything(readStartOptions(process.argv, SHIPPED));
}

await main().then(
  () => process.exit(0),
  (error: unknown) => {
    // Commander has told the user already, or shown the help.
    if (error instanceof CommanderError) process.exit(error.exitCode);
    endWithError(ensureError(error));
  },
);
