import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { AutoSyncError, ensureError } from '../../../domain/errors.js';
import { isAlive, readRunning } from '../../running-file.js';

/** Where a command was told that the API is, and who asks. */
export interface ApiOptions {
  /** Address of the API. */
  readonly api?: string;
  /** File that holds the bearer key, and nothing else. */
  readonly tokenFile?: string;
  /** Data folder of `npm start` and `autosync up`, whose API it is if nothing else is said. */
  readonly data: string;
}

/** The same, and which sync server is meant. */
export interface ServerOptions extends ApiOptions {
  readonly server?: string;
  readonly json?: true;
}

/** Where the API is, and who asks. */
export interface ApiAddress {
  /** Without a slash at its end, and without `/api/v1`. */
  readonly url: string;
  /** Where that was said, for people: `--api`; absent for the usual address. */
  readonly saidBy?: string;
  readonly token?: { readonly value: string; readonly saidBy: string };
}

const DEFAULT_URL = 'http://127.0.0.1:8080';
const GROUP = 'Where AutoSync is:';

/** Adds the options that say where the API is. */
export function withApiOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--api <url>',
        'address of the API (default: AUTOSYNC_API, or what runs from the data folder, or http://127.0.0.1:8080)',
      ).helpGroup(GROUP),
    )
    .addOption(
      new Option('--token-file <file>', 'file with the API key (default: AUTOSYNC_TOKEN holds it)').helpGroup(
        GROUP,
      ),
    )
    .addOption(
      new Option('--data <folder>', 'data folder of `autosync up` and `npm start`')
        .default('.autosync')
        .helpGroup(GROUP),
    );
}

/** Adds the options of every command that asks one sync server something. */
export function withServerOptions(command: Command): Command {
  return withApiOptions(
    command
      .option('--server <id>', 'sync server that is meant (needed only if there are several)')
      .option('--json', 'print one JSON document and nothing else'),
  );
}

/**
 * Where the API is.
 *
 * @throws {AutoSyncError} `invalid-input` for what is no address, or a token file that cannot be read
 */
export async function findApi(options: ApiOptions, env: NodeJS.ProcessEnv): Promise<ApiAddress> {
  const [found, token] = await Promise.all([findUrl(options, env), findToken(options, env)]);
  return { ...found, ...(token && { token }) };
}

async function findUrl(
  { api, data }: ApiOptions,
  env: NodeJS.ProcessEnv,
): Promise<Pick<ApiAddress, 'url' | 'saidBy'>> {
  if (api !== undefined) return { url: checkedUrl(api, '--api'), saidBy: '--api' };
  const named = env['AUTOSYNC_API'];
  if (named) return { url: checkedUrl(named, 'AUTOSYNC_API'), saidBy: 'AUTOSYNC_API' };
  const running = await readRunning(data);
  if (running?.api !== undefined && isAlive(running.pid)) {
    return { url: running.api, saidBy: `the data folder ${data}` };
  }
  return { url: DEFAULT_URL };
}

function checkedUrl(text: string, saidBy: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) {
    return text.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
  }
  throw new AutoSyncError(
    'invalid-input',
    `${saidBy} is ${JSON.stringify(text)}: write an address such as ${DEFAULT_URL}.`,
  );
}

async function findToken(
  { tokenFile }: ApiOptions,
  env: NodeJS.ProcessEnv,
): Promise<ApiAddress['token'] | undefined> {
  if (tokenFile === undefined) {
    const value = env['AUTOSYNC_TOKEN'];
    return value ? { value: checkedToken(value, 'AUTOSYNC_TOKEN'), saidBy: 'AUTOSYNC_TOKEN' } : undefined;
  }
  let text: string;
  try {
    text = await readFile(tokenFile, 'utf8');
  } catch (error) {
    throw new AutoSyncError(
      'invalid-input',
      `--token-file is ${tokenFile}, which cannot be read: ${ensureError(error).message}`,
      { cause: error },
    );
  }
  return { value: checkedToken(text, tokenFile), saidBy: tokenFile };
}

/** What cannot stand in a header would be refused in words that nobody understands. */
function checkedToken(text: string, saidBy: string): string {
  const value = text.replace(/^\uFEFF/, '').trim();
  if (/^[\x21-\x7E]+$/.test(value)) return value;
  throw new AutoSyncError(
    'invalid-input',
    `${saidBy} holds no API key: a key is one word of letters, digits and signs.`,
  );
}
