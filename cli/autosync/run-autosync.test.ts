import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSyncEngine } from '../../sync-engine/connect-sync-engine.js';
import { startSimulator, type RunningSimulator } from '../../simulator/server.js';
import { FABRIKAM, loadFabrikam } from '../../test/rig/worlds.js';
import { runAutosync } from './run-autosync.js';

const OLD = fileURLToPath(new URL('../../test/fixtures/autosync-config/fabrikam.xml', import.meta.url));

let folder: string;
let simulator: RunningSimulator;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-cli-'));
  simulator = await startSimulator({ definition: await loadFabrikam(), speed: 1000, seed: 1 });
});
afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);

/** As a user would, but in this process: exit code and what is printed. */
async function autosync(...args: readonly string[]) {
  return autosyncIn({}, ...args);
}

async function autosyncIn(env: NodeJS.ProcessEnv, ...args: readonly string[]) {
  let out = '';
  let err = '';
  const code = await runAutosync(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    env,
  });
  expect(err).not.toMatch(/^\s+at /m);
  return { code, out, err };
}

async function file(name: string, text: string): Promise<string> {
  await writeFile(at(name), text);
  return at(name);
}

describe('autosync', () => {
  it.each([
    [[], /Set it up:\n.*config/s, 2],
    [['--help'], /Set it up:\n.*config/s, 0],
    [['config', '--help'], /init.*import.*check.*diff.*apply.*history.*show.*rollback/s, 0],
    [['config', 'import', '--help'], /Examples:\n {2}autosync config import/, 0],
    [['config', 'init', '--help'], /Examples:\n {2}autosync config init/, 0],
    [['config', 'check', '--help'], /Examples:\n {2}autosync config check/, 0],
    [['config', 'diff', '--help'], /Examples:\n {2}autosync config diff/, 0],
  ])('%j helps', async (args, help, expected) => {
    const { code, out, err } = await autosync(...args);
    expect(out + err).toMatch(help);
    expect(code).toBe(expected);
  });

  it.each([
    [['confg'], /unknown command 'confg'/],
    [['config', 'import'], /missing required argument 'old\.xml'/],
    [['config', 'check', '--fast'], /unknown option '--fast'/],
    [['config', 'init', '--server', 'Head Office'], /lower-case letters, digits and dashes/],
    [['config', 'check', '--export', 'x', '--engine', 'y'], /cannot be used with/],
  ])('%j is not understood, and told why', async (args, message) => {
    const { code, out, err } = await autosync(...args);
    expect(err).toMatch(message);
    expect(out).toBe('');
    expect(code).toBe(2);
    const json = await autosync(...args, '--json');
    expect({ code: json.code, out: json.out }).toEqual({ code: 2, out: '' });
    const { error } = JSON.parse(json.err) as { error: { message: string } };
    expect(error).toMatchObject({
      code: 'invalid-input',
      action: expect.stringContaining('--help') as string,
    });
    expect(error.message).toMatch(message);
  });

  it('without a command is not understood by a program either', async () => {
    const { code, out, err } = await autosync('config', '--json');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'invalid-input' } });
  });
});

