import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRunning, requireRunning, writeRunning } from '../running-file.js';
import { takeDataFolder } from './data-folder.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-data-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** The id of a process that has ended. */
function goneProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

test('a second one on the same folder is told which process has it', async () => {
  const data = await takeDataFolder(folder, { fresh: false });
  await expect(takeDataFolder(folder, { fresh: false })).rejects.toThrow(
    expect.objectContaining({
      code: 'already-running',
      message: expect.stringContaining(`process ${process.pid}`) as string,
    }),
  );
  await data.release();
  const again = await takeDataFolder(folder, { fresh: false });
  await again.release();
});

test('a folder whose owner was killed is taken over at once', async () => {
  await mkdir(join(folder, 'supervisor.lock'));
  await writeRunning(folder, { pid: goneProcess(), processes: { worker: goneProcess() } });
  const data = await takeDataFolder(folder, { fresh: false });
  expect(await readRunning(folder)).toMatchObject({ pid: process.pid });
  await data.release();
});

test('fresh removes what an earlier run left, and nothing else', async () => {
  const names = ['temporal.db', 'temporal.db-wal', 'temporal.db-shm', 'simulator.json', 'mine.txt'];
  for (const name of names) await writeFile(join(folder, name), 'x');
  await (await takeDataFolder(folder, { fresh: false })).release();
  expect(names.filter((name) => existsSync(join(folder, name)))).toEqual(names);
  await (await takeDataFolder(folder, { fresh: true })).release();
  expect(names.filter((name) => existsSync(join(folder, name)))).toEqual(['mine.txt']);
});

test('when nothing runs, a command that needs it says so', async () => {
  await expect(requireRunning(folder)).rejects.toThrow(expect.objectContaining({ code: 'not-running' }));
  await writeRunning(folder, { pid: goneProcess(), processes: {} });
  await expect(requireRunning(folder)).rejects.toThrow(expect.objectContaining({ code: 'not-running' }));
});

test('the file that says what runs goes with the folder’s owner', async () => {
  const data = await takeDataFolder(folder, { fresh: false });
  expect(await readFile(join(folder, 'running.json'), 'utf8')).toContain(String(process.pid));
  await data.release();
  expect(await readRunning(folder)).toBeUndefined();
});
