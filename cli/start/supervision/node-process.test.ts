import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAlive } from '../../running-file.js';
import { nodeProcess, type NodeProcessSettings } from './node-process.js';
import type { RunningProcess } from './running-process.js';

const NEVER = new AbortController().signal;
const READY = 'console.log(JSON.stringify({ ready: true, docs: "here" }));';
const ENDS_WITH_PARENT = 'process.stdin.on("end", () => process.exit(0)).resume();';

let folder: string;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-process-'));
  lines = [];
});

afterEach(() => rm(folder, { recursive: true }));

async function start(
  code: string,
  settings: Partial<NodeProcessSettings> = {},
  signal: AbortSignal = NEVER,
): Promise<RunningProcess> {
  const script = join(folder, 'script.mjs');
  await writeFile(script, code);
  return await nodeProcess({
    name: 'worker',
    script,
    env: process.env,
    onLine: (line) => lines.push(line),
    ...settings,
  }).start(signal);
}

test('a process that says that it is ready, and what else it says', async () => {
  const announcements: unknown[] = [];
  const running = await start(`console.log("loading"); ${READY} ${ENDS_WITH_PARENT}`, {
    onReady: (announcement) => announcements.push(announcement),
  });
  expect(isAlive(running.pid)).toBe(true);
  expect(lines).toEqual(['loading']);
  expect(announcements).toEqual([{ ready: true, docs: 'here' }]);
  await running.stop();
  expect(await running.exited).toBe('exit code 0');
  expect(isAlive(running.pid)).toBe(false);
});

/** Objects that outlive a collection or two: what makes V8 give more room to new ones, as far as it may. */
const FILLS_NEW_SPACE = `
  import v8 from 'node:v8';
  const recent = [];
  for (let number = 0; number < 3e6; number += 1) recent[number % 300_000] = { number };
  const space = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  console.log(space.space_size <= 12 * 1024 * 1024 ? 'small' : 'large');
  ${READY} ${ENDS_WITH_PARENT}`;

test.each([
  ['small', process.env],
  ['large', { ...process.env, NODE_OPTIONS: '--max-semi-space-size=16' }],
])('new objects have a %s room, as long as nobody says otherwise', async (room, env) => {
  const running = await start(FILLS_NEW_SPACE, { env });
  await running.stop();
  expect(lines).toEqual([room]);
});

test('a process that ends before it is ready: its own words', async () => {
  await expect(
    start('console.error("The folder is empty.\\nExport it again."); process.exitCode = 1;'),
  ).rejects.toThrow(
    expect.objectContaining({
      code: 'process-did-not-start',
      message: 'The worker did not start: exit code 1.\nThe folder is empty.\nExport it again.',
    }),
  );
});

test('a process that does not get ready in time is ended', async () => {
  await expect(start(ENDS_WITH_PARENT, { readyWithinMs: 300 })).rejects.toThrow(
    'The worker did not start: it was not ready within 0.3 s.',
  );
});

test('a start that is given up', async () => {
  const giveUp = new AbortController();
  const starting = start(
    `console.log("loading"); ${ENDS_WITH_PARENT}`,
    { onLine: () => giveUp.abort(new Error('given up')) },
    giveUp.signal,
  );
  await expect(starting).rejects.toThrow('given up');
});

// Windows has no SIGKILL to tell apart.
describe.skipIf(process.platform === 'win32')('a process that does not want to end', () => {
  test('is killed after its grace', async () => {
    const running = await start(`${READY} setInterval(() => {}, 1000);`, { graceMs: 50 });
    await running.stop();
    expect(await running.exited).toBe('killed by SIGKILL');
  });
});
