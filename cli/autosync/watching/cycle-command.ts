import { Command } from 'commander';
import type { CycleTree } from '../../../api/cycles/cycle-tree.js';
import { followCycle } from '../operating/follow-cycle.js';
import {
  followedBy,
  OUTCOME_EXIT_CODES,
  withFollowOptions,
  type FollowOptions,
} from '../operating/run-command.js';
import { drawCycle } from '../printing/draw-cycle.js';
import { lookOf } from '../printing/look.js';
import { whileWaiting } from '../printing/while-waiting.js';
import { apiClient } from '../reach/api-client.js';
import { findApi, withServerOptions, type ServerOptions } from '../reach/api-options.js';
import { serverOf, serverPath } from '../reach/server.js';
import { asJson, type Ended, type Surroundings } from '../surroundings.js';

interface Options extends ServerOptions, FollowOptions {
  readonly follow?: true;
}

const EXAMPLES = `
CYCLE is its workflow id, or the end of it as \`autosync cycles\` shows it. With --follow the exit code is that of
\`autosync run\`.
${OUTCOME_EXIT_CODES}

Examples:
  autosync cycle HR/hire-4711
  autosync cycle "Fabrikam AD/0198c5b20000" --follow`;

/** `autosync cycle`: one cycle with all that it caused. */
export function cycleCommand(surroundings: Surroundings, ended: Ended): Command {
  return withServerOptions(
    withFollowOptions(
      new Command('cycle')
        .description('Shows a cycle with all that it caused: each step with its reason and what came of it.')
        .argument('<cycle>', 'the cycle')
        .option('-f, --follow', 'follow it to its end'),
    ),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (cycle: string, options: Options) => {
      const api = apiClient(await findApi(options, surroundings.env));
      const server = await whileWaiting(surroundings, 'looking for the sync server', () =>
        serverOf(api, options),
      );
      if (options.follow) {
        ended(await followCycle(api, followedBy(options, server, cycle), surroundings));
        return;
      }
      const tree = await whileWaiting(surroundings, 'reading the cycle', () =>
        api.get<CycleTree>(serverPath(server, 'cycles', cycle)),
      );
      surroundings.out(options.json ? asJson(tree) : `${drawCycle(tree, lookOf(surroundings)).join('\n')}\n`);
    });
}
