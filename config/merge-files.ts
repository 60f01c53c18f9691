import { Document } from 'yaml';
import { AutoSyncError } from '../domain/errors.js';
import { readYaml } from './read-yaml.js';
import { writeExactly } from './writing/write-exactly.js';

/** One of the files of a configuration. */
export interface ConfigurationFile {
  /** Path, for messages. */
  readonly file: string;
  readonly text: string;
}

type Settings = Readonly<Record<string, unknown>>;

/** Settings that a sync server, or a management agent, may have in no more than one file. */
const PER_NAME = 'managementAgents';

/**
 * One text that says what all files of a folder say. A sync server may stand in several of them, with some of its settings
 * and management agents in each; a setting, or a management agent, stands in one.
 *
 * @param folder for messages
 * @throws {AutoSyncError} `invalid-configuration` when there is no file, one is no YAML, or two say the same thing: the message
 *   names both
 */
export function mergeFiles(folder: string, files: readonly ConfigurationFile[]): string {
  if (files.length === 0) {
    throw new AutoSyncError(
      'invalid-configuration',
      `${folder} has no file that ends with .yaml or .yml: put the configuration there, or name another folder or file.`,
    );
  }
  const said = new Map<string, string>();
  const merged: Record<string, unknown> = {};
  const servers = new Map<string, Map<string, unknown>>();
  const agents = new Map<string, [string, unknown][]>();
  const claim = (path: readonly string[], file: string): void => {
    const key = JSON.stringify(path.map((name, at) => (at === 3 ? name.toLowerCase() : name)));
    const other = said.get(key);
    if (other !== undefined) {
      throw new AutoSyncError(
        'invalid-configuration',
        `${path.join('.')} stands in ${other} and in ${file}: leave it in one of them.`,
      );
    }
    said.set(key, file);
  };
  for (const { file, text } of files) {
    const settings = settingsIn(readYaml(text, file), file, 'the file');
    for (const [name, value] of Object.entries(settings)) {
      if (name !== 'servers') {
        claim([name], file);
        define(merged, name, value);
        continue;
      }
      for (const [server, of] of Object.entries(settingsIn(value, file, 'servers'))) {
        const known = servers.get(server) ?? new Map<string, unknown>();
        servers.set(server, known);
        for (const [setting, own] of Object.entries(settingsIn(of, file, `servers.${server}`))) {
          if (setting !== PER_NAME) {
            claim(['servers', server, setting], file);
            known.set(setting, own);
            continue;
          }
          const all = agents.get(server) ?? [];
          agents.set(server, all);
          for (const agent of Object.entries(settingsIn(own, file, `servers.${server}.${PER_NAME}`))) {
            claim(['servers', server, PER_NAME, agent[0]], file);
            all.push(agent);
          }
        }
      }
    }
  }
  const all = [...servers].map(([server, settings]) => [
    server,
    Object.fromEntries([
      ...settings,
      ...(agents.has(server) ? [[PER_NAME, Object.fromEntries(agents.get(server) ?? [])]] : []),
    ]) as unknown,
  ]);
  return writeExactly(new Document({ ...merged, servers: Object.fromEntries(all) as unknown }));
}

/** Also a name that JavaScript gives a meaning of its own becomes a name like any other: whoever reads the text refuses it. */
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function settingsIn(value: unknown, file: string, what: string): Settings {
  if (value === null || value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Settings;
  throw new AutoSyncError('invalid-configuration', `${file}: ${what} holds no settings by name.`);
}
