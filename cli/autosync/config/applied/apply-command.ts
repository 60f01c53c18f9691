import { Command } from 'commander';
import { loadConfigurationAndText } from '../../../../config/load.js';
import { apiFor } from '../../reach/api-for.js';
import { withApiOptions } from '../../reach/api-options.js';
import type { Ended, Surroundings } from '../../surroundings.js';
import { changeConfiguration, orSayWhatIsWrong, type ChangeOptions } from './change-configuration.js';

const EXAMPLES = `
It is applied whole or not at all: not if any part of it is wrong, or asks for something that an engine does not have. What
somebody else applies meanwhile is not overwritten.

Exit code 1 if it is wrong, or you do not agree.

Examples:
  autosync config apply autosync.yaml --dry-run
  autosync config apply autosync.yaml --why "fewer imports at night"
  autosync config apply ./configuration --yes`;

/** `autosync config apply`: a file becomes the next revision. */
export function applyCommand(surroundings: Surroundings, ended: Ended): Command {
  return withApiOptions(new Command('apply'))
    .description('Applies a configuration file, once you have seen what it changes and agree.')
    .argument('<file>', 'configuration file, or a folder of them')
    .option('--why <text>', 'why, in words: kept with the revision')
    .option('--dry-run', 'say what it would change, and apply nothing')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: ChangeOptions) => {
      const code = await orSayWhatIsWrong(
        async () => {
          const { text } = await loadConfigurationAndText(file);
          const api = await apiFor(options, surroundings);
          const wanted = { name: file, text, route: 'apply', body: { text } } as const;
          return changeConfiguration(api, wanted, options, surroundings);
        },
        options,
        surroundings,
      );
      ended(code);
    });
}
