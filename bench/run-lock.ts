import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { countingNumber } from '../process/number-option.js';
import { endWithError } from '../process/report-failure.js';
import { loadWorldDefinition } from '../simulator/definition/load-world-definition.js';
import { compare, coursesOf, LOADS, type LoadName } from './run-lock/compare.js';
import { describeCourse } from './run-lock/describe-course.js';
import { landscapeOf } from './run-lock/landscape/landscape.js';
import { measureReducer } from './run-lock/reducer/speed.js';
import { describeFindings, targetsOf, type Findings } from './run-lock/report.js';

/*
 * Compares the run lock's policies with one another, with AutoSync, and with a lower bound, in virtual time: the real
 * reducer, cycles as ours, no Temporal and no clock. Then measures what the reducer costs.
 */

const FABRIKAM = fileURLToPath(new URL('../../examples/fabrikam', import.meta.url));
/** A folder of real server-configuration exports, where there is one: nothing of it is in this project. */
const REFERENCE = process.env['AUTOSYNC_REFERENCE'];

interface Options {
  readonly export: string;
  readonly seeds: number;
  readonly json?: true;
  readonly strict?: true;
  readonly reducer: boolean;
  readonly course?: number;
}

const program = new Command('npm run bench:lock --')
  .description("Compares the run lock's policies in virtual time, and measures its reducer.")
  .option(
    '--export <folder>',
    'folder of MA-*.XML and MV.XML',
    REFERENCE ? join(REFERENCE, 'ma-export/contoso') : FABRIKAM,
  )
  .option('--seeds <number>', 'how often all is drawn anew', countingNumber, 20)
  .option('--no-reducer', 'leave out what the reducer costs')
  .option('--course <seed>', 'print all runs of that seed instead', countingNumber)
  .option('--json', 'print one JSON document and nothing else')
  .option('--strict', 'exit code 1 if a target is missed');

async function main(): Promise<void> {
  const options = program.parse().opts<Options>();
  const landscape = landscapeOf(await loadWorldDefinition({ exportFolder: options.export }));
  const loads = Object.keys(LOADS) as LoadName[];
  const { course } = options;
  if (course !== undefined) {
    for (const load of loads) {
      for (const [name, { runs }] of coursesOf(landscape, load, course)) {
        process.stdout.write(describeCourse(`${load}, ${name}`, landscape.managementAgents, runs));
      }
    }
    return;
  }
  const seeds = Array.from({ length: options.seeds }, (_, index) => index + 1);
  const comparisons = loads.map((load) => compare(landscape, load, seeds));
  const reducer = options.reducer ? measureReducer() : undefined;
  const findings: Findings = {
    server: landscape.server,
    managementAgents: landscape.managementAgents.length,
    comparisons,
    targets: targetsOf(comparisons, reducer),
    ...(reducer ? { reducer } : {}),
  };
  process.stdout.write(options.json ? `${JSON.stringify(findings, null, 2)}\n` : describeFindings(findings));
  if (options.strict && findings.targets.some(({ met }) => !met)) process.exitCode = 1;
}

await main().catch(endWithError);
