import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compiledModule } from '../../compiled-module.js';
import { startGuarded } from './guarded-process.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-guard-'));
});

afterEach(() => rm(folder, { recursive: true }));

const RUNS_FOR_EVER = 'setInterval(() => {}, 1000);';
const IGNORES_SIGTERM = `process.on('SIGTERM', () => {}); console.log('deaf'); ${RUNS_FOR_EVER}`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function isGone(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
}

function guarded(script: string, graceMs = 5000): ReturnType<typeof startGuarded> & { lines: string[] } {
  const lines: string[] = [];
  const started = startGuarded({
    command: process.execPath,
    args: ['-e', script],
    graceMs,
    onLine: (line) => lines.push(line),
  });
  return { ...started, lines };
}

test('a command that ends by itself: its exit code, its output, its last words', async () => {
  const { exited, lines } = guarded(
    'console.log("up"); console.error("first"); console.error("last"); process.exitCode = 3;',
  );
  expect(await exited).toEqual({ code: 3, errorTail: ['first', 'last'] });
  expect(lines).toContain('up');
});

test('a command that cannot be started', async () => {
  const started = startGuarded({ command: join(folder, 'none'), args: [], graceMs: 1000 });
  await expect(started.pid).rejects.toThrow('ENOENT');
  expect((await started.exited).code).toBe(127);
});

test('a command that is told to end', async () => {
  const command = guarded(RUNS_FOR_EVER);
  const running = await command.pid;
  expect(isAlive(running)).toBe(true);
  await command.end();
  expect(isAlive(running)).toBe(false);
});

// Signals that a process can ignore are not known to Windows.
describe.skipIf(process.platform === 'win32')('nothing stays behind', () => {
  test('of a command that does not want to end', async () => {
    const command = guarded(IGNORES_SIGTERM, 50);
    await expect.poll(() => command.lines).toContain('deaf');
    expect((await command.end()).code).toBe(137);
    await isGone(await command.pid);
  });

  test('when the parent is killed: neither the command nor its folder', async () => {
    const work = join(folder, 'work');
    await writeFile(work, 'in hand');
    const script = `
      import { startGuarded } from ${JSON.stringify(pathToFileURL(compiledModule('./guarded-process.js', import.meta.url)).href)};
      const guarded = startGuarded(${JSON.stringify({
        command: process.execPath,
        args: ['-e', RUNS_FOR_EVER],
        graceMs: 5000,
        removeIfEnded: work,
      })});
      console.log(await guarded.pid);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await isGone(pid);
    await expect.poll(() => existsSync(work)).toBe(false);
  });

  test('when the guard itself is killed', async () => {
    const { pid, exited } = guarded(RUNS_FOR_EVER);
    const running = await pid;
    const { ppid } = await statusOf(running);
    process.kill(ppid, 'SIGKILL');
    expect((await exited).code).toBe(137);
    await isGone(running);
  });
});

/** Linux says in /proc who started a process; elsewhere `ps` does. */
async function statusOf(pid: number): Promise<{ ppid: number }> {
  if (existsSync(`/proc/${pid}/status`)) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return { ppid: Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1]) };
  }
  const ps = spawn('ps', ['-o', 'ppid=', '-p', String(pid)]);
  const [output] = (await once(ps.stdout, 'data')) as [Buffer];
  return { ppid: Number(output.toString().trim()) };
}
