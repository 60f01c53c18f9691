import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { importConfiguration } from '../../../config/autosync-import/import-configuration.js';
import { AutoSyncError, ensureError } from '../../../domain/errors.js';
import { isTimeZone } from '../../../domain/time-zone.js';
import { readServerExport } from '../../../simulator/definition/server-export/read-server-export.js';
import { whileWaiting } from '../printing/while-waiting.js';
import { asJson, type Surroundings } from '../surroundings.js';
import { describeImport } from './describe-import.js';
import { readServerId } from './server-id.js';
import { writeNewFile } from './write-file.js';

interface Options {
  readonly output?: string;
  readonly server: string;
  readonly export?: string;
  readonly timeZone: string;
  readonly force?: true;
  readonly json?: true;
}

const EXAMPLES = `
The report says what could not be carried over, why, and what to do. It goes to standard error, or with -o to standard
output. Passwords are never carried over.

Examples:
  autosync config import config.xml -o autosync.yaml
  autosync config import config.xml --export ./server-export --server vienna -o vienna.yaml`;

/** `autosync config import`: from Lithnet AutoSync's configuration to ours. */
export function importCommand(surroundings: Surroundings): Command {
  const { out, err } = surroundings;
  return new Command('import')
    .description(
      "Makes a configuration file of Lithnet AutoSync's, and reports what could not be carried over.",
    )
    .argument('<old.xml>', 'config.xml of Lithnet AutoSync')
    .option('-o, --output <file>', 'file to write (default: standard output)')
    .option('--server <id>', 'id of the sync server', readServerId, 'default')
    .option('--export <folder>', 'server-configuration export of its engine: very old files need it')
    .option(
      '--time-zone <name>',
      'time zone of the old server, for example Europe/Vienna: its scheduled triggers go by it',
      readTimeZone,
      Intl.DateTimeFormat().resolvedOptions().timeZone,
    )
    .option('--force', 'overwrite the file')
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: Options) => {
      const { output, server } = options;
      const bytes = await readOld(file);
      const { export: folder } = options;
      const world =
        folder === undefined
          ? undefined
          : await whileWaiting(surroundings, 'reading the export', () => readServerExport(folder));
      const { yaml, report } = importConfiguration(bytes, {
        file,
        server,
        timeZone: options.timeZone,
        ...(world ? { catalogue: world.managementAgents } : {}),
      });
      if (output !== undefined) await writeNewFile(output, yaml, options.force === true);
      if (options.json) {
        out(asJson({ configuration: yaml, report, ...(output === undefined ? {} : { file: output }) }));
      } else if (output === undefined) {
        out(yaml);
        err(`\n${describeImport(report)}`);
      } else {
        out(`${output} is written.\n\n${describeImport(report)}`);
      }
    });
}

function readTimeZone(text: string): string {
  if (isTimeZone(text)) return text;
  throw new InvalidArgumentError('Write an IANA name such as Europe/Vienna, or UTC.');
}

async function readOld(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AutoSyncError(
      'invalid-lithnet-configuration',
      `${file} cannot be read: ${isMissing ? 'there is no such file' : ensureError(error).message}.`,
      { cause: error },
    );
  }
}
