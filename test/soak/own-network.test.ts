import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { giveNetwork, type Speaking } from '../../soak/stage/speaking.js';

const engine = createServer(({ url }, response) => response.end(`the engine was asked ${url}`));
const PRELOADED = fileURLToPath(new URL('../../dist/soak/stage/own-network.js', import.meta.url));
const ASK = `
  const response = await fetch(new URL('/history?from=1', process.argv[1]));
  process.stdout.write(await response.text());
`;
let url: string;
let networks: readonly Speaking[];

beforeAll(async () => {
  await new Promise<void>((listening) => engine.listen(0, '127.0.0.1', listening));
  const { port } = engine.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  const listening = { temporalPort: 1, enginePorts: { fabrikam: port } };
  const give = () => giveNetwork(listening, 'autosync.yaml', PRELOADED);
  networks = [await give(), await give()];
});
afterAll(async () => {
  for (const network of networks) await network.close();
  await new Promise((closed) => engine.close(closed));
});

async function askAs(index: number): Promise<string> {
  const args = ['--input-type=module', '--eval', ASK, url];
  return (await promisify(execFile)(process.execPath, args, { env: networks[index]?.env })).stdout;
}

it('all processes speak to an engine by the same name, and each over a network of its own', async () => {
  expect(await askAs(0)).toBe('the engine was asked /history?from=1');
  networks[0]?.network({ engine: 'fabrikam' }).cut();
  // Not how it fails: a process whose first question is reset at once may end without a word (Node 20's fetch never settles).
  await expect(askAs(0)).rejects.toThrow('Command failed');
  expect(await askAs(1)).toBe('the engine was asked /history?from=1');
});
