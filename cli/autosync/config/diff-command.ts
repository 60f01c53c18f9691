import { Command } from 'commander';
import { diffConfigurations } from '../../../config/diff.js';
import { loadConfiguration } from '../../../config/load.js';
import { asJson, EXIT, type Ended, type Surroundings } from '../surroundings.js';

const EXAMPLES = `
Exit code 0 if nothing changes, 1 if something does.

Example:
  autosync config diff autosync.yaml autosync.new.yaml`;

/** `autosync config diff`: what changes from one file to another. */
export function diffCommand({ out }: Surroundings, ended: Ended): Command {
  return new Command('diff')
    .description('Says what changes from one configuration file to another.')
    .argument('<before>', 'configuration file')
    .argument('<after>', 'configuration file')
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (before: string, after: string, options: { readonly json?: true }) => {
      const changes = diffConfigurations(await loadConfiguration(before), await loadConfiguration(after));
      const text =
        changes.length === 0 ? 'Nothing changes.\n' : changes.map(({ sentence }) => `${sentence}\n`).join('');
      out(options.json ? asJson({ changes }) : text);
      ended(changes.length === 0 ? EXIT.well : EXIT.no);
    });
}
