import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openConsole, type Console } from './console.js';

let logs: string;
let shown: string;
let console: Console;

beforeEach(async () => {
  logs = await mkdtemp(join(tmpdir(), 'autosync-logs-'));
  shown = '';
  const output = {
    write(text: string) {
      shown += text;
    },
  };
  console = openConsole(output, logs, pc.createColors(false));
});

afterEach(async () => {
  console.close();
  await rm(logs, { recursive: true });
});

const WARNING = '{"level":40,"msg":"late"}';

test('what the processes write is held back until everything is up', () => {
  console.fromProcess('worker', WARNING, 'stdout');
  console.print('banner');
  expect(shown).toBe('banner\n');
  console.showProcesses();
  console.fromProcess('API', 'plain text', 'stderr');
  expect(shown).toMatch(/^banner\n\d\d:\d\d:\d\d {2}worker: late\n\d\d:\d\d:\d\d {2}API: plain text\n$/);
});

test('the log has every line, shown or not', async () => {
  const lines = [WARNING, '{"level":30,"msg":"fine"}'];
  for (const line of lines) console.fromProcess('API', line, 'stdout');
  await expect
    .poll(() => readFile(join(logs, 'api.log'), 'utf8').catch(() => ''))
    .toBe(`${lines.join('\n')}\n`);
});

test('while everything ends, nobody wants to read who misses whom', () => {
  console.showProcesses();
  console.hush();
  console.fromProcess('worker', WARNING, 'stdout');
  expect(shown).toBe('');
});

test('an event is shown as a line', () => {
  console.showProcesses();
  console.fromProcess(
    'worker',
    JSON.stringify({
      event: 'run-finished',
      time: new Date().toISOString(),
      server: 'default',
      cycle: 'c',
      managementAgent: 'HR',
      runProfile: 'Delta Import',
      runNumber: 1,
      result: 'success',
      summary: '1 add staged',
      reason: '',
      durationMs: 10,
      waitedMs: 0,
      followUps: [],
    }),
    'stdout',
  );
  expect(shown).toMatch(/^\d\d:\d\d:\d\d {2}HR +Delta Import \(run 1\): success, 1 add staged/);
});
