import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { autosync } from '../../../test/cli/autosync-in-process.js';

/** Something that answers nothing before a terminal shows that it is waited for; then, that it is no API and no engine. */
async function slowOne() {
  const shown: string[] = [];
  let stopped = 0;
  const terminal = new EventEmitter();
  const whenShown = once(terminal, 'shown');
  const server = createServer((_request, response) => {
    void whenShown.then(() => response.writeHead(500, { 'content-type': 'text/plain' }).end());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shown,
    stopped: () => stopped,
    progress: (text: string) => {
      shown.push(text);
      terminal.emit('shown');
      return {
        stop: () => {
          stopped += 1;
        },
      };
    },
  };
}

async function configurationFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'autosync-progress-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'autosync.yaml');
  await writeFile(file, 'servers: { default: {} }');
  return file;
}

it.each([
  [['approve', 'HR', '--why', 'right']],
  [['reject', 'HR', '--why', 'wrong']],
  [['remove', 'HR']],
  [['stop', 'HR']],
  [['queue']],
  [['status']],
  [['run', 'HR', 'export']],
  [['cycle', 'HR/1']],
  [['triggers']],
  [['config', 'history']],
  [['config', 'show']],
  [['config', 'rollback', '3']],
  [['config', 'diff', 'FILE']],
  [['config', 'apply', 'FILE']],
])('%j shows on a terminal that it waits for the API', async (args) => {
  const slow = await slowOne();
  const file = await configurationFile();
  const given = args.map((arg) => (arg === 'FILE' ? file : arg));
  expect(await autosync([...given, '--api', slow.url], slow)).toMatchObject({ code: 2 });
  expect(slow.shown).toHaveLength(1);
  expect(slow.stopped()).toBe(1);
});

it.each([[['config', 'init']], [['config', 'check', 'FILE']]])(
  '%j shows on a terminal that it waits for the engine',
  async (args) => {
    const slow = await slowOne();
    const file = await configurationFile();
    const given = args.map((arg) => (arg === 'FILE' ? file : arg));
    expect(await autosync([...given, '--engine', slow.url], slow)).toMatchObject({ code: 2 });
    expect(slow.shown).toEqual(['looking at the engine']);
    expect(slow.stopped()).toBe(1);
  },
);
