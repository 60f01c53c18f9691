import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readRunning, type Running } from '../../cli/running-file.js';
import { connectToTemporal, environmentFor, temporalSettings } from '../../temporal/connection.js';
import { allGone, run, runningFrom, type Started } from './started.js';

let data: string;
let config: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'autosync-start-'));
  config = join(data, 'autosync.yaml');
  await writeFile(config, 'servers: { default: { importInterval: 2s } }');
});

afterEach(() => rm(data, { recursive: true, force: true, maxRetries: 10 }));

function start(...args: readonly string[]): Started {
  const started = run('start', '--data', data, '--config', config, '--speed', '200', ...args);
  onTestFinished(async () => {
    started.child.kill('SIGTERM');
    await started.ended();
  });
  return started;
}

function pidsOf(running: Running): readonly number[] {
  return [running.pid, ...Object.values(running.processes)];
}

async function clientOf(running: Running): Promise<Client> {
  const connection = await connectToTemporal(temporalSettings(environmentFor(running.temporalAddress ?? '')));
  onTestFinished(() => connection.close());
  return new Client({ connection });
}

/** Started when the directories are filled: HR's second run is the synchronization of its first load. */
const FIRST_CYCLE = 'autosync/default/cycle/HR/first load of HR, run 2';

describe('npm start', () => {
  it('shows a change that goes everywhere, starts again what was killed, and ends in order', async () => {
    const started = start();
    await started.shows(/AutoSync is up/);
    const running = await runningFrom(data);
    for (const address of [running.api, running.webUi, running.apiDocumentation]) {
      expect(started.output()).toContain(address);
    }
    await started.shows(/change: added .* in HR/);
    await started.shows(/HR .*converged in/);

    for (const name of ['worker', 'simulator', 'API', 'Temporal']) {
      const pid = running.processes[name.toLowerCase()];
      expect(pid).toBeDefined();
      process.kill(pid ?? 0, 'SIGKILL');
      await started.shows(new RegExp(`${name} ended .*starting it again in 0.25 s`));
      await started.shows(new RegExp(`${name} is up again`));
    }
    const changed = run('change', '--data', data, 'displayName=Ada Lovelace');
    expect(await changed.ended()).toMatchObject({ code: 0 });
    expect(changed.output()).toMatch(/added .* in HR\nmodified .* in HR/);

    const now = await runningFrom(data);
    started.child.kill('SIGINT');
    expect(await started.ended()).toEqual({ code: 0, signal: null });
    await allGone(pidsOf(now));
    expect(await readRunning(data)).toBeUndefined();
  });

  it('leaves nothing behind when it is killed itself, and goes on from there when it is started again', async () => {
    const first = start('--quiet');
    await first.shows(/filled the directories/);
    const before = await runningFrom(data);
    const client = await clientOf(before);
    const cycle = await client.workflow.getHandle(FIRST_CYCLE).describe();

    first.child.kill('SIGKILL');
    await allGone(pidsOf(before));

    const second = start('--quiet');
    await second.shows(/AutoSync is up/);
    expect(second.output()).not.toContain('filled the directories');
    const after = await clientOf(await runningFrom(data));
    const remembered = await after.workflow.getHandle(FIRST_CYCLE).describe();
    expect(remembered.runId).toBe(cycle.runId);
  });

  it('says what is wrong, in a sentence, and ends what it had started', async () => {
    const started = start('--export', join(data, 'nothing-here'));
    expect(await started.ended()).toMatchObject({ code: 1 });
    expect(started.output()).toContain('nothing-here');
    expect(started.output()).not.toMatch(/^\s+at /m);
    expect(await readRunning(data)).toBeUndefined();
  });

  it('refuses a port for the API that another program has', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      other.close();
    });
    const { port } = other.address() as { port: number };
    const started = start('--port', String(port));
    expect(await started.ended()).toMatchObject({ code: 1 });
    expect(started.output()).toContain(
      `Port ${port} on 127.0.0.1, asked for the API, is used by another program.`,
    );
  });
});

describe('npm run change', () => {
  it('with nothing running says how to start it', async () => {
    const changed = run('change', '--data', data);
    expect(await changed.ended()).toMatchObject({ code: 1 });
    expect(changed.output()).toMatch(/Nothing runs from the data folder .*\n.*npm start/);
  });
});
