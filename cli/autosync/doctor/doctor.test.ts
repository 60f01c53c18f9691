import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configurationService } from '../../../api/configuration/configuration-service.js';
import { fakeConfigurationStore, UP_TO_DATE } from '../../../test/api/fake-configuration-store.js';
import { failing, fakeEngine, STATUS } from '../../../test/api/fake-dependencies.js';
import { serveWithFakes } from '../../../test/api/served-api.js';
import { autosync } from '../../../test/cli/autosync-in-process.js';

let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'autosync-doctor-'));
});
afterAll(() => rm(data, { recursive: true }));

const QUIET = { ...STATUS, managementAgents: [], holds: [], waiting: [] };

describe('autosync doctor', () => {
  it('finds nothing wrong where all is well', async () => {
    const { url } = await serveWithFakes({ runLocks: { status: () => Promise.resolve(QUIET) } });
    const config = join(data, 'autosync.yaml');
    await writeFile(config, 'servers: { default: {} }');
    const { code, out, err } = await autosync(['doctor', '--api', url, '--data', data, '--config', config], {
      now: Date.now,
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^well +API: Answers at .*; you are jane, admin, known by this-machine\.$/m);
    expect(out).toMatch(/^well +clock of the API: As this machine has it\.$/m);
    expect(out).toMatch(/^well +data folder: /m);
    expect(out).toMatch(/\n\nAll is well\.\n$|Nothing is wrong/);
  });

  it('finds what is wrong, and says so by its exit code', async () => {
    const statusOfAll = failing('engine-unreachable', 'The engine does not answer.');
    const { url } = await serveWithFakes({ engines: new Map([['default', fakeEngine({ statusOfAll })]]) });
    const { code, out } = await autosync(['doctor', '--api', url, '--data', data, '--json'], {
      now: Date.now,
    });
    expect(code).toBe(1);
    const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: { part: string; state: string }[] };
    expect(ok).toBe(false);
    expect(findings).toContainEqual(
      expect.objectContaining({
        part: 'API: engine/default',
        state: 'wrong',
        message: expect.stringContaining('See whether'),
      }),
    );
    expect(findings).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('Stopped by a rule: Fabrikam / AD') }),
    );
    expect(findings).toContainEqual(expect.objectContaining({ message: '1 export held.' }));
  });

  it('finds clocks that differ, and a wrong file', async () => {
    const { url } = await serveWithFakes();
    const config = join(data, 'wrong.yaml');
    await writeFile(config, 'servers: { default: { importInterval: soon } }');
    const args = ['doctor', '--api', url, '--data', data, '--config', config];
    const { code, out } = await autosync(args, { now: () => Date.now() - 90_000 });
    expect(code).toBe(1);
    expect(out).toMatch(/^wrong +clock of the API: It is 1 min \d+ s ahead of this machine's\.$/m);
    expect(out).toMatch(/^wrong +configuration: .*importInterval is "soon"/m);
  });

  it('says of a file, and of a folder of files, whether it is what runs', async () => {
    const store = fakeConfigurationStore();
    const { url } = await serveWithFakes({
      configurationService: configurationService(store, () => fakeEngine(), UP_TO_DATE),
    });
    const folder = join(data, 'configuration');
    await mkdir(folder);
    await writeFile(join(folder, '10-server.yaml'), '# one of two\nservers: { default: {} }');
    await writeFile(join(folder, '20-hr.yaml'), 'servers: { default: { managementAgents: { HR: {} } } }');
    const look = async () =>
      (await autosync(['doctor', '--api', url, '--data', data, '--config', folder])).out;
    expect(await look()).toContain(`${folder} is valid, and is not what runs.`);
    expect(await look()).toContain(`Apply it: autosync config apply ${folder}`);
    const applied = await autosync(['config', 'apply', folder, '--yes', '--api', url]);
    expect(applied).toMatchObject({ code: 0 });
    expect(await look()).toContain(`${folder} is valid, and is what runs.`);
  });

  it('finds a key that is not known, and that others may read it', async () => {
    const { url } = await serveWithFakes();
    const key = join(data, 'key');
    await writeFile(key, 'a-key');
    await chmod(key, 0o644);
    const { code, out } = await autosync(['doctor', '--api', url, '--data', data, '--token-file', key]);
    expect(code).toBe(1);
    expect(out).toContain(`The key came from ${key}.`);
    expect(out).toContain(`Others on this machine may read ${key}.\n          chmod 600 ${key}`);
  });

  it('finds that there is no API, and looks at the rest', async () => {
    const { code, out } = await autosync(['doctor', '--api', 'http://127.0.0.1:1', '--data', data]);
    expect(code).toBe(1);
    expect(out).toMatch(/^wrong +API: .*\n +Start AutoSync/m);
    expect(out).toMatch(/^well +data folder/m);
  });
});
