import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { SoakReport } from '../../soak/report.js';

const SCRIPT = fileURLToPath(new URL('../../dist/soak/main.js', import.meta.url));

/** Far above what it takes: the world is filled, soaked, brought to rest and judged. */
const LIMIT_MS = 300_000;

/** As a user would. It has processes of its own, and a Temporal server that it may kill. */
async function runCommand(...args: readonly string[]) {
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, out, err] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

it(
  'soaks for a while, with a few strokes of the killer, and finds nothing',
  async () => {
    const options = ['--minutes', '0.1', '--kills', '3', '--seed', '36', '--objects', '5', '--speed', '100'];
    const { code, out, err } = await runCommand('--json', ...options);
    expect(code, err + out).toBe(0);
    const report = JSON.parse(out) as SoakReport;
    expect(report).toMatchObject({
      seed: 36,
      minutes: 0.1,
      kills: 3,
      violations: [],
      lostChanges: [],
      doubleRuns: [],
      stuckLeases: [],
      unexplainedFailures: [],
    });
    expect(report.runs).toBeGreaterThan(0);
    expect(report.changes).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

it('refuses options that make no sense, with the fix', async () => {
  const { code, err } = await runCommand('--kills', 'many');
  expect(code).toBe(1);
  expect(err).toContain("option '--kills <number>' argument 'many' is invalid. Write a whole number.");
});
