import { Command, CommanderError, Option } from 'commander';
import { AutoSyncError, ensureError } from '../domain/errors.js';
import { endWithError } from '../process/report-failure.js';
import { simulatorClient } from '../simulator/client.js';
import { makeChange, type ChangeWish } from './change/make-change.js';
import { readAssignments } from './change/assignments.js';
import { describeChanges } from './describe-change.js';
import { requireRunning } from './running-file.js';

/*
 * `npm run change`: one change by hand in a directory of the running demo. See --help.
 */

const KINDS = ['add', 'modify', 'rename', 'delete'] as const;

function readWish(): { readonly wish: ChangeWish; readonly dataFolder: string } {
  const command = new Command('npm run change --')
    .description(
      'Changes one object in a connected directory of the running demo. Without arguments: somebody is hired.',
    )
    .addOption(new Option('--kind <kind>', 'what happens to the object').choices(KINDS).default('add'))
    .option('--ma <name>', 'management agent, by name or id (default: HR, or any that is a source)')
    .option(
      '--object <name>',
      'object to modify, rename or delete: its DN, anchor or a value of it (default: any)',
    )
    .option('--to <dn>', 'new DN of an object that is renamed')
    .option('--data <folder>', 'data folder of the demo', '.autosync')
    .argument('[attribute=value...]', 'values to set; without a value the attribute is removed')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .parse();
  const options = command.opts<{
    kind: ChangeWish['kind'];
    ma?: string;
    object?: string;
    to?: string;
    data: string;
  }>();
  return {
    dataFolder: options.data,
    wish: {
      kind: options.kind,
      attributes: readAssignments(command.args),
      ...(options.ma === undefined ? {} : { managementAgent: options.ma }),
      ...(options.object === undefined ? {} : { object: options.object }),
      ...(options.to === undefined ? {} : { newDn: options.to }),
    },
  };
}

const EXAMPLES = `
Examples:
  npm run change
  npm run change -- displayName="Ada Lovelace"
  npm run change -- --kind modify --ma HR department=Research
  npm run change -- --kind delete --ma HR`;

async function main(): Promise<void> {
  const { wish, dataFolder } = readWish();
  const running = await requireRunning(dataFolder);
  if (running.simulator === undefined) {
    throw new AutoSyncError('not-running', `AutoSync is still starting from the data folder ${dataFolder}.`);
  }
  const simulator = simulatorClient(running.simulator);
  const changes = await makeChange(simulator, wish);
  for (const line of await describeChanges(simulator, changes)) console.log(line);
}

await main().then(
  () => process.exit(0),
  (error: unknown) => {
    // Commander has told the user already, or shown the help.
    if (error instanceof CommanderError) process.exit(error.exitCode);
    endWithError(ensureError(error));
  },
);