describe('autosync config import', () => {
  it('prints the configuration, and the report beside it', async () => {
    const { code, out, err } = await autosync('config', 'import', OLD);
    expect(code).toBe(0);
    expect(out).toMatch(/^servers:\n {2}default:$/m);
    expect(err).toMatch(/Not carried over: something is to be done \(\d+\):/);
    expect(err).toMatch(/Of \d+ elements \d+ are carried over/);
    expect(out + err).not.toContain('PLANTED');
  });

  it('writes a file, which then fits its engine; and overwrites none unasked', async () => {
    const output = at('imported.yaml');
    const first = await autosync('config', 'import', OLD, '-o', output, '--server', 'vienna');
    expect(first.code, first.err).toBe(0);
    expect(first.out).toContain('Done in another way');
    const again = await autosync('config', 'import', OLD, '-o', output);
    expect(again).toMatchObject({ code: 2, out: '' });
    expect(again.err).toContain(`${output} is there already`);
    expect(
      (await autosync('config', 'import', OLD, '-o', output, '--server', 'vienna', '--force')).code,
    ).toBe(0);
    const check = await autosync('config', 'check', output, '--export', FABRIKAM);
    expect(check.code, check.out).toBe(0);
  });

  it('prints one JSON document', async () => {
    const { code, out, err } = await autosync('config', 'import', OLD, '--json', '--export', FABRIKAM);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const document = JSON.parse(out) as { configuration: string; report: { items: unknown[] } };
    expect(document.configuration).toContain('servers:');
    expect(document.report.items.length).toBeGreaterThan(10);
  });

  it.each([
    ['is not there', 'none.xml', undefined, 'cannot be read: there is no such file.'],
    ['is no XML', 'wrong.xml', 'servers: {}', 'is not well-formed XML'],
    ['is something else', 'other.xml', '<ma-data/>', 'is no configuration of Lithnet AutoSync'],
  ])('refuses what %s', async (_, name, text, message) => {
    if (text !== undefined) await file(name, text);
    const { code, out, err } = await autosync('config', 'import', at(name));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`${at(name)} ${message}`);
    expect(err).toContain('config.xml');
    const json = await autosync('config', 'import', at(name), '--json');
    expect(JSON.parse(json.err)).toMatchObject({ error: { code: 'invalid-lithnet-configuration' } });
  });

  it('says what hinders the writing', async () => {
    const { code, err } = await autosync('config', 'import', OLD, '-o', at('no/such/folder.yaml'));
    expect(code).toBe(2);
    expect(err).toContain(`${at('no/such/folder.yaml')} cannot be written`);
  });
});

