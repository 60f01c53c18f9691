import { describe, expect, it } from 'vitest';
import { failing, fakeEngine } from '../../../test/api/fake-dependencies.js';
import { serveWithFakes } from '../../../test/api/served-api.js';
import { autosync } from '../../../test/cli/autosync-in-process.js';
import { SHELLS } from './scripts.js';

/** What is offered for a command line whose last word is being typed. */
async function offered(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<readonly string[]> {
  const { code, out, err } = await autosync(['__complete', '--', ...words], { env });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out.split('\n').slice(0, -1);
}

describe('completion', () => {
  it.each([
    [['st'], ['status', 'start', 'stop']],
    [
      ['config', 'i'],
      ['init', 'import'],
    ],
    [['status', '--w'], ['--watch']],
    [['status', '--server', 'x', '--w'], ['--watch']],
    [['cycles', '--trigger', 'o'], ['operator']],
    [['completion', ''], SHELLS],
    [['config', 'r'], ['rollback']],
    [
      ['config', 'apply', '--d'],
      ['--data', '--dry-run'],
    ],
    [['config', 'check', ''], []],
    [['status', ''], []],
    [['nonsense', '--x', ''], []],
    [['__'], []],
  ])('of %j is %j', async (words, expected) => {
    expect(await offered(words)).toEqual(expected);
  });

  it('names management agents and run profiles', async () => {
    const { url } = await serveWithFakes();
    const env = { AUTOSYNC_API: url };
    expect(await offered(['stop', ''], env)).toEqual(['HR', 'Fabrikam / AD']);
    expect(await offered(['cycles', '--ma', 'Fab'], env)).toEqual(['Fabrikam / AD']);
    expect(await offered(['run', 'Fabrikam / AD', 'E'], env)).toEqual(['Export Sales']);
    expect(await offered(['run', 'HR', 'delta'])).toEqual(['delta-import', 'delta-sync']);
    expect(await offered(['approve', '--api', url, 'H'])).toEqual(['HR']);
  });

  it('says nothing where nobody can be asked', async () => {
    expect(await offered(['stop', ''], { AUTOSYNC_API: 'http://127.0.0.1:1' })).toEqual([]);
    expect(await offered(['stop', ''], { AUTOSYNC_API: 'nonsense' })).toEqual([]);
    const listManagementAgents = failing('engine-unreachable');
    const { url } = await serveWithFakes({
      engines: new Map([['default', fakeEngine({ listManagementAgents })]]),
    });
    expect(await offered(['stop', ''], { AUTOSYNC_API: url })).toEqual([]);
  });

  it.each(SHELLS)('has a script for %s that asks for it', async (shell) => {
    const { code, out, err } = await autosync(['completion', shell]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('autosync __complete -- ');
  });

  it('has none for other shells, and says for which it has', async () => {
    const { code, err } = await autosync(['completion', 'tcsh']);
    expect(code).toBe(2);
    expect(err).toContain('bash, zsh, fish, powershell');
  });
});
