import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Command } from 'commander';
import { signalledToEnd } from '../process/asked-to-end.js';
import { positiveNumber, wholeNumber } from '../process/number-option.js';
import { endWithError } from '../process/report-failure.js';
import { printReport, succeeded } from './report.js';
import { soak } from './soak.js';

/** As shells have it for a command that Ctrl-C ended. */
const GIVEN_UP = 130;

const SHIPPED_EXPORT = 'examples/fabrikam';

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly kills: number;
  readonly workers: number;
  readonly speed: number;
  readonly objects: number;
  readonly serverExport: readonly string[];
  readonly json?: true;
  readonly log?: string;
  readonly record?: string;
  readonly histories?: string;
}

const program = new Command('npm run soak --')
  .description(
    'Soaks AutoSync: a Temporal server, simulated engines, workers and the API, of their own; random changes, operators and runs of others; and a killer who kills, holds and cuts off. What is on record then is judged. Nothing outside this machine is touched.',
  )
  .option('--minutes <number>', 'how long the load lasts at least', positiveNumber, 3)
  .option('--seed <number>', 'the same seed makes the same plan', wholeNumber, 1)
  .option('--kills <number>', 'strokes of the killer', wholeNumber, 0)
  .option('--workers <number>', 'worker processes', wholeNumber, 2)
  .option('--speed <factor>', 'how much faster than real engines', positiveNumber, 20)
  .option('--objects <number>', 'objects per management agent at the start', wholeNumber, 15)
  .option(
    '--server-export <dir...>',
    `more server-configuration exports, each of which gets a sync server of its own beside the one of ${SHIPPED_EXPORT}`,
    [],
  )
  .option('--json', 'print one JSON document and nothing else')
  .option('--log <file>', 'write what the processes say')
  .option('--record <file>', 'write all that is judged, as JSON')
  .option('--histories <dir>', 'write the histories of the run locks, to be replayed')
  .addHelpText(
    'after',
    '\nExit code 0 only if no rule was broken, no change lost, no run doubled, no lease is stuck, and nothing failed that nothing explains.\n\nExample:\n  npm run soak -- --minutes 10 --kills 100 --seed 7',
  );

/** Each export by the id of its sync server: its folder's name, as far as an id can hold it. */
function exportsById(folders: readonly string[]): Readonly<Record<string, string>> {
  const byId: Record<string, string> = {};
  for (const folder of folders) {
    const name = basename(folder)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 30);
    const id = name === '' || byId[name] !== undefined ? `server-${Object.keys(byId).length + 1}` : name;
    byId[id] = folder;
  }
  return byId;
}

async function main(): Promise<number> {
  const options = program.parse().opts<Options>();
  const giveUp = new AbortController();
  void signalledToEnd().then(() => giveUp.abort());
  const log = options.log === undefined ? undefined : createWriteStream(options.log);
  const began = Date.now();
  try {
    const report = await soak(
      { ...options, exports: exportsById([SHIPPED_EXPORT, ...options.serverExport]) },
      {
        say: (what) => {
          const line = `${((Date.now() - began) / 1000).toFixed(1).padStart(7)} s  ${what}\n`;
          process.stderr.write(line);
          log?.write(`${new Date().toISOString()} soak: ${line}`);
        },
        onLine: (name, line) => void log?.write(`${new Date().toISOString()} ${name}: ${line}\n`),
        onRecord: async (record) => {
          if (options.record !== undefined) await writeFile(options.record, JSON.stringify(record));
        },
        onHistory: async (name, history) => {
          if (options.histories === undefined) return;
          await mkdir(options.histories, { recursive: true });
          await writeFile(join(options.histories, `${name}.json`), historyToJSON(history));
        },
      },
      giveUp.signal,
    );
    process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : printReport(report));
    return succeeded(report) ? 0 : 1;
  } catch (error) {
    if (giveUp.signal.aborted) return GIVEN_UP;
    throw error;
  } finally {
    log?.end();
  }
}

await main().then((code) => process.exit(code), endWithError);
