import { Command } from 'commander';
import { printable } from '../printing/printable.js';
import { apiFor } from '../reach/api-for.js';
import { withServerOptions, type ServerOptions } from '../reach/api-options.js';
import { serverOf, serverPath } from '../reach/server.js';
import type { Ended, Surroundings } from '../surroundings.js';
import { carryOut, unlessMeant } from './carry-out.js';

interface StartOptions extends ServerOptions {
  readonly why?: string;
}

interface StopOptions extends StartOptions {
  readonly cancelRuns?: true;
  readonly yes?: true;
}

const START_EXAMPLES = `
A start looks for what was left undone meanwhile, and starts the cycles for it. What a threshold has stopped is started
in the same way, and what is staged is synchronized then.

Examples:
  autosync start HR
  autosync start`;

const STOP_EXAMPLES = `
What waits is refused; what runs goes on to its end, unless --cancel-runs says otherwise.

Examples:
  autosync stop HR --why "its database is being moved"
  autosync stop --yes --cancel-runs --why "maintenance"`;

/** `autosync start`: a management agent, or the whole sync server. */
export function startCommand(surroundings: Surroundings): Command {
  return withServerOptions(new Command('start'))
    .description('Starts a management agent that was stopped; without one the sync server.')
    .argument('[ma]', 'management agent, by name or id')
    .option('--why <text>', 'why, in words: kept with it')
    .addHelpText('after', START_EXAMPLES)
    .action(async (ma: string | undefined, options: StartOptions) => {
      const api = await apiFor(options, surroundings);
      const server = await serverOf(api, options);
      const path = pathOf(server, ma, 'start');
      await carryOut(
        api,
        { path, body: whyOf(options) },
        options,
        () => `${nameOf(server, ma)} is started.`,
        surroundings,
      );
    });
}

/** `autosync stop`: a management agent, or the whole sync server. */
export function stopCommand(surroundings: Surroundings, ended: Ended): Command {
  return withServerOptions(new Command('stop'))
    .description('Stops a management agent; without one the whole sync server, once you agree.')
    .argument('[ma]', 'management agent, by name or id')
    .option('--why <text>', 'why, in words: kept with it')
    .option('--cancel-runs', 'stop what runs, too')
    .option('-y, --yes', 'do not ask before the whole sync server is stopped')
    .addHelpText('after', STOP_EXAMPLES)
    .action(async (ma: string | undefined, options: StopOptions) => {
      const api = await apiFor(options, surroundings);
      const server = await serverOf(api, options);
      if (ma === undefined) {
        const question = `Stop the whole sync server ${server}?`;
        const notMeant = await unlessMeant(question, options, surroundings);
        if (notMeant !== undefined) {
          ended(notMeant);
          return;
        }
      }
      const body = { ...whyOf(options), ...(options.cancelRuns && { cancelRuns: true }) };
      const runs = options.cancelRuns ? 'and what runs is stopped, too' : 'what runs goes on to its end';
      await carryOut(
        api,
        { path: pathOf(server, ma, 'stop'), body },
        options,
        () => `${nameOf(server, ma)} is stopped; ${runs}.`,
        surroundings,
      );
    });
}

function pathOf(server: string, ma: string | undefined, verb: 'start' | 'stop'): string {
  return ma === undefined ? serverPath(server, verb) : serverPath(server, 'management-agents', ma, verb);
}

function nameOf(server: string, ma: string | undefined): string {
  return ma === undefined ? `The sync server ${server}` : printable(ma);
}

/** What every change takes: why, if somebody says. */
export function whyOf({ why }: { readonly why?: string }): { readonly why?: string } {
  return why === undefined ? {} : { why };
}
