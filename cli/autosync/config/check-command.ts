import { Command } from 'commander';
import { checkAgainstEngine, gravestFirst } from '../../../config/checking/check-against-engine.js';
import type { Finding } from '../../../config/checking/finding.js';
import { checkSecrets } from '../../../config/checking/secrets.js';
import { loadConfiguration } from '../../../config/load.js';
import { AutoSyncError } from '../../../domain/errors.js';
import { asJson, EXIT, type Ended, type Surroundings } from '../surroundings.js';
import { describeFindings } from './describe-findings.js';
import { lookAtEngine, withEngineOptions, type EngineOptions } from './engine-source.js';

interface Options extends EngineOptions {
  readonly server?: string;
  readonly offline?: true;
  readonly json?: true;
}

/** What is told of one sync server. */
interface CheckedServer {
  readonly server: string;
  /** What it was checked against; absent = nothing but the schema. */
  readonly against?: string;
  readonly findings: readonly Finding[];
}

const EXAMPLES = `
Exit code 1 if the file is wrong, or asks for something that the engine does not have. Warnings and notes do not count.

Examples:
  autosync config check autosync.yaml
  autosync config check autosync.yaml --export ./server-export --server vienna`;

/** `autosync config check`: the file alone, and against its engine. */
export function checkCommand(surroundings: Surroundings, ended: Ended): Command {
  return withEngineOptions(new Command('check'))
    .description('Checks a configuration file, also against the engine that it is for.')
    .argument('[file]', 'configuration file (default: AUTOSYNC_CONFIG, or autosync.yaml)')
    .option('--server <id>', 'check only this sync server')
    .option('--offline', 'look at the file alone')
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (named: string | undefined, options: Options) => {
      const file = named ?? surroundings.env['AUTOSYNC_CONFIG'] ?? 'autosync.yaml';
      try {
        const servers = await checkFile(file, options, surroundings);
        const told = servers.map((server) => describe(server, options));
        surroundings.out(options.json ? asJson({ file, servers }) : told.join(''));
        const isWrong = servers.some(({ findings }) => findings.some(({ severity }) => severity === 'error'));
        ended(isWrong ? EXIT.no : EXIT.well);
      } catch (error) {
        // That it is wrong is what was to be found out.
        if (!(error instanceof AutoSyncError) || error.code !== 'invalid-configuration') throw error;
        surroundings.out(options.json ? asJson({ file, problem: error.message }) : `${error.message}\n`);
        ended(EXIT.no);
      }
    });
}

async function checkFile(
  file: string,
  options: Options,
  surroundings: Surroundings,
): Promise<readonly CheckedServer[]> {
  const { servers } = await loadConfiguration(file);
  const chosen = Object.entries(servers).filter(
    ([id]) => options.server === undefined || id === options.server,
  );
  if (chosen.length === 0) {
    throw new AutoSyncError(
      'unknown-server',
      `${file} has no sync server "${options.server}"; it has ${Object.keys(servers).join(', ')}.`,
    );
  }
  if (options.export !== undefined && chosen.length > 1) {
    throw new AutoSyncError(
      'invalid-input',
      `${file} has several sync servers, and an export is of one: say which with --server (${chosen.map(([id]) => id).join(', ')}).`,
    );
  }
  const checked: CheckedServer[] = [];
  for (const [id, server] of chosen) {
    if (options.offline) {
      checked.push({ server: id, findings: [] });
      continue;
    }
    const secrets = await checkSecrets(id, server, surroundings.env);
    const engine = await lookAtEngine(options, surroundings, server.engine);
    if (!engine) {
      checked.push({ server: id, findings: secrets });
      continue;
    }
    const { origin: against, managementAgents, durations } = engine;
    const fitting = checkAgainstEngine({ id, server, managementAgents }, durations);
    checked.push({ server: id, against, findings: gravestFirst([...fitting, ...secrets]) });
  }
  return checked;
}

function describe({ server, against, findings }: CheckedServer, { offline }: Options): string {
  const why = offline ? '--offline says so' : 'none is named, and none runs here';
  const sum =
    against === undefined
      ? `sync server ${server}: the file is well-formed. It was not checked against an engine: ${why}.`
      : `sync server ${server}, checked against ${against}: ${findings.length === 0 ? 'no findings' : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`}.`;
  return `${describeFindings(findings)}${sum}\n`;
}
