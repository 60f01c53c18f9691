import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { RehearsalReport } from '../../cli/rehearse/report.js';
import { FABRIKAM } from '../rig/worlds.js';

const SCRIPT = fileURLToPath(new URL('../../dist/cli/rehearse.js', import.meta.url));
const REFERENCE = process.env['AUTOSYNC_REFERENCE'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-rehearse-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** As a user would: the command, its exit code, and what it prints. The tests' Temporal server spares a second one. */
async function runCommand(...args: readonly string[]) {
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    env: { ...process.env, TEMPORAL_ADDRESS: inject('temporalAddress') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, out, err] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

async function expectAllWell(exportFolder: string): Promise<RehearsalReport> {
  const { code, out, err } = await runCommand(
    '--export',
    exportFolder,
    '--objects',
    '15',
    '--changes',
    '10',
    '--seed',
    '3',
    '--speed',
    '300',
    '--json',
  );
  expect(code, err + out).toBe(0);
  const report = JSON.parse(out) as RehearsalReport;
  expect(report.violations).toEqual([]);
  expect(report.audit).toEqual({ atRest: true, consistent: true, differences: [] });
  expect(report.changes).toEqual({ made: 10, notSettled: 0 });
  expect(report.runs.filter((run) => run.cause === 'unknown')).toEqual([]);
  return report;
}

describe('npm run rehearse', () => {
  it('carries changes on the shipped export and prints one JSON document', async () => {
    const report = await expectAllWell(FABRIKAM);
    expect(report.server).toBe('FABRIKAM-SYNC');
    expect(report.managementAgents).toHaveLength(6);
    expect(report.propagation.max).toBeGreaterThanOrEqual(report.propagation.p50);
    expect(report.notSimulated.length).toBeGreaterThan(0);
  });

  it.skipIf(!REFERENCE).each(['contoso', 'sharepoint'])('carries changes on %s (reference)', async (name) => {
    const report = await expectAllWell(join(REFERENCE ?? '', 'ma-export', name));
    expect(report.runs.length).toBeGreaterThan(0);
  });

  it.each([
    ['a folder that is not there', 'no-such-folder', undefined],
    ['an empty folder', '.', undefined],
    ['a file that is no XML', '.', '<saved-ma-configuration><ma-data>'],
  ])('says what is wrong with %s, without a stack trace', async (_case, name, content) => {
    const place = join(folder, name);
    if (content !== undefined) await writeFile(join(folder, 'MA-BROKEN.XML'), content);
    const { code, out, err } = await runCommand('--export', place);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(content === undefined ? place : 'MA-BROKEN.XML');
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('refuses options that make no sense, with the fix', async () => {
    const { code, err } = await runCommand('--speed', 'fast');
    expect(code).toBe(1);
    expect(err).toContain(
      "option '--speed <factor>' argument 'fast' is invalid. Write a number above 0, for example 20.",
    );
  });
});
