import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configurationService } from '../../../../api/configuration/configuration-service.js';
import { AutoSyncError, ERRORS, type ErrorCode } from '../../../../domain/errors.js';
import { failing, fakeEngine } from '../../../../test/api/fake-dependencies.js';
import {
  fakeConfigurationStore,
  FIRST_TEXT,
  UP_TO_DATE,
} from '../../../../test/api/fake-configuration-store.js';
import { serveWithFakes } from '../../../../test/api/served-api.js';
import { autosync, autosyncOnTerminal } from '../../../../test/cli/autosync-in-process.js';
import type { Surroundings } from '../../surroundings.js';

const SLOWER = '# slower\nservers: { default: { importInterval: 10m } }\n';
const SLOWER_IN_WORDS = 'sync server "default": importInterval is 10m, was 5m';

let folder: string;
let slower: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-applied-'));
  slower = await file('slower.yaml', SLOWER);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

/** An engine in which nothing is missing. */
const NOTHING_MISSES = fakeEngine({ listManagementAgents: () => Promise.resolve([]) });

/** An API with a configuration of one revision, and commands that speak to it. */
async function served(store = fakeConfigurationStore(), engine = NOTHING_MISSES) {
  const { url } = await serveWithFakes({
    configurationService: configurationService(store, () => engine, UP_TO_DATE),
  });
  return {
    store,
    config: (args: readonly string[], changed: Partial<Surroundings> = {}) =>
      autosync(['config', ...args, '--api', url], changed),
    onTerminal: (args: readonly string[], columns = 100) =>
      autosyncOnTerminal(['config', ...args, '--api', url], { columns }),
  };
}

/** An API that does not tell any more whether what was applied is in force. */
function untoldOnceApplied(code: ErrorCode, message: string) {
  const store = fakeConfigurationStore();
  return served({
    ...store,
    standing: async () => {
      const standing = await store.standing();
      if (standing.revision > 1) throw new AutoSyncError(code, message);
      return standing;
    },
  });
}

/** Somebody who answers, and is remembered to have been asked. */
function somebody(agrees: boolean, meanwhile: () => Promise<unknown> = () => Promise.resolve()) {
  const asked: string[] = [];
  const confirm = async (question: string): Promise<boolean> => {
    asked.push(question);
    await meanwhile();
    return agrees;
  };
  return { asked, confirm };
}

