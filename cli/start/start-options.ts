import { Command, InvalidArgumentError, Option } from 'commander';
import { positiveNumber } from '../../process/number-option.js';

/** Where everything is kept, and where commands look for it, if nobody says otherwise; in the folder that they run in. */
export const USUAL_DATA_FOLDER = '.autosync';

/** What `npm start` is asked to do. */
export interface StartOptions {
  /** What is simulated: a server-configuration export, or a scenario of our own. */
  readonly world: { readonly exportFolder: string } | { readonly scenarioFile: string };
  /** AutoSync's configuration file. */
  readonly config: string;
  /** The API's; absent = 8080, or the next one that is free. */
  readonly port?: number;
  /** How many times as fast as a real engine the simulator is. */
  readonly speed: number;
  /** Nothing changes by itself in the directories. */
  readonly quiet: boolean;
  /** Begin anew: forget history and directories. */
  readonly fresh: boolean;
  /** Folder of everything that is kept. */
  readonly data: string;
}

/** Where the files are that the project ships. */
export interface ShippedFiles {
  readonly exportFolder: string;
  readonly config: string;
}

/** What commander makes of the options that `npm start` and `autosync up` share. */
export interface ParsedStartOptions {
  readonly export?: string;
  readonly scenario?: string;
  readonly config: string;
  readonly port?: number;
  readonly speed: number;
  readonly fresh: boolean;
  readonly data: string;
}

/** Adds the options that `npm start` and `autosync up` share. */
export function withStartOptions(command: Command, defaultConfig: string): Command {
  return command
    .addOption(
      new Option(
        '--export <folder>',
        'server-configuration export to simulate (default: the shipped Fabrikam)',
      ).conflicts('scenario'),
    )
    .option('--scenario <file>', 'scenario file to simulate, in place of an export')
    .option('--config <file>', 'configuration of AutoSync', defaultConfig)
    .option('--port <number>', 'port of the API (default: 8080, or the next one that is free)', readPort)
    .option('--speed <factor>', 'how many times as fast as a real sync engine', positiveNumber, 20)
    .option('--fresh', 'begin anew: forget history and directories', false)
    .option('--data <folder>', 'folder of everything that is kept', USUAL_DATA_FOLDER);
}

/** What they mean. */
export function startOptionsOf(
  parsed: ParsedStartOptions,
  shipped: Pick<ShippedFiles, 'exportFolder'>,
): Omit<StartOptions, 'quiet'> {
  const { export: exportFolder, scenario, port, config, speed, fresh, data } = parsed;
  return {
    config,
    speed,
    fresh,
    data,
    world:
      scenario === undefined
        ? { exportFolder: exportFolder ?? shipped.exportFolder }
        : { scenarioFile: scenario },
    ...(port === undefined ? {} : { port }),
  };
}

/**
 * Reads the command line of `npm start`.
 *
 * @param argv as `process.argv`
 * @throws CommanderError for a wrong option, after telling the user
 */
export function readStartOptions(argv: readonly string[], shipped: ShippedFiles): StartOptions {
  const parsed = withStartOptions(new Command('npm start --'), shipped.config)
    .description(
      'Runs AutoSync with everything that it needs on this machine: Temporal, a simulated sync engine, a worker and the API.',
    )
    .option('--quiet', 'change nothing in the directories by itself', false)
    .showHelpAfterError('(npm start -- --help lists the options)')
    .exitOverride()
    .parse(argv)
    .opts<ParsedStartOptions & { readonly quiet: boolean }>();
  return { ...startOptionsOf(parsed, shipped), quiet: parsed.quiet };
}

function readPort(value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError('Write a port number from 1 to 65535.');
}
