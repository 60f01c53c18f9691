import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../dist/soak/main.js', import.meta.url));

/** As a user would. What a soak does when it is asked for something sensible, the soak itself shows: CI runs one. */
async function runCommand(...args: readonly string[]) {
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, out, err] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

it.each([
  [['--kills', 'many'], "option '--kills <number>' argument 'many' is invalid. Write a whole number."],
  [['--minutes', '0'], "option '--minutes <number>' argument '0' is invalid. Write a number above 0"],
  [['--server-export', '/nowhere'], '/nowhere'],
  [['--faults', '3'], "unknown option '--faults'"],
])('refuses %s, with the fix', async (args, sentence) => {
  const { code, out, err } = await runCommand(...args);
  expect(code).toBe(1);
  expect(err).toContain(sentence);
  expect(err).not.toMatch(/^\s+at /m);
  expect(out).toBe('');
});
