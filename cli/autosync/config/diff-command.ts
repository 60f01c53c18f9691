import { Command } from 'commander';
import type { AppliedConfiguration } from '../../../api/configuration/configuration-schema.js';
import { diffConfigurations } from '../../../config/diff.js';
import { loadConfiguration, parseConfiguration } from '../../../config/load.js';
import type { Configuration } from '../../../config/schema.js';
import { printable } from '../printing/printable.js';
import { apiFor } from '../reach/api-for.js';
import { withApiOptions, type ApiOptions } from '../reach/api-options.js';
import { asJson, EXIT, type Ended, type Surroundings } from '../surroundings.js';

interface Options extends ApiOptions {
  readonly json?: true;
}

const EXAMPLES = `
With one file: what it would change of what is applied. The API is asked for that, and for nothing else.

Exit code 0 if nothing changes, 1 if something does.

Examples:
  autosync config diff autosync.yaml
  autosync config diff autosync.yaml autosync.new.yaml`;

/** `autosync config diff`: what changes from one file to another, or from what is applied to a file. */
export function diffCommand(surroundings: Surroundings, ended: Ended): Command {
  const { out } = surroundings;
  return withApiOptions(new Command('diff'))
    .description('Says what changes from one configuration file to another, or from what is applied.')
    .argument('<file>', 'configuration file, or a folder of them')
    .argument('[after]', 'the later one; left out, <file> is compared with what is applied')
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, later: string | undefined, options: Options) => {
      const after = await loadConfiguration(later ?? file);
      const before =
        later === undefined
          ? await appliedConfiguration(options, surroundings)
          : { configuration: await loadConfiguration(file) };
      const changes = diffConfigurations(before.configuration, after);
      const { revision } = before;
      const text =
        changes.length === 0
          ? 'Nothing changes.\n'
          : changes.map(({ sentence }) => `${printable(sentence)}\n`).join('');
      out(options.json ? asJson({ ...(revision !== undefined && { revision }), changes }) : text);
      ended(changes.length === 0 ? EXIT.well : EXIT.no);
    });
}

async function appliedConfiguration(
  options: ApiOptions,
  surroundings: Surroundings,
): Promise<{ readonly configuration: Configuration; readonly revision?: number }> {
  const api = await apiFor(options, surroundings);
  const { text, revision } = await api.get<AppliedConfiguration>('/configuration');
  return { configuration: parseConfiguration(text, `the applied revision ${revision}`), revision };
}
