import { Command } from 'commander';
import type { ListedRuns } from '../../../api/runs/run-list-schema.js';
import { countingNumber } from '../../../process/number-option.js';
import { describeDuration } from '../../duration.js';
import { lookOf, moment, type Look } from '../printing/look.js';
import { shortCycle } from '../printing/names.js';
import { printable, typed } from '../printing/printable.js';
import { colorOfResult } from '../printing/result-color.js';
import { table } from '../printing/table.js';
import { whileWaiting } from '../printing/while-waiting.js';
import { apiFor } from '../reach/api-for.js';
import { withServerOptions, type ServerOptions } from '../reach/api-options.js';
import { serverOf, serverPath } from '../reach/server.js';
import { asJson, type Surroundings } from '../surroundings.js';
import { readLimit } from './cycles-command.js';

interface Options extends ServerOptions {
  readonly limit: number;
  readonly before?: number;
}

const EXAMPLES = `
Examples:
  autosync runs HR
  autosync runs "Fabrikam AD" --limit 100 --json | jq '.runs[] | select(.counters.errors > 0)'`;

/** `autosync runs`: the run history of a management agent. */
export function runsCommand(surroundings: Surroundings): Command {
  return withServerOptions(new Command('runs'))
    .description('Lists the runs of a management agent from the run history of the engine, the newest first.')
    .argument('<ma>', 'management agent, by name or id')
    .option('--limit <number>', 'how many, 1 to 100', readLimit, 20)
    .option('--before <run number>', 'only with a smaller number', countingNumber)
    .addHelpText('after', EXAMPLES)
    .action(async (ma: string, options: Options) => {
      const api = await apiFor(options, surroundings);
      const server = await serverOf(api, options);
      const query = new URLSearchParams({
        limit: String(options.limit),
        ...(options.before !== undefined && { before: String(options.before) }),
      });
      const page = await whileWaiting(surroundings, 'asking the engine', () =>
        api.get<ListedRuns>(`${serverPath(server, 'management-agents', ma, 'runs')}?${query.toString()}`),
      );
      surroundings.out(
        options.json
          ? asJson({ server, managementAgent: ma, ...page })
          : `${describeRuns(page, ma, server, lookOf(surroundings)).join('\n')}\n`,
      );
    });
}

function describeRuns({ runs, next }: ListedRuns, ma: string, server: string, look: Look): readonly string[] {
  if (runs.length === 0) return [`The run history of ${printable(ma)} has no such runs.`];
  const rows = runs.map(({ runNumber, runProfile, result, summary, start, end, initiator, cycle }) => [
    String(runNumber),
    printable(runProfile),
    colorOfResult(result, look.colors)(printable(result)),
    start === undefined ? '' : moment(start, look),
    start === undefined || end === undefined ? '' : describeDuration(Date.parse(end) - Date.parse(start)),
    printable(summary),
    printable(cycle === undefined ? initiator : shortCycle(server, cycle)),
  ]);
  return [
    ...table(['RUN', 'RUN PROFILE', 'RESULT', 'STARTED', 'TOOK', 'DID', 'CYCLE OR INITIATOR'], rows, look),
    ...(next === undefined ? [] : [look.colors.dim(`more: autosync runs ${typed(ma)} --before ${next}`)]),
  ];
}
