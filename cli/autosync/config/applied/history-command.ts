import { Command } from 'commander';
import type { ConfigurationRevisions } from '../../../../api/configuration/configuration-schema.js';
import { lookOf, moment } from '../../printing/look.js';
import { printable } from '../../printing/printable.js';
import { table } from '../../printing/table.js';
import { apiFor } from '../../reach/api-for.js';
import { withApiOptions, type ApiOptions } from '../../reach/api-options.js';
import { asJson, type Surroundings } from '../../surroundings.js';
import { summaryOfChanges } from './describe-revision.js';

interface Options extends ApiOptions {
  readonly json?: true;
}

const EXAMPLES = `
The newest is the one that is applied. The last 50 are kept.

Examples:
  autosync config history
  autosync config history --json | jq '.revisions[0]'`;

/** `autosync config history`: what was applied, by whom, when and why. */
export function historyCommand(surroundings: Surroundings): Command {
  return withApiOptions(new Command('history'))
    .description('Lists the revisions of the configuration, the newest first.')
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const api = await apiFor(options, surroundings);
      const listed = await api.get<ConfigurationRevisions>('/configuration/revisions');
      if (options.json) {
        surroundings.out(asJson(listed));
        return;
      }
      const look = lookOf(surroundings);
      const rows = listed.revisions.map((each) => [
        String(each.revision),
        moment(each.appliedAt, look),
        printable(each.appliedBy),
        printable(each.why ?? ''),
        summaryOfChanges(each),
      ]);
      const lines = table(['REVISION', 'APPLIED', 'BY', 'WHY', 'CHANGED'], rows, look);
      surroundings.out(`${lines.join('\n')}\n`);
    });
}