describe('autosync config apply', () => {
  it('shows what changes, asks, and applies it with the reason', async () => {
    const { config, store } = await served();
    const { asked, confirm } = somebody(true);
    expect(await config(['apply', slower, '--why', 'fewer imports'], { confirm })).toMatchObject({
      code: 0,
      out: `Revision 2 is applied: ${slower}.\nIt is in force.\n`,
      err: `${SLOWER_IN_WORDS}\n`,
    });
    expect(asked).toEqual([`Apply ${slower} in place of revision 1?`]);
    expect(await store.revision()).toMatchObject({ revision: 2, text: SLOWER, why: 'fewer imports' });
  });

  it('says that it is not in force yet to whoever does not wait for that', async () => {
    const { config } = await served(fakeConfigurationStore({ stuck: true }));
    expect(await config(['apply', slower, '--yes'], { takeInterrupt: () => AbortSignal.abort() })).toEqual(
      expect.objectContaining({
        code: 0,
        out: `Revision 2 is applied: ${slower}.\n`,
        err: `${SLOWER_IN_WORDS}\nIt is not in force everywhere yet: autosync config show says where not.\n`,
      }),
    );
  });

  it('waits until it is in force, although nobody could say so for a moment', async () => {
    const store = fakeConfigurationStore({ stuck: true });
    const looks: (() => Promise<{ revision: number; due: string[]; leaving: string[] }>)[] = [
      failing('worker-unreachable', 'It is away.'),
      () => Promise.resolve({ revision: 2, due: ['default'], leaving: [] }),
      () => Promise.resolve({ revision: 2, due: [], leaving: [] }),
    ];
    const { config } = await served({
      ...store,
      standing: async () => {
        const isApplied = (await store.standing()).revision === 2;
        return (isApplied && looks.shift()?.()) || store.standing();
      },
    });
    expect(await config(['apply', slower, '--yes'])).toMatchObject({
      code: 0,
      out: `Revision 2 is applied: ${slower}.\nIt is in force.\n`,
    });
    expect(looks).toEqual([]);
  });

  it('says in JSON whether it is in force', async () => {
    const interrupted = { takeInterrupt: () => AbortSignal.abort() };
    const stuck = await served(fakeConfigurationStore({ stuck: true }));
    const late = await stuck.config(['apply', slower, '--yes', '--json'], interrupted);
    expect(late).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(late.out)).toMatchObject({ revision: 2, changed: true, inForce: false });
    const again = await stuck.config(['apply', slower, '--json'], interrupted);
    expect(JSON.parse(again.out)).toMatchObject({ revision: 2, changed: false, inForce: false });
    const { config } = await served();
    const soon = await config(['apply', slower, '--yes', '--json']);
    expect(JSON.parse(soon.out)).toMatchObject({ revision: 2, changed: true, inForce: true });
    expect(JSON.parse((await config(['apply', slower, '--json'])).out)).toMatchObject({
      changed: false,
      inForce: true,
    });
  });

  it('waits for what is applied already, too', async () => {
    const store = fakeConfigurationStore();
    const looks = [['default'], ['default'], ['default'], []];
    const { config } = await served({
      ...store,
      standing: () => Promise.resolve({ revision: 1, due: looks.shift() ?? [], leaving: [] }),
    });
    const same = await file('same-pending.yaml', FIRST_TEXT);
    expect(await config(['apply', same])).toMatchObject({
      code: 0,
      out: `Revision 1, which is applied, says what ${same} says: nothing was done.\nIt is in force.\n`,
      err: '',
    });
    expect(looks).toEqual([]);
  });

  it('says that it is applied where it may not find out whether it is in force', async () => {
    const person = await untoldOnceApplied('forbidden', 'Your key has been revoked.');
    const told = await person.config(['apply', slower, '--yes']);
    expect(told).toMatchObject({
      code: 0,
      out: `Revision 2 is applied: ${slower}.\n`,
      err: `${SLOWER_IN_WORDS}\nWhether it is in force could not be found out: Your key has been revoked.\n${ERRORS.forbidden.operator}\n`,
    });
    const program = await untoldOnceApplied('forbidden', 'Your key has been revoked.');
    const json = await program.config(['apply', slower, '--yes', '--json']);
    expect(json).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(json.out)).toMatchObject({
      revision: 2,
      changed: true,
      inForce: false,
      problem: 'Your key has been revoked.',
    });
  });

  it('says that nobody answered, if nobody did until it gave up waiting', async () => {
    const { config } = await untoldOnceApplied('worker-unreachable', 'It is away.');
    expect(
      await config(['apply', slower, '--yes'], { takeInterrupt: () => AbortSignal.abort() }),
    ).toMatchObject({
      code: 0,
      err: expect.stringContaining('Whether it is in force could not be found out: It is away.\n'),
    });
  });

  it('does nothing for whoever does not agree, or cannot be asked', async () => {
    const { config, store } = await served();
    expect(await config(['apply', slower], { confirm: somebody(false).confirm })).toMatchObject({
      code: 1,
      out: '',
      err: `${SLOWER_IN_WORDS}\nNothing was done.\n`,
    });
    const unasked = await config(['apply', slower]);
    expect(unasked).toMatchObject({ code: 2, out: '' });
    expect(unasked.err).toContain('say so with --yes');
    const json = await config(['apply', slower, '--json']);
    expect(JSON.parse(json.err)).toMatchObject({ error: { code: 'invalid-input' } });
    expect(await store.revision()).toMatchObject({ revision: 1 });
  });

  it('does not overwrite what somebody else applied while it was looked at', async () => {
    const { config, store } = await served();
    const other = await file('other.yaml', 'servers: { default: { importInterval: 1h } }');
    const { confirm } = somebody(true, () => config(['apply', other, '--yes']));
    const late = await config(['apply', slower], { confirm });
    expect(late).toMatchObject({ code: 2, out: '' });
    expect(late.err).toContain('Revision 2 is applied, not 1.\nLook at what is applied now');
    expect(await store.revision()).toMatchObject({ revision: 2, changes: [expect.stringContaining('1h')] });
  });

  it('applies nothing in a dry run', async () => {
    const { config, store } = await served();
    expect(await config(['apply', slower, '--dry-run'])).toMatchObject({
      code: 0,
      out: `${SLOWER_IN_WORDS}\n${slower} can be applied in place of revision 1. Nothing was done.\n`,
      err: '',
    });
    expect(JSON.parse((await config(['apply', slower, '--dry-run', '--json'])).out)).toEqual({
      applied: false,
      revision: 1,
      findings: [],
      changes: [SLOWER_IN_WORDS],
    });
    expect(await store.revision()).toMatchObject({ revision: 1 });
  });

  it('applies nothing that an engine does not have, and says so as `config check` does', async () => {
    const { config, store } = await served();
    const misfit = await file('misfit.yaml', 'servers: { default: { managementAgents: { HRR: {} } } }');
    const refused = await config(['apply', misfit, '--yes']);
    expect(refused).toMatchObject({ code: 1, err: '' });
    expect(refused.out).toContain(
      'error servers.default.managementAgents.HRR\n  The engine has no management agent "HRR".\n',
    );
    expect(refused.out).toContain(`${misfit} is not applied: 1 error. Revision 1 stays.\n`);
    expect(JSON.parse((await config(['apply', misfit, '--yes', '--json'])).out)).toMatchObject({
      applied: false,
      findings: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]) as unknown,
    });
    expect(await store.revision()).toMatchObject({ revision: 1 });
  });

  it.each([
    ['is no YAML', 'servers: {', 'invalid.yaml'],
    ['has a setting that there is not', 'servers: { default: { importIntervall: 1m } }', 'importIntervall'],
  ])('says no to what %s', async (_, text, message) => {
    const { config } = await served();
    const invalid = await file('invalid.yaml', text);
    const refused = await config(['apply', invalid, '--yes']);
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining(message), err: '' });
    expect(JSON.parse((await config(['apply', invalid, '--json'])).out)).toMatchObject({ applied: false });
  });

  it('tells warnings, and applies all the same', async () => {
    const away = fakeEngine({ listManagementAgents: failing('engine-unreachable', 'It is away.') });
    const { config } = await served(fakeConfigurationStore(), away);
    const applied = await config(['apply', slower, '--yes']);
    expect(applied).toMatchObject({
      code: 0,
      out: `Revision 2 is applied: ${slower}.\nIt is in force.\n`,
    });
    expect(applied.err).toContain('warning servers.default.engine\n  Not checked against the engine');
  });

  it('has nothing to do for what is applied already, and asks nobody', async () => {
    const { config } = await served();
    const same = await file('same.yaml', FIRST_TEXT);
    const { asked, confirm } = somebody(true);
    expect(await config(['apply', same], { confirm })).toMatchObject({
      code: 0,
      out: `Revision 1, which is applied, says what ${same} says: nothing was done.\nIt is in force.\n`,
    });
    expect(asked).toEqual([]);
    expect(JSON.parse((await config(['apply', same, '--json'])).out)).toMatchObject({
      revision: 1,
      changed: false,
    });
  });

  it('applies a folder as one', async () => {
    const { config, store } = await served(fakeConfigurationStore(), fakeEngine());
    const parts = join(folder, 'parts');
    await mkdir(parts);
    await file('parts/a.yaml', SLOWER);
    await file('parts/b.yml', 'servers: { default: { managementAgents: { HR: { disabled: true } } } }');
    const applied = await config(['apply', parts, '--yes', '--json']);
    expect(applied).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(applied.out)).toMatchObject({ revision: 2, changed: true });
    expect((await store.revision())?.changes).toContain(SLOWER_IN_WORDS);
  });

  it('could not be done without an API, or before the first revision', async () => {
    expect(await autosync(['config', 'apply', slower, '--yes', '--api', 'http://127.0.0.1:1'])).toMatchObject(
      { code: 2, out: '' },
    );
    const { config } = await served({
      ...fakeConfigurationStore(),
      revision: () => Promise.resolve(undefined),
    });
    expect(await config(['apply', slower, '--yes'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('No configuration has been applied yet.'),
    });
  });
});

