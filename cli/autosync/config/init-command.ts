import { Command } from 'commander';
import { starterConfiguration } from '../../../config/writing/starter-configuration.js';
import { AutoSyncError } from '../../../domain/errors.js';
import { asJson, type Surroundings } from '../surroundings.js';
import { lookAtEngine, withEngineOptions, type EngineOptions } from './engine-source.js';
import { readServerId } from './server-id.js';
import { writeNewFile } from './write-file.js';

interface Options extends EngineOptions {
  readonly output?: string;
  readonly server: string;
  readonly force?: true;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  autosync config init --export ./server-export -o autosync.yaml
  autosync config init --engine http://127.0.0.1:4000 --server vienna`;

/** `autosync config init`: the file to start from. */
export function initCommand(surroundings: Surroundings): Command {
  const { out, err } = surroundings;
  return withEngineOptions(new Command('init'))
    .description('Writes a commented configuration file for the management agents that the engine has.')
    .option('-o, --output <file>', 'file to write (default: standard output)')
    .option('--server <id>', 'id of the sync server', readServerId, 'default')
    .option('--force', 'overwrite the file')
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const engine = await lookAtEngine(options, surroundings);
      if (!engine) {
        throw new AutoSyncError(
          'invalid-input',
          'No engine is named, and none runs here. Name one with --engine, or a server-configuration export with --export.',
        );
      }
      const configuration = starterConfiguration(options.server, engine.managementAgents);
      if (options.output !== undefined) {
        await writeNewFile(options.output, configuration, options.force === true);
      }
      if (options.json) {
        out(asJson({ configuration, ...(options.output === undefined ? {} : { file: options.output }) }));
      } else if (options.output === undefined) {
        out(configuration);
      } else {
        err(`${options.output} is written for ${engine.origin}.\n`);
      }
    });
}
