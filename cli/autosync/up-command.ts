import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { startOptionsOf, withStartOptions, type ParsedStartOptions } from '../start/start-options.js';
import type { Surroundings } from './surroundings.js';

const EXAMPLES = `
It is what \`npm start\` does, with your configuration and still directories. Ctrl-C ends everything; the next start goes on
where it was.

Examples:
  autosync up
  autosync up --config autosync.yaml --export ./server-export
  autosync up --demo --fresh --data /tmp/try-it`;

const USUAL_FILE = 'autosync.yaml';

/** `autosync up`: everything on this machine. */
export function upCommand({ env }: Surroundings): Command {
  return withStartOptions(new Command('up'), configurationHere(env))
    .description('Runs everything on this machine: Temporal, a simulated sync engine, a worker and the API.')
    .option('--demo', 'change something in the directories every few seconds', false)
    .addHelpText('after', EXAMPLES)
    .action(async (parsed: ParsedStartOptions & { readonly demo: boolean }) => {
      // Temporal's client is large: the other commands do without it.
      const { SHIPPED, startEverything } = await import('../start/start-everything.js');
      const config = parsed.config === '' ? SHIPPED.config : parsed.config;
      await startEverything({ ...startOptionsOf({ ...parsed, config }, SHIPPED), quiet: !parsed.demo });
    });
}

/** The file that the environment names, or that lies here; empty = the one that is shipped. */
function configurationHere(env: NodeJS.ProcessEnv): string {
  return env['AUTOSYNC_CONFIG'] || (existsSync(USUAL_FILE) ? USUAL_FILE : '');
}
