import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const AUTOSYNC = fileURLToPath(new URL('../../dist/cli/autosync.js', import.meta.url));

/**
 * Node 20's first question of a process never settles if its connection is reset as soon as it is there, as what forwards
 * a port to nobody does; and nothing keeps the process then.
 */
const NEVER_SETTLES = `
  const timeout = AbortSignal.timeout;
  AbortSignal.timeout = () => timeout.call(AbortSignal, 100);
  globalThis.fetch = (_resource, { signal }) => new Promise((_settled, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
`;

it('does not end without a word where a connection says nothing', async () => {
  const preload = `data:text/javascript,${encodeURIComponent(NEVER_SETTLES)}`;
  const args = ['--import', preload, AUTOSYNC, 'stop', 'HR', '--api', 'http://127.0.0.1:9'];
  const asked = promisify(execFile)(process.execPath, args);
  await expect(asked).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('The API at http://127.0.0.1:9 has not answered within 30 s'),
  });
});
