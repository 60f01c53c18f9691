import { Command, Option } from 'commander';
import type { Cancellation, OpenCycle } from '../../../api/cycle-cancellation/cancellation-schema.js';
import { AutoSyncError } from '../../../domain/errors.js';
import { shortCycle } from '../printing/names.js';
import { printable } from '../printing/printable.js';
import { apiFor } from '../reach/api-for.js';
import { withServerOptions, type ServerOptions } from '../reach/api-options.js';
import { serverOf, serverPath } from '../reach/server.js';
import type { Surroundings } from '../surroundings.js';
import { carryOut } from './carry-out.js';
import { whyOf } from './start-stop-commands.js';

interface Options extends ServerOptions {
  readonly ma?: string;
  readonly why?: string;
  readonly finishRun?: true;
  readonly children?: true;
}

const EXAMPLES = `
The run is stopped on the engine; with --finish-run it comes to its end, and the cycle stops then. What a run has made for
other management agents is carried on in the cycles that it caused, unless --children says otherwise.

Examples:
  autosync cancel HR/hire-4711 --why "wrong file from HR"
  autosync cancel "Fabrikam AD/0198c5b20000" --children
  autosync cancel --ma HR        # whatever it runs now`;

/** `autosync cancel`: a cycle, or whatever a management agent runs. */
export function cancelCommand(surroundings: Surroundings): Command {
  return withServerOptions(new Command('cancel'))
    .description('Cancels a cycle, or what a management agent runs now.')
    .argument('[cycle]', 'the cycle, as `autosync cycles` shows it')
    .option('--ma <name>', 'what this management agent runs now')
    .option('--why <text>', 'why, in words: kept with it')
    .addOption(new Option('--finish-run', 'let its run come to its end').conflicts('ma'))
    .addOption(new Option('--children', 'the open cycles that it caused, too').conflicts('ma'))
    .addHelpText('after', EXAMPLES)
    .action(async (cycle: string | undefined, options: Options) => {
      const { ma, finishRun, children } = options;
      if ((cycle === undefined) === (ma === undefined)) {
        throw new AutoSyncError(
          'invalid-input',
          'Say what is to be cancelled: either a cycle, as `autosync cycles` shows it, or --ma and a management agent.',
        );
      }
      const api = await apiFor(options, surroundings);
      const server = await serverOf(api, options);
      if (ma !== undefined) {
        await carryOut(
          api,
          { path: serverPath(server, 'management-agents', ma, 'cancel-run'), body: whyOf(options) },
          options,
          () => `What ${printable(ma)} runs is being stopped.`,
          surroundings,
        );
        return;
      }
      await carryOut(
        api,
        {
          path: serverPath(server, 'cycles', cycle ?? '', 'cancel'),
          body: { ...whyOf(options), ...(finishRun && { finishRun }), ...(children && { children }) },
        },
        options,
        (answer) => describeCancellation(answer as Cancellation, server),
        surroundings,
      );
    });
}

function describeCancellation({ cancelled, goOn }: Cancellation, server: string): string {
  const list = (cycles: readonly OpenCycle[]) =>
    cycles.map(({ cycle }) => `  ${printable(shortCycle(server, cycle))}`);
  return [
    ...(cancelled.length === 0
      ? ['Nothing was left to cancel.']
      : ['Told to stop; each ends when its run has ended:', ...list(cancelled)]),
    ...(goOn.length === 0
      ? []
      : ['These, which they caused, go on (--children cancels them, too):', ...list(goOn)]),
  ].join('\n');
}
