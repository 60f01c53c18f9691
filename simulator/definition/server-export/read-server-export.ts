import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { AutoSyncError, ensureError } from '../../../domain/errors.js';
import type { WorldDefinition } from '../world-definition.js';
import { isConfigurationFile, openConfigurationFile } from './configuration-file.js';
import { worldFromExport } from './world-from-export.js';

/**
 * Reads a server-configuration export: a folder of `MA-*.XML` files, with or without `MV.XML`, as Synchronization
 * Service Manager (File > Export Server Configuration) or `svrexport.exe` writes it.
 *
 * @param folder the folder; files of other names in it are left alone
 * @throws AutoSyncError `invalid-server-export` if the folder is missing or empty, or a file is broken; the message
 *   names the file, the place in it and the fix
 */
export async function readServerExport(folder: string): Promise<WorldDefinition> {
  const names = (await listFolder(folder)).filter(isConfigurationFile).toSorted();
  if (names.length === 0) {
    throw new AutoSyncError(
      'invalid-server-export',
      `The folder ${folder} holds no MA-*.XML file. Export the server configuration into it (Synchronization Service Manager, File > Export Server Configuration).`,
    );
  }
  const files = [];
  for (const name of names) {
    const file = path.join(folder, name);
    files.push(openConfigurationFile(file, await readBytes(file)));
  }
  if (files.every((file) => file.managementAgents.length === 0)) {
    throw new AutoSyncError(
      'invalid-server-export',
      `The folder ${folder} holds a metaverse configuration but no management agent (MA-*.XML). Export the whole server configuration into it.`,
    );
  }
  return worldFromExport(files, path.basename(path.resolve(folder)));
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw unreadable(`The folder ${folder}`, error);
  }
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(what: string, error: unknown): AutoSyncError {
  const { code } = error as NodeJS.ErrnoException;
  const reason =
    code === 'ENOENT'
      ? 'does not exist'
      : code === 'ENOTDIR'
        ? 'is not a folder'
        : `cannot be read (${code ?? ensureError(error).message})`;
  return new AutoSyncError(
    'invalid-server-export',
    `${what} ${reason}. Name the folder that holds the MA-*.XML files of a server-configuration export.`,
    { cause: error },
  );
}