describe('autosync config rollback', () => {
  it('shows what changes, asks, and applies the earlier revision again', async () => {
    const { config, store } = await served();
    await config(['apply', slower, '--yes']);
    const { asked, confirm } = somebody(true);
    expect(await config(['rollback', '1', '--why', 'too slow'], { confirm })).toMatchObject({
      code: 0,
      out: 'Revision 3 is applied: revision 1 again.\nIt is in force.\n',
      err: 'sync server "default": importInterval is 5m, was 10m\n',
    });
    expect(asked).toEqual(['Apply revision 1 in place of revision 2?']);
    expect(await store.revision()).toMatchObject({ text: FIRST_TEXT, rolledBackTo: 1, why: 'too slow' });
  });

  it('does not roll back what was applied meanwhile', async () => {
    const { config, store } = await served();
    await config(['apply', slower, '--yes']);
    const other = await file('other.yaml', 'servers: { default: { importInterval: 1h } }');
    const { confirm } = somebody(true, () => config(['apply', other, '--yes']));
    expect(await config(['rollback', '1'], { confirm })).toMatchObject({
      code: 2,
      err: expect.stringContaining('Revision 3 is applied, not 2.'),
    });
    expect(await store.revision()).toMatchObject({ revision: 3 });
  });

  it.each([
    [['9'], 'There is no revision 9'],
    [['first'], 'Write a whole number above 0.'],
    [[], "missing required argument 'revision'"],
  ])('of %j could not be done', async (args, message) => {
    const { config } = await served();
    expect(await config(['rollback', ...args, '--yes'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining(message),
    });
  });

  it('says that a text is not kept any more', async () => {
    const store = fakeConfigurationStore();
    const { config } = await served({
      ...store,
      revision: async (wanted) => {
        const { text: _gone, ...found } = (await store.revision(wanted)) ?? {};
        return 'revision' in found ? { ...found, textKept: false } : undefined;
      },
    });
    for (const command of ['rollback', 'show']) {
      expect(await config([command, '1'])).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining('The text of revision 1 is not kept any more'),
      });
    }
  });
});

