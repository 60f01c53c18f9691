import { Command } from 'commander';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { signalledToEnd } from '../process/asked-to-end.js';
import { positiveNumber, wholeNumber } from '../process/number-option.js';
import { endWithError } from '../process/report-failure.js';
import { loadWorldDefinition } from '../simulator/definition/load-world-definition.js';
import { printReport } from './rehearse/print-report.js';
import { progressOn } from './rehearse/progress.js';
import { rehearse } from './rehearse/rehearse.js';
import { succeeded } from './rehearse/report.js';

/** As shells have it for a command that Ctrl-C ended. */
const GIVEN_UP = 130;

interface Options {
  readonly export: string;
  readonly objects: number;
  readonly changes: number;
  readonly seed: number;
  readonly speed: number;
  readonly json?: true;
}

const program = new Command('npm run rehearse --')
  .description(
    'Rehearses AutoSync on a server-configuration export: a simulator is filled with objects, changes are made, and the real workflows carry them until all is at rest. Nothing outside this machine is touched.',
  )
  .option('--export <folder>', 'folder of MA-*.XML and MV.XML', 'examples/fabrikam')
  .option('--objects <number>', 'objects per management agent', wholeNumber, 50)
  .option('--changes <number>', 'changes to make', wholeNumber, 20)
  .option('--seed <number>', 'same seed, same objects and changes', wholeNumber, 1)
  .option('--speed <factor>', 'how much faster than a real engine', positiveNumber, 100)
  .option('--json', 'print one JSON document and nothing else')
  .addHelpText(
    'after',
    '\nExit code 0 only if at the end all is at rest, consistent, and no rule of the engine was broken.\n\nExample:\n  npm run rehearse -- --export ./my-export --changes 100 --seed 7',
  );

async function main(): Promise<number> {
  const options = program.parse().opts<Options>();
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
    shutdownSignals: [],
  });
  const giveUp = new AbortController();
  void signalledToEnd().then(() => giveUp.abort());
  const definition = await loadWorldDefinition({ exportFolder: options.export });
  const report = await rehearse(definition, options, progressOn(process.stderr), giveUp.signal);
  if (!report) return GIVEN_UP;
  process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : printReport(report));
  return succeeded(report) ? 0 : 1;
}

await main().then((code) => process.exit(code), endWithError);
