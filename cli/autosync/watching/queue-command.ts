import { Command } from 'commander';
import { lookOf } from '../printing/look.js';
import { whileWaiting } from '../printing/while-waiting.js';
import { apiFor } from '../reach/api-for.js';
import { withServerOptions, type ServerOptions } from '../reach/api-options.js';
import { asJson, type Surroundings } from '../surroundings.js';
import { describeQueue } from './describe-status.js';
import { readAll } from './status-command.js';

const EXAMPLES = `
Each request that waits is named, for \`autosync remove\` and \`autosync move-to-front\`; each run has the number of its
lease, for \`autosync force-release\`.

Examples:
  autosync queue
  autosync queue --json | jq -r '.servers[].waiting[].requestId'`;

/** `autosync queue`: what runs, what waits and for what, what is held. */
export function queueCommand(surroundings: Surroundings): Command {
  return withServerOptions(new Command('queue'))
    .description('Shows what runs, what waits and for what, and what is held.')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ServerOptions) => {
      const api = await apiFor(options, surroundings);
      const all = await whileWaiting(surroundings, 'asking the run lock', () => readAll(api, options));
      const look = lookOf(surroundings);
      surroundings.out(
        options.json
          ? asJson({
              servers: all.map(({ server, version, running, waiting, holds }) => ({
                server,
                version,
                running,
                waiting,
                holds,
              })),
            })
          : all
              .map((status) =>
                [look.colors.bold(`sync server ${status.server}`), ...describeQueue(status, look)].join('\n'),
              )
              .map((text) => `${text}\n`)
              .join('\n'),
      );
    });
}
