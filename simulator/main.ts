import { Command } from 'commander';
import { AutoSyncError, ensureError } from '../domain/errors.js';
import { positiveNumber, wholeNumber } from '../process/number-option.js';
import { loadWorldDefinition, type WorldSource } from './definition/load-world-definition.js';
import { startSimulator, type RunningSimulator } from './server.js';

/** The simulator as a process of its own: see `--help`. */

interface Options {
  readonly export?: string;
  readonly scenario?: string;
  readonly port: number;
  readonly speed: number;
  readonly seed: number;
  readonly state?: string;
  readonly stay?: boolean;
}

function parseOptions(): Options {
  const command = new Command('autosync-simulator')
    .description('A simulated sync engine with its connected directories, over HTTP on loopback.')
    .option('--export <dir>', 'a server-configuration export: a folder of MA-*.XML and MV.XML')
    .option('--scenario <file>', 'a scenario file')
    .option('--port <port>', 'the port on 127.0.0.1; 0 = any free one', wholeNumber, 0)
    .option('--speed <factor>', 'divides all durations', positiveNumber, 1)
    .option('--seed <number>', 'what identifiers and made-up values derive from', wholeNumber, 1)
    .option('--state <file>', 'where the world is kept from one start to the next')
    .option('--stay', 'go on when standard input closes');
  return command.parse().opts<Options>();
}

function sourceOf(options: Options): WorldSource {
  if (options.export !== undefined) return { exportFolder: options.export };
  if (options.scenario !== undefined) return { scenarioFile: options.scenario };
  throw new AutoSyncError('invalid-input', 'Name a configuration: --export DIR or --scenario FILE.');
}

/** Ends the process in order when it is told to, or when the parent that holds its standard input is gone. */
function endInOrder(running: RunningSimulator, stay: boolean): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    running.close().then(
      () => process.exit(0),
      (thrown: unknown) => fail(thrown),
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  if (stay) return;
  process.stdin.on('end', end);
  process.stdin.on('close', end);
  process.stdin.resume();
}

function fail(thrown: unknown): never {
  const error = ensureError(thrown);
  console.error(
    error instanceof AutoSyncError
      ? `${error.message}\n${error.operatorAction}`
      : `Unexpected: ${error.message}`,
  );
  process.exit(1);
}

process.on('uncaughtException', fail);

try {
  const options = parseOptions();
  const definition = await loadWorldDefinition(sourceOf(options));
  const { port, speed, seed, state } = options;
  const running = await startSimulator({
    definition,
    port,
    speed,
    seed,
    ...(state === undefined ? {} : { stateFile: state }),
    onNotice: (notice) => console.error(notice),
  });
  console.log(JSON.stringify({ listening: running.port }));
  endInOrder(running, options.stay === true);
} catch (thrown) {
  fail(thrown);
}
