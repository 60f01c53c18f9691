import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseConfiguration } from '../load.js';
import { checkSecrets } from './secrets.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-secrets-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function found(settings: object, env: NodeJS.ProcessEnv = {}) {
  const { main } = parseConfiguration(JSON.stringify({ servers: { main: settings } }), 'a test').servers;
  if (!main) throw new Error('The sync server is gone');
  return checkSecrets('main', main, env);
}

it('every secret that is not there is told of, by its place and who needs it', async () => {
  const file = join(folder, 'gone');
  const findings = await found({
    controller: { url: { env: 'URL' }, token: { file }, headers: { 'x-key': { env: 'KEY' } } },
    managementAgents: {
      HR: {
        controller: { url: 'http://controller.test/', token: { env: 'HR_TOKEN' } },
        triggers: { hired: { type: 'webhook', secret: { file }, runProfileKind: 'delta-import' } },
      },
    },
  });
  expect(findings.map(({ severity, path, message }) => `${severity} ${path}: ${message}`)).toEqual([
    'warning servers.main.controller.url: The secret {env: URL} is not set on this machine.',
    `warning servers.main.controller.token: The secret {file: ${file}} cannot be read: ENOENT: no such file or directory, open '${file}'.`,
    'warning servers.main.controller.headers.x-key: The secret {env: KEY} is not set on this machine.',
    'warning servers.main.managementAgents.HR.controller.token: The secret {env: HR_TOKEN} is not set on this machine.',
    `warning servers.main.managementAgents.HR.triggers.hired.secret: The secret {file: ${file}} cannot be read: ENOENT: no such file or directory, open '${file}'.`,
  ]);
  expect(findings.at(0)?.fix).toContain('worker');
  expect(findings.at(-1)?.fix).toContain('whsec_');
});

it('an empty one is no secret, and one that is there is not shown', async () => {
  await writeFile(join(folder, 'token'), 'hunter2\n');
  await writeFile(join(folder, 'empty'), '\n');
  const controller = (name: string) => ({
    controller: { url: 'http://controller.test/', token: { file: join(folder, name) } },
  });
  expect(await found(controller('token'))).toEqual([]);
  expect(await found(controller('empty'))).toMatchObject([
    { message: expect.stringContaining('is empty') as string },
  ]);
});

it('what is disabled needs no secret', async () => {
  const hired = { type: 'webhook', secret: { env: 'GONE' }, runProfileKind: 'delta-import' };
  expect(
    await found({
      managementAgents: {
        HR: { triggers: { hired: { ...hired, disabled: true } } },
        AD: { disabled: true, triggers: { other: hired } },
      },
    }),
  ).toEqual([]);
});