describe('autosync config init and check', () => {
  it('write a file for a running engine, and find nothing wrong with it', async () => {
    const output = at('init.yaml');
    const init = await autosync('config', 'init', '--engine', simulator.url, '-o', output);
    expect(init.code, init.err).toBe(0);
    expect(await readFile(output, 'utf8')).toContain('Fabrikam AD:');
    const check = await autosyncIn({ AUTOSYNC_CONFIG: output }, 'config', 'check', '--engine', simulator.url);
    expect(check).toMatchObject({ code: 0, err: '' });
    expect(check.out).toBe(
      `sync server default, checked against the engine at ${simulator.url}: no findings.\n`,
    );
  });

  it('print the same from an export as from the engine', async () => {
    const fromExport = await autosync('config', 'init', '--export', FABRIKAM);
    const fromEngine = await autosyncIn(
      { AUTOSYNC_SIMULATOR_URL: simulator.url },
      'config',
      'init',
      '--json',
    );
    expect((JSON.parse(fromEngine.out) as { configuration: string }).configuration).toBe(fromExport.out);
  });

  it('find what does not fit, and say so by the exit code', async () => {
    const wrong = await file('misfit.yaml', 'servers: { main: { managementAgents: { HRR: {} } } }');
    const check = await autosync('config', 'check', wrong, '--engine', simulator.url);
    expect(check.code).toBe(1);
    expect(check.out).toContain(
      'error servers.main.managementAgents.HRR\n  The engine has no management agent "HRR".\n',
    );
    const json = await autosync('config', 'check', wrong, '--engine', simulator.url, '--json');
    expect(JSON.parse(json.out)).toMatchObject({
      servers: [{ server: 'main', findings: [{ severity: 'error' }] }],
    });
  });

  it('ask the engine that the configuration names, and know how long its last runs took', async () => {
    // Slow enough for a run of more than a second.
    const slow = await startSimulator({ definition: await loadFabrikam(), speed: 2, seed: 1 });
    const engine = connectSyncEngine({ simulator: { url: slow.url } });
    const hr = (await engine.listManagementAgents()).find(({ name }) => name === 'HR')!;
    const started = await engine.start(hr.id, 'Delta Import');
    if (!started.started) throw new Error(started.result);
    while (!(await engine.waitForProgress(hr.id, started.runNumber, { timeoutMs: 5_000 })).final);
    const named = await file(
      'named.yaml',
      `servers: { main: { engine: { simulator: { url: ${slow.url} } }, managementAgents: { HR: { importInterval: 1s } } } }`,
    );
    const check = await autosync('config', 'check', named);
    await slow.close();
    expect(check.code).toBe(0);
    expect(check.out).toMatch(
      /^warning servers\.main\.managementAgents\.HR\.importInterval\n.*is imported every 1s, and its last "Delta Import" took \d+s\.$/m,
    );
  });

  it.each([
    ['check', ['gone.yaml']],
    ['diff', ['gone.yaml', 'gone-too.yaml']],
    ['apply', ['gone.yaml']],
  ])('cannot %s a file that is not there, which is no finding', async (command, names) => {
    const { code, out, err } = await autosync('config', command, ...names.map(at));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^There is no file or folder .*gone(-too)?\.yaml\.\nName a file that is there/);
  });

  it('look at the file alone where there is no engine, and say so', async () => {
    const right = await file('right.yaml', 'servers: { main: {} }');
    const check = await autosync('config', 'check', right, '--data', at('nothing'));
    expect(check).toMatchObject({ code: 0, err: '' });
    expect(check.out).toContain('It was not checked against an engine');
    const unasked = await autosync('config', 'check', right, '--offline');
    expect(unasked.out).toContain('It was not checked against an engine: --offline says so.');
    const wrong = await file('wrong.yaml', 'servers: { main: { importInterval: soon } }');
    const wrongly = await autosync('config', 'check', wrong, '--offline');
    expect(wrongly.code).toBe(1);
    expect(wrongly.out).toContain('servers.main.importInterval is "soon": write a duration');
    expect(JSON.parse((await autosync('config', 'check', wrong, '--offline', '--json')).out)).toHaveProperty(
      'problem',
    );
  });

  it.each([
    ['no engine is named', ['init', '--data', 'nothing-runs-here'], /No engine is named/],
    ['the engine does not answer', ['init', '--engine', 'http://127.0.0.1:1'], /127\.0\.0\.1:1/],
    ['there is no such export', ['init', '--export', 'no-such-folder'], /no-such-folder/],
  ])('say that %s', async (_, args, message) => {
    const { code, out, err } = await autosync('config', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });

  it('need to know which of several sync servers is meant', async () => {
    const two = await file('two.yaml', 'servers: { a: {}, b: {} }');
    const both = await autosync('config', 'check', two, '--export', FABRIKAM);
    expect(both.code).toBe(2);
    expect(both.err).toContain('say which with --server (a, b)');
    expect((await autosync('config', 'check', two, '--export', FABRIKAM, '--server', 'b')).code).toBe(0);
    expect((await autosync('config', 'check', two, '--server', 'c')).err).toContain(
      'no sync server "c"; it has a, b',
    );
  });
});

describe('autosync config diff', () => {
  it('says what changes, and whether anything does', async () => {
    const before = await file('before.yaml', 'servers: { main: {} }');
    const after = await file('after.yaml', 'servers: { main: { importInterval: 1m } }');
    expect(await autosync('config', 'diff', before, after)).toEqual({
      code: 1,
      out: 'sync server "main": importInterval is 1m, was 5m\n',
      err: '',
    });
    expect(await autosync('config', 'diff', before, before)).toEqual({
      code: 0,
      out: 'Nothing changes.\n',
      err: '',
    });
    const json = await autosync('config', 'diff', before, after, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ changes: [{ server: 'main', setting: 'importInterval' }] });
    expect((await autosync('config', 'diff', before, at('none.yaml'))).code).toBe(2);
  });
});
