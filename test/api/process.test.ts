import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { environmentFor } from '../../temporal/connection.js';
import { request } from './served-api.js';

/** `npm test` builds first. */
const MAIN = fileURLToPath(new URL('../../dist/api/main.js', import.meta.url));

/** Nobody listens there. */
const NOWHERE = { ...environmentFor('127.0.0.1:9'), AUTOSYNC_SIMULATOR_URL: 'http://127.0.0.1:9' };

const started: ChildProcessWithoutNullStreams[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function startProcess(env: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [MAIN], { env });
  started.push(child);
  return child;
}

async function untilReady(child: ChildProcessWithoutNullStreams): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { readonly ready?: boolean; readonly url?: string };
    if (said.ready && said.url !== undefined) return said.url;
  }
  throw new Error('The process ended before it was ready');
}

async function untilEnded(child: ChildProcessWithoutNullStreams) {
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, errors };
}

describe('the API as a process', () => {
  it('comes up and answers while nothing else is there, and ends when its parent is gone', async () => {
    const child = startProcess({ ...NOWHERE, AUTOSYNC_PORT: '0' });
    const url = await untilReady(child);
    expect(await request(`${url}/api/v1/servers`)).toMatchObject({
      status: 200,
      body: [{ server: 'default' }],
    });
    expect(await request(`${url}/api/v1/servers/default`)).toMatchObject({
      status: 503,
      body: { code: 'temporal-unreachable' },
    });
    expect(await request(`${url}/api/v1/servers/default/management-agents`)).toMatchObject({
      status: 503,
      body: { code: 'engine-unreachable' },
    });
    expect(await request(`${url}/api/v1/health`)).toMatchObject({ status: 503, body: { status: 'error' } });
    child.stdin.end();
    expect(await untilEnded(child)).toEqual({ code: 0, errors: '' });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends in order on %s', async (signal) => {
    const child = startProcess({ ...NOWHERE, AUTOSYNC_PORT: '0' });
    await untilReady(child);
    child.kill(signal);
    expect(await untilEnded(child)).toEqual({ code: 0, errors: '' });
  });

  it('says that its port is in use, without a stack trace', async () => {
    const first = startProcess({ ...NOWHERE, AUTOSYNC_PORT: '0' });
    const { port } = new URL(await untilReady(first));
    const { code, errors } = await untilEnded(startProcess({ ...NOWHERE, AUTOSYNC_PORT: port }));
    expect(code).toBe(1);
    expect(errors).toContain(`Port ${port} on 127.0.0.1 is in use`);
    expect(errors).not.toContain('    at ');
  });

  it.each([
    [{ AUTOSYNC_PORT: 'x' }, 'AUTOSYNC_PORT is "x"'],
    [{ AUTOSYNC_CONFIG: '/nowhere/autosync.yaml' }, 'There is no file or folder /nowhere/autosync.yaml'],
    [{ AUTOSYNC_SIMULATOR_URL: '' }, 'servers.default.engine'],
  ])('says what is wrong with %j, without a stack trace', async (settings, message) => {
    const { code, errors } = await untilEnded(startProcess({ ...NOWHERE, AUTOSYNC_PORT: '0', ...settings }));
    expect(code).toBe(1);
    expect(errors).toContain(message);
    expect(errors).not.toContain('    at ');
  });
});
