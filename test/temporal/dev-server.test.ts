import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { isAlive } from '../../cli/running-file.js';
import { DATABASE_INTERRUPTED, temporalProcess } from '../../cli/start/supervision/temporal-process.js';
import { connectToTemporal, environmentFor, temporalSettings } from '../../temporal/connection.js';
import { provideExecutable } from '../../temporal/dev-server/executable/provide-executable.js';
import { claimPort } from '../../temporal/dev-server/ports.js';
import {
  startDevServer,
  type DevServer,
  type DevServerOptions,
} from '../../temporal/dev-server/start-dev-server.js';
import { registerSearchAttributes } from '../../temporal/search-attributes.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-temporal-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function start(options: DevServerOptions = {}): Promise<DevServer> {
  const server = await startDevServer(options);
  onTestFinished(() => server.stop());
  return server;
}

async function connectTo(server: DevServer): Promise<Connection> {
  const connection = await connectToTemporal(temporalSettings(environmentFor(server.address)));
  onTestFinished(() => connection.close());
  return connection;
}

describe('the Temporal dev server', () => {
  it('answers when it is started, with its Web UI, and is gone when it is stopped', async () => {
    const server = await start({ webUi: true });
    expect(isAlive(server.pid)).toBe(true);
    expect((await fetch(server.webUi ?? '')).status).toBe(200);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    await expect(fetch(server.webUi ?? '')).rejects.toThrow('fetch failed');
  });

  it('has after kill -9, on the same file and port, all that it had acknowledged', async () => {
    const dbFile = join(folder, 'state', 'temporal.db');
    const first = await start({ dbFile });
    const before = await connectTo(first);
    await registerSearchAttributes(before, 'default', { TestColour: 'Keyword' });
    await new Client({ connection: before }).workflow.start('aWorkflow', {
      workflowId: 'survivor',
      taskQueue: 'nobody',
      searchAttributes: { TestColour: ['green'] },
    });
    process.kill(first.pid, 'SIGKILL');
    expect((await first.exited).code).toBe(137);

    const again = await start({ dbFile, port: first.port });
    const after = new Client({ connection: await connectTo(again) });
    const survivor = await after.workflow.getHandle('survivor').describe();
    expect(survivor.status.name).toBe('RUNNING');
    expect(survivor.searchAttributes).toMatchObject({ TestColour: ['green'] });
  });

  it('is ended when its database answers nothing any more, so that it is started again', async () => {
    const executable = join(folder, 'temporal');
    const words = 'level=ERROR error="GetNamespace operation failed. Error interrupted (9)"';
    const real = await provideExecutable();
    await writeFile(
      executable,
      `#!/bin/sh\n(while echo '${words}' >&2; do sleep 1; done) &\nexec '${real}' "$@"\n`,
    );
    await chmod(executable, 0o755);
    const port = await claimPort(undefined, 'Temporal');
    const dbFile = join(folder, 'temporal.db');
    const signal = new AbortController().signal;
    const sick = await temporalProcess({ executable, dbFile, port }).start(signal);
    onTestFinished(() => sick.stop());
    expect(await sick.exited).toBe(DATABASE_INTERRUPTED);
    expect(isAlive(sick.pid)).toBe(false);
  });

  it('refuses a port that another program has, and names it', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      other.close();
    });
    const { port } = other.address() as { port: number };
    await expect(startDevServer({ port })).rejects.toThrow(
      expect.objectContaining({
        code: 'port-in-use',
        message: expect.stringContaining(`Port ${port}`) as string,
      }),
    );
  });

  it('that does not come up is an error with its last words', async () => {
    // Node in place of the Temporal CLI: it does not know the word "server".
    await expect(startDevServer({ executable: process.execPath })).rejects.toThrow(
      expect.objectContaining({
        code: 'temporal-unreachable',
        message: expect.stringMatching(/ended with code 1[\s\S]*Cannot find module/) as string,
      }),
    );
  });

  it('whose start is given up leaves nothing behind', async () => {
    const giveUp = new AbortController();
    const lines: string[] = [];
    const starting = startDevServer({
      signal: giveUp.signal,
      dbFile: join(folder, 'temporal.db'),
      onLine: (line) => lines.push(line),
    });
    giveUp.abort(new Error('given up'));
    await expect(starting).rejects.toThrow('given up');
  });
});