describe('autosync config history and show', () => {
  it('list what was applied, the newest first', async () => {
    const { config, onTerminal } = await served();
    await config(['apply', slower, '--yes', '--why', 'fewer\u001b[31m imports']);
    await config(['rollback', '1', '--yes']);
    const { code, out, err } = await config(['history']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatchInlineSnapshot(`
      "REVISION  APPLIED                  BY               WHY                      CHANGED
      3         2001-02-03 01:00:00 CET  jane                                      back to 1: sync server "default": importInterval is 5m, was 10m
      2         2001-02-03 01:00:00 CET  jane             fewer\\u{1b}[31m imports  sync server "default": importInterval is 10m, was 5m
      1         2001-02-03 01:00:00 CET  the file a.yaml                           the first
      "
    `);
    const narrow = await onTerminal(['history'], 40);
    expect(Math.max(...narrow.out.split('\n').map((line) => line.length))).toBeLessThan(40);
    expect(JSON.parse((await config(['history', '--json'])).out)).toMatchObject({
      revisions: [{ revision: 3 }, { revision: 2 }, { revision: 1 }],
    });
  });

  it('print the text as it was applied, and what is known of it beside it', async () => {
    const { config, onTerminal } = await served(fakeConfigurationStore({ stuck: true }));
    const interrupted = { takeInterrupt: () => AbortSignal.abort() };
    await config(['apply', slower, '--yes', '--why', 'fewer imports'], interrupted);
    const applied = await config(['show']);
    expect(applied).toMatchObject({ code: 0, out: SLOWER });
    expect(applied.err).toMatch(/^Revision 2, applied .* by .*: fewer imports$/m);
    expect(applied.err).toContain(`  ${SLOWER_IN_WORDS}\nNot in force yet on default\n`);
    expect(await config(['show', '1'])).toMatchObject({ code: 0, out: FIRST_TEXT });
    expect((await onTerminal(['show', '1'])).out).toBe(FIRST_TEXT);
    expect(JSON.parse((await config(['show', '1', '--json'])).out)).toMatchObject({
      revision: 1,
      text: FIRST_TEXT,
    });
    expect(await config(['show', '9'])).toMatchObject({ code: 2, out: '' });
  });

  it('let nothing in a text speak to the terminal', async () => {
    const { config, onTerminal } = await served();
    const sly = await file('sly.yaml', '# \u202Edezilaitini\r\nservers: { default: {} }');
    await config(['apply', sly, '--yes']);
    expect((await onTerminal(['show'])).out).toBe('# \\u{202e}dezilaitini\nservers: { default: {} }\n');
    expect((await config(['show'])).out).toBe('# \u202Edezilaitini\r\nservers: { default: {} }');
  });
});

describe('autosync config diff FILE', () => {
  it('says what the file would change of what is applied', async () => {
    const { config } = await served();
    expect(await config(['diff', slower])).toMatchObject({ code: 1, out: `${SLOWER_IN_WORDS}\n`, err: '' });
    expect(JSON.parse((await config(['diff', slower, '--json'])).out)).toMatchObject({
      revision: 1,
      changes: [{ server: 'default', setting: 'importInterval' }],
    });
    await config(['apply', slower, '--yes']);
    expect(await config(['diff', slower])).toMatchObject({ code: 0, out: 'Nothing changes.\n' });
  });
});
