import { Command } from 'commander';
import type { ConfigurationRevisionWithText } from '../../../../api/configuration/configuration-schema.js';
import { countingNumber } from '../../../../process/number-option.js';
import { apiFor } from '../../reach/api-for.js';
import { withApiOptions } from '../../reach/api-options.js';
import type { Ended, Surroundings } from '../../surroundings.js';
import { changeConfiguration, orSayWhatIsWrong, type ChangeOptions } from './change-configuration.js';
import { keptTextOf } from './describe-revision.js';

const EXAMPLES = `
Its text is applied again, as a new revision, if it still fits the engines.

Exit code 1 if it does not fit any more, or you do not agree.

Examples:
  autosync config rollback 6 --dry-run
  autosync config rollback 6 --why "the exports were held"`;

/** `autosync config rollback`: an earlier revision becomes the next one. */
export function rollBackCommand(surroundings: Surroundings, ended: Ended): Command {
  return withApiOptions(new Command('rollback'))
    .description('Applies an earlier revision again, once you have seen what that changes and agree.')
    .argument('<revision>', 'its number, as `autosync config history` lists it', countingNumber)
    .option('--why <text>', 'why, in words: kept with the revision')
    .option('--dry-run', 'say what it would change, and apply nothing')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (revision: number, options: ChangeOptions) => {
      const api = await apiFor(options, surroundings);
      const found = await api.get<ConfigurationRevisionWithText>(`/configuration/revisions/${revision}`);
      const text = keptTextOf(found);
      const wanted = { name: `revision ${revision}`, text, route: 'rollback', body: { revision } } as const;
      const change = () => changeConfiguration(api, wanted, options, surroundings);
      ended(await orSayWhatIsWrong(change, options, surroundings));
    });
}
