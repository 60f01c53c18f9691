import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { positiveNumber } from '../process/number-option.js';
import { endWithError } from '../process/report-failure.js';
import { burstMeasurement } from './burst/burst.js';
import { policies } from './burst/policies.js';
import { busyHandOff, handOff } from './hand-off/hand-off.js';
import { growth } from './many/growth.js';
import { schedules } from './many/schedules.js';
import type { Measurement } from './measurement.js';
import { noChange } from './no-change/no-change.js';
import { describeMachine, type Machine } from './report/machine.js';
import { areTargetsMet, table, type Measured } from './report/table.js';
import { startUp } from './start-up/start-up.js';

/** All of the benchmarks in one command; what each figure means is in docs/benchmarks.md. */

const MEASUREMENTS: readonly Measurement[] = [
  handOff,
  busyHandOff,
  burstMeasurement,
  policies,
  noChange,
  schedules,
  growth,
  startUp,
];

const FABRIKAM = fileURLToPath(new URL('../../examples/fabrikam', import.meta.url));

interface Options {
  readonly export: string;
  readonly only?: readonly string[];
  readonly share: number;
  readonly json?: true;
  readonly output?: string;
  readonly verbose?: true;
  readonly strict?: true;
}

const program = new Command('npm run bench --')
  .description(
    'Measures AutoSync on this machine, against its targets. Nothing outside this machine is touched; nothing else should run on it meanwhile.',
  )
  .option('--export <folder>', 'folder of MA-*.XML and MV.XML, for loads on a real landscape', FABRIKAM)
  .addOption(
    new Option('--only <name...>', 'only these measurements').choices(MEASUREMENTS.map(({ name }) => name)),
  )
  .option('--share <factor>', 'how much of each: 0.1 is for a try and means little', positiveNumber, 1)
  .option('--json', 'print one JSON document and nothing else')
  .option('--output <file>', 'write the JSON document there, too')
  .option('--verbose', 'show what all processes say')
  .option('--strict', 'exit code 1 if a target is missed')
  .addHelpText(
    'after',
    `\nMeasurements:\n${MEASUREMENTS.map(({ name, summary }) => `  ${name.padEnd(14)}${summary}`).join('\n')}`,
  );

/** @returns the exit code */
async function main(): Promise<number> {
  const options = program.parse().opts<Options>();
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  let machine: Machine | undefined;
  const measurements: Measured[] = [];
  for (const { name, measure } of chosen(options.only)) {
    process.stderr.write(`${name} …\n`);
    const begin = performance.now();
    const figures = await measure({
      exportFolder: options.export,
      share: options.share,
      say: (line) => {
        if (options.verbose) process.stderr.write(`  ${line}\n`);
      },
      onTemporal: async (temporal) => {
        machine ??= await describeMachine(temporal);
      },
    });
    measurements.push({ name, seconds: (performance.now() - begin) / 1000, figures });
  }
  const findings = { machine: machine ?? (await describeMachine()), measurements };
  const json = `${JSON.stringify(findings, undefined, 2)}\n`;
  if (options.output !== undefined) await writeFile(options.output, json);
  process.stdout.write(options.json ? json : table(findings));
  return options.strict && !areTargetsMet(measurements) ? 1 : 0;
}

function chosen(only: readonly string[] | undefined): readonly Measurement[] {
  return MEASUREMENTS.filter(({ name }) => only === undefined || only.includes(name));
}

await main().then((code) => process.exit(code), endWithError);
