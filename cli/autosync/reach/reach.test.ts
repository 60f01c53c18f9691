import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveWithFakes } from '../../../test/api/served-api.js';
import { autosync } from '../../../test/cli/autosync-in-process.js';
import { writeRunning } from '../../running-file.js';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'autosync-reach-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** Something that answers, but is not the API. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the API', () => {
  it('is the one of the option, else of the environment, else of the data folder', async () => {
    const { url } = await serveWithFakes();
    const data = await folder();
    await writeRunning(data, { pid: process.pid, processes: {}, api: url });
    const nobody = { AUTOSYNC_API: 'http://127.0.0.1:1' };
    expect(await autosync(['queue', '--data', data])).toMatchObject({ code: 0 });
    expect(await autosync(['queue', '--data', data], { env: nobody })).toMatchObject({ code: 2 });
    expect(await autosync(['queue', '--api', `${url}/api/v1/`], { env: nobody })).toMatchObject({ code: 0 });
  });

  it('is missed with words that say where it was looked for, and what to do', async () => {
    const env = { AUTOSYNC_API: 'http://127.0.0.1:1' };
    for (const args of [
      ['status'],
      ['status', '--watch'],
      ['run', 'HR', 'export'],
      ['stop', 'HR'],
      ['runs', 'HR'],
    ]) {
      const { code, out, err } = await autosync(args, { env });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/http:\/\/127\.0\.0\.1:1\b.*AUTOSYNC_API.*\n.*autosync up.*--api/);
    }
    const json = await autosync(['status', '--json'], { env });
    expect(JSON.parse(json.err)).toMatchObject({ error: { code: 'api-unreachable' } });
  });

  it.each([
    ['HTML', 200, { 'content-type': 'text/html' }, '<html>', /no API of AutoSync/],
    ['a proxy that is ill', 502, { 'content-type': 'text/html' }, '<html>', /HTTP status 502/],
    ['half an answer', 200, { 'content-type': 'application/json' }, '[{"server"', /broke off/],
  ])('is not taken for %s', async (_, status, headers, body, message) => {
    const url = await serve((_request, response) => void response.writeHead(status, headers).end(body));
    const { code, err } = await autosync(['status', '--api', url]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it('is shown the key, and what it says of it is passed on with where the key came from', async () => {
    const keys: (string | undefined)[] = [];
    const refusal = {
      code: 'unauthenticated',
      status: 401,
      detail: 'This key is not known.',
      operatorAction: 'Make one.',
    };
    const url = await serve((request, response) => {
      keys.push(request.headers.authorization);
      response.writeHead(401, { 'content-type': 'application/problem+json' }).end(JSON.stringify(refusal));
    });
    const file = join(await folder(), 'key');
    await writeFile(file, '\uFEFFkey-of-file\r\n');
    const byFile = await autosync(['status', '--api', url, '--token-file', file]);
    expect(byFile).toMatchObject({
      code: 2,
      err: `This key is not known. The key came from ${file}.\nMake one.\n`,
    });
    const byEnvironment = await autosync(['status', '--api', url], { env: { AUTOSYNC_TOKEN: 'key-of-env' } });
    expect(byEnvironment.err).toContain('The key came from AUTOSYNC_TOKEN.');
    expect((await autosync(['status', '--api', url])).err).toContain(
      'No key was sent.\nPut an API key into AUTOSYNC_TOKEN',
    );
    expect(keys).toEqual(['Bearer key-of-file', 'Bearer key-of-env', undefined]);
  });

  it.each([
    [['--api', 'localhost:8080'], {}, /--api is "localhost:8080": write an address such as/],
    [[], { AUTOSYNC_API: 'ftp://x' }, /AUTOSYNC_API is "ftp:\/\/x"/],
    [['--token-file', 'no-such-file'], {}, /no-such-file, which cannot be read/],
    [[], { AUTOSYNC_TOKEN: 'two words' }, /AUTOSYNC_TOKEN holds no API key/],
  ])('is not asked with %j and %j', async (args, env, message) => {
    const { code, err } = await autosync(['status', ...args], { env });
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
