import { Command } from 'commander';
import type { ServerStatus } from '../../../api/servers/server-status.js';
import { lookOf } from '../printing/look.js';
import { printable } from '../printing/printable.js';
import { apiFor } from '../reach/api-for.js';
import { withServerOptions, type ServerOptions } from '../reach/api-options.js';
import { serverOf, serverPath } from '../reach/server.js';
import type { Surroundings } from '../surroundings.js';
import { describeHolds } from '../watching/describe-holds.js';
import { carryOut } from './carry-out.js';
import { requestMeant } from './request-meant.js';

interface Options extends ServerOptions {
  readonly why: string;
  readonly raise?: true;
}

const APPROVE_EXAMPLES = `
As much as \`autosync queue\` shows is approved: if there is more of it when its turn comes, it is held again.

Examples:
  autosync approve "Fabrikam AD" --why "the plant in Linz was sold"
  autosync approve "Fabrikam AD/0198c5b20000#2" --why "a merger" --raise`;

const REJECT_EXAMPLES = `
What is pending stays pending: the next export is held again.

Example:
  autosync reject "Fabrikam AD" --why "HR exported an empty file"`;

/** `autosync approve`: an export that is held. */
export function approveCommand(surroundings: Surroundings): Command {
  return decision('approve', surroundings)
    .description('Approves an export that is held.')
    .option('--raise', 'never hold so much again, until the configuration changes the threshold')
    .addHelpText('after', APPROVE_EXAMPLES);
}

/** `autosync reject`: an export that is held. */
export function rejectCommand(surroundings: Surroundings): Command {
  return decision('reject', surroundings)
    .description('Rejects an export that is held.')
    .addHelpText('after', REJECT_EXAMPLES);
}

function decision(verb: 'approve' | 'reject', surroundings: Surroundings): Command {
  return withServerOptions(new Command(verb))
    .argument('<hold>', 'its management agent, or the request that `autosync queue` names')
    .requiredOption('--why <text>', 'why, in words: kept with the decision')
    .action(async (named: string, options: Options) => {
      const api = await apiFor(options, surroundings);
      const server = await serverOf(api, options);
      const status = await api.get<ServerStatus>(serverPath(server));
      const hold = requestMeant(status.holds, named, status, {
        code: 'unknown-hold',
        none: 'No export is held',
        what: 'exports that are held',
      });
      if (!options.json) {
        surroundings.err(`${describeHolds([hold], server, lookOf(surroundings)).slice(0, -1).join('\n')}\n`);
      }
      await carryOut(
        api,
        {
          path: serverPath(server, 'holds', hold.requestId, verb),
          body: { why: options.why, ...(options.raise && { raise: true }) },
        },
        options,
        () =>
          verb === 'approve'
            ? `Approved: ${printable(hold.managementAgent)} exports when its turn comes.`
            : `Rejected: ${printable(hold.managementAgent)} does not export, and what is pending stays pending.`,
        surroundings,
      );
    });
}
