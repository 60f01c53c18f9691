import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const VITEST = join(createRequire(import.meta.url).resolve('vitest/package.json'), '..', 'vitest.mjs');
const GUARD = join(import.meta.dirname, 'finished-or-failed.ts');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-teardown-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A run of one test, green or not, and what is done behind it. */
async function runWith(name: string, work: string, tested = '') {
  const files = {
    [`${name}.config.js`]: `export default { test: {
      globals: true, include: ['${name}.test.js'], globalSetup: ['${name}.setup.js'], teardownTimeout: 1 } };`,
    [`${name}.test.js`]: `test('the one', () => { ${tested} });`,
    [`${name}.setup.js`]: `
      import { finishedOrFailed } from ${JSON.stringify(GUARD)};
      export default () => () => finishedOrFailed('The search', async () => { ${work} });`,
  };
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  const run = spawn(process.execPath, [VITEST, 'run', '--root', folder, '--config', `${name}.config.js`]);
  let said = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', (text: Buffer) => (said += String(text)));
  const code = await new Promise<number | null>((ended) => void run.once('close', ended));
  return { code, said };
}

test('what is finished changes nothing: a green run stays green, a red one red', async () => {
  const green = await runWith('green', '');
  expect(green.said).toContain('1 passed');
  expect(green.code).toBe(0);
  expect(green.said).not.toContain('The search');
  const red = await runWith('red', '', `throw new Error('red')`);
  expect(red.said).toContain('1 failed');
  expect(red.code).toBe(1);
});

test('Vitest waits for it, longer than for anything else that it closes', async () => {
  const slow = await runWith(
    'slow',
    `await new Promise((over) => setTimeout(over, 500)); console.log('all of it');`,
  );
  expect(slow.said).toContain('all of it');
  expect(slow.code).toBe(0);
});

test.each([
  ['cut', 'process.exit();'],
  ['thrown', `throw new Error('nobody there');`],
])('a green run fails where it is %s, and says so', async (name, work) => {
  const { code, said } = await runWith(name, work);
  expect(said).toContain('1 passed');
  expect(code).toBe(1);
  expect(said).toContain('The search was not finished');
});
