import { Command } from 'commander';
import type {
  AppliedConfiguration,
  ConfigurationRevisionWithText,
} from '../../../../api/configuration/configuration-schema.js';
import { countingNumber } from '../../../../process/number-option.js';
import { lookOf } from '../../printing/look.js';
import { printable, printableLines } from '../../printing/printable.js';
import { apiFor } from '../../reach/api-for.js';
import { withApiOptions, type ApiOptions } from '../../reach/api-options.js';
import { asJson, type Surroundings } from '../../surroundings.js';
import { describeRevision, keptTextOf } from './describe-revision.js';

interface Options extends ApiOptions {
  readonly json?: true;
}

const EXAMPLES = `
The text goes to standard output as it was applied, comments and all; who, when and why to standard error. A folder was
applied as one text that says what its files say, without their comments.

Examples:
  autosync config show
  autosync config show 6 > autosync.yaml`;

/** `autosync config show`: a revision, or the applied one. */
export function showCommand(surroundings: Surroundings): Command {
  return withApiOptions(new Command('show'))
    .description('Shows the applied configuration, or an earlier revision of it.')
    .argument('[revision]', 'its number, as `autosync config history` lists it', countingNumber)
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (revision: number | undefined, options: Options) => {
      const { out, err, terminal } = surroundings;
      const api = await apiFor(options, surroundings);
      const path = revision === undefined ? '/configuration' : `/configuration/revisions/${revision}`;
      const found = await api.get<AppliedConfiguration | ConfigurationRevisionWithText>(path);
      if (options.json) {
        out(asJson(found));
        return;
      }
      const pending = 'pending' in found ? found.pending : [];
      const lines = [
        ...describeRevision(found, lookOf(surroundings)),
        ...(pending.length === 0 ? [] : [`Not in force yet on ${pending.map(printable).join(', ')}`]),
      ];
      err(`${lines.join('\n')}\n\n`);
      const text = keptTextOf(found);
      const shown = terminal ? printableLines(text) : text;
      // A file keeps its last line as it was; a prompt begins on a line of its own.
      out(terminal && !shown.endsWith('\n') ? `${shown}\n` : shown);
    });
}
