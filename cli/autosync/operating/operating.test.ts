import { describe, expect, it } from 'vitest';
import { cycleId } from '../../../domain/naming.js';
import type { CycleStep, CycleView } from '../../../domain/cycle/cycle.js';
import type { CycleStore } from '../../../api/cycles/cycle-store.js';
import {
  CATALOGUE,
  endedView,
  failing,
  fakeCanceller,
  fakeControls,
  fakeCycles,
  fakeEngine,
  record,
  STATUS,
} from '../../../test/api/fake-dependencies.js';
import { serveWithFakes } from '../../../test/api/served-api.js';
import { autosync, autosyncOnTerminal } from '../../../test/cli/autosync-in-process.js';

const HIRE = cycleId('default', 'HR', 'hire');

const IMPORTED: CycleStep = {
  wants: 'delta import of partition default',
  reason: 'started through the API',
  state: 'finished',
  askedAt: '2001-01-01T10:00:00.000Z',
  answeredAt: '2001-01-01T10:00:00.100Z',
  run: {
    runProfile: 'Delta Import',
    runNumber: 12,
    result: 'success',
    start: '2001-01-01T10:00:01.000Z',
    end: '2001-01-01T10:00:03.500Z',
    summary: '1 add staged',
    errorCount: 0,
  },
  followUps: ['delta sync, because step 1 staged 1 add'],
};
const { run: _run, ...REST } = IMPORTED;
const IMPORTING: CycleStep = { ...REST, state: 'running', followUps: [] };
const HELD: CycleStep = { ...REST, wants: 'export', state: 'held', note: '5 adds pending', followUps: [] };

/** Cycles of which the one that is started goes through these states, one at each look. */
function cyclesThatGo(...views: readonly Partial<CycleView>[]): CycleStore & { looks: number } {
  const cycles = {
    ...fakeCycles(),
    looks: 0,
    read: (cycle: string) => {
      const view = views[Math.min(cycles.looks, views.length - 1)];
      cycles.looks += 1;
      const { endedAt, ...open } = record(cycle, { ...endedView('HR'), runs: 1, ...view });
      return Promise.resolve(view?.outcome === 'running' ? open : { ...open, endedAt: endedAt ?? '' });
    },
  };
  return cycles;
}

describe('autosync run', () => {
  it('says what happens line by line, and how it ended by its exit code', async () => {
    const cycles = cyclesThatGo(
      { outcome: 'running', steps: [IMPORTING], runs: 0 },
      { outcome: 'running', steps: [IMPORTED, { ...IMPORTING, wants: 'delta sync' }] },
      { outcome: 'completed-with-errors', reason: '1 error', steps: [IMPORTED] },
    );
    const { url } = await serveWithFakes({ cycles });
    const ran = await autosync(['run', 'HR', 'Delta Import', '--key', 'hire', '--api', url]);
    expect(ran).toMatchObject({ code: 1, err: '' });
    expect(ran.out).toMatchSnapshot();
  });

  it('says at the foot how it goes, and how it ended, where the tree is higher than the terminal', async () => {
    const cycles = cyclesThatGo(
      { outcome: 'running', steps: [IMPORTING], runs: 0 },
      { outcome: 'completed', steps: [IMPORTED] },
    );
    const { url } = await serveWithFakes({ cycles });
    const run = ['run', 'HR', 'Delta Import', '--key', 'hire', '--api', url];
    const { frames } = await autosyncOnTerminal(run, { rows: 5 });
    expect(frames[0]).toMatch(/\n\nHR\/hire: running for .*\n\nCtrl-C leaves it to itself$/);
    expect(frames.at(-1)).toMatch(/\n\nHR\/hire: completed in .*, 1 run, begun .*$/);
  });

  it('names the cycle that carried what was asked for as other commands take it', async () => {
    const other = `${cycleId('default', 'HR', 'other')}, whose run ended with success`;
    const coalesced = { ...REST, state: 'coalesced', note: other, followUps: [] } as const;
    const cycles = cyclesThatGo({ outcome: 'coalesced', reason: `Carried by ${other}`, steps: [coalesced] });
    const { url } = await serveWithFakes({ cycles });
    const run = ['run', 'HR', 'Delta Import', '--key', 'hire', '--api', url];
    const { out } = await autosync(run);
    const { frames } = await autosyncOnTerminal(run);
    for (const shown of [out, frames.at(-1)]) {
      expect(shown).toContain('done by the same run as HR/other, whose run ended with success');
      expect(shown).toContain('Carried by HR/other, whose run ended with success');
    }
  });

  it('draws the tree as it grows on a terminal', async () => {
    const cycles = cyclesThatGo(
      { outcome: 'running', steps: [IMPORTING], runs: 0 },
      { outcome: 'completed', steps: [IMPORTED] },
    );
    const { url } = await serveWithFakes({ cycles });
    const ran = await autosyncOnTerminal(['run', 'HR', 'Delta Import', '--key', 'hire', '--api', url]);
    expect(ran).toMatchObject({ code: 0, out: '', err: '' });
    expect([ran.frames[0], ran.frames.at(-1)]).toMatchSnapshot();
  });

  it('prints the cycle as it ended with --json', async () => {
    const cycles = cyclesThatGo(
      { outcome: 'running', steps: [IMPORTING] },
      { outcome: 'refused', reason: 'no' },
    );
    const { url } = await serveWithFakes({ cycles });
    const ran = await autosync(['run', 'HR', 'Delta Import', '--json', '--api', url]);
    expect(ran).toMatchObject({ code: 4, err: '' });
    expect(JSON.parse(ran.out)).toMatchObject({ outcome: 'refused', reason: 'no' });
  });

  it('asks for what was wanted, once for each key', async () => {
    const cycles = fakeCycles();
    const { url } = await serveWithFakes({ cycles });
    const args = ['Fabrikam / AD', 'export', '--partition', 'DC=sales,DC=fabrikam,DC=test', '--immediate'];
    const options = ['--exclusive', '--why', 'now "at" once', '--key', 'k1', '--no-wait', '--api', url];
    const [first, second] = [
      await autosync(['run', ...args, ...options]),
      await autosync(['run', ...args, ...options]),
    ];
    expect(first).toEqual({ code: 0, out: 'Fabrikam / AD/k1\n', err: '', frames: [] });
    expect(second).toEqual(first);
    expect([...cycles.started.values()]).toMatchObject([
      {
        managementAgent: 'Fabrikam / AD',
        start: {
          kind: 'run-profile-kind',
          runProfileKind: 'export',
          partition: 'DC=sales,DC=fabrikam,DC=test',
        },
        cause: { description: 'started by jane: now "at" once' },
        urgent: true,
        exclusive: true,
      },
    ]);
  });

  it('takes a run profile that is called like what could be done for what it is', async () => {
    const [hr] = CATALOGUE;
    if (!hr) throw new Error('unreachable: the fake has management agents');
    const odd = { ...hr, runProfiles: [{ name: 'export', steps: hr.runProfiles[0]?.steps ?? [] }] };
    const cycles = fakeCycles();
    const engines = new Map([
      ['default', fakeEngine({ listManagementAgents: () => Promise.resolve([odd]) })],
    ]);
    const { url } = await serveWithFakes({ cycles, engines });
    await autosync(['run', 'HR', 'export', '--no-wait', '--api', url]);
    expect([...cycles.started.values()]).toMatchObject([
      { start: { kind: 'run-profile', runProfile: 'export' } },
    ]);
  });

  it('leaves the cycle to itself at Ctrl-C, and says how to go on', async () => {
    const interrupted = new AbortController();
    const cycles = cyclesThatGo({ outcome: 'running', steps: [IMPORTING] });
    const { url } = await serveWithFakes({ cycles });
    const running = autosync(['run', 'HR', 'Delta Import', '--key', 'hire', '--api', url], {
      takeInterrupt: () => interrupted.signal,
    });
    await expect.poll(() => cycles.looks).toBeGreaterThan(0);
    interrupted.abort();
    const { code, err } = await running;
    expect(code).toBe(130);
    expect(err).toContain('The cycle goes on.');
    expect(err).toContain('autosync cancel HR/hire ');
  });

  it('leaves it after --timeout', async () => {
    const { url } = await serveWithFakes({
      cycles: cyclesThatGo({ outcome: 'running', steps: [IMPORTING] }),
    });
    const ran = await autosync(['run', 'HR', 'Delta Import', '--timeout', '200ms', '--api', url]);
    expect(ran).toMatchObject({ code: 9, err: expect.stringContaining('The cycle goes on.') });
  });

  it('ends where only what is held is left, and says what to do', async () => {
    const { url } = await serveWithFakes({ cycles: cyclesThatGo({ outcome: 'running', steps: [HELD] }) });
    const ran = await autosync(['run', 'HR', 'Delta Import', '--api', url]);
    expect(ran).toMatchObject({ code: 8, err: expect.stringContaining('waits for a decision') });
    expect(ran.out).toContain('export: held until an operator decides: 5 adds pending');
  });

  it('follows a cycle that runs already', async () => {
    const cycles = cyclesThatGo({ outcome: 'cancelled', reason: 'by jane' });
    const { url } = await serveWithFakes({ cycles });
    const ran = await autosync(['cycle', 'HR/hire', '--follow', '--api', url]);
    expect(ran).toMatchObject({ code: 5, out: expect.stringContaining('cancelled') });
  });

  it.each([
    [['Payroll', 'Delta Import'], /no management agent "Payroll"/i],
    [['HR', 'Delta Imprt'], /Delta Imprt/],
    [['HR', 'Delta Import', '--partition', 'default'], /only runProfileKind takes a partition/],
    [['HR'], /missing required argument 'profile'/],
    [['HR', 'export', '--timeout', 'soon'], /such as 30s/],
    [['HR', 'export', '--no-wait', '--timeout', '3s'], /cannot be used with/],
  ])('%j is refused, and told why', async (args, message) => {
    const { url } = await serveWithFakes();
    const { code, out, err } = await autosync(['run', ...args, '--api', url]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });
});

describe('controls', () => {
  const [hold] = STATUS.holds;
  const [request] = STATUS.waiting;

  it.each([
    [
      ['stop', 'HR', '--why', 'a "move"', '--cancel-runs'],
      { action: 'stop', managementAgent: 'HR', why: 'a "move"', cancelRuns: true },
      /^HR is stopped; and/,
    ],
    [
      ['start', 'Fabrikam / AD'],
      { action: 'start', managementAgent: 'Fabrikam / AD' },
      /^Fabrikam \/ AD is started\.$/m,
    ],
    [['start'], { action: 'start' }, /^The sync server default is started\.$/m],
    [['stop', '--yes'], { action: 'stop' }, /^The sync server default is stopped; what runs goes on/],
    [['cancel', '--ma', 'HR'], { action: 'cancel-run' }, /^What HR runs is being stopped\.$/m],
    [
      ['approve', 'Fabrikam / AD', '--why', 'sold', '--raise'],
      { action: 'approve-export', requestId: hold?.requestId, raise: true, why: 'sold' },
      /^Approved: /,
    ],
    [
      ['approve', '{00000000-0000-4000-8000-000000000002}', '--why', 'sold'],
      { action: 'approve-export', requestId: hold?.requestId },
      /^Approved: Fabrikam/,
    ],
    [
      ['reject', 'fabrikam / ad', '--why', 'empty'],
      { action: 'reject-export', requestId: hold?.requestId },
      /^Rejected: Fabrikam/,
    ],
    [
      ['reject', 'Fabrikam / AD/held#2', '--why', 'empty'],
      { action: 'reject-export', requestId: hold?.requestId },
      /^Rejected: /,
    ],
    [
      ['remove', 'Fabrikam / AD', '--why', 'not needed'],
      { requestId: request?.requestId, why: 'not needed' },
      /is taken out of the queue\.$/m,
    ],
    [
      ['remove', 'FABRIKAM / AD'],
      { requestId: request?.requestId },
      /^Fabrikam \/ AD .*out of the queue\.$/m,
    ],
    [
      ['move-to-front', '{00000000-0000-4000-8000-000000000002}'],
      { requestId: request?.requestId },
      /is next\.$/m,
    ],
    [['move-to-front', 'Fabrikam / AD/c#1'], { requestId: request?.requestId }, /is next\.$/m],
    [['force-release', '3', '--yes'], { token: 3 }, /^Lease 3 is free\.$/m],
  ])('%j', async (args, control, said) => {
    const controls = fakeControls();
    const { url } = await serveWithFakes({ controls });
    const { code, out } = await autosync([...args, '--api', url]);
    expect(code).toBe(0);
    expect(out).toMatch(said);
    expect(controls.carriedOut).toMatchObject([{ server: 'default', control }]);
    const json = await autosync([...args, '--api', url, '--json']);
    expect(JSON.parse(json.out)).toEqual({ version: STATUS.version + 2 });
  });

  it('ask before the whole sync server is stopped', async () => {
    const controls = fakeControls();
    const { url } = await serveWithFakes({ controls });
    const nobody = await autosync(['stop', '--api', url]);
    expect(nobody).toMatchObject({ code: 2, err: expect.stringContaining('--yes') });
    const no = await autosync(['stop', '--api', url], { confirm: () => Promise.resolve(false) });
    expect(no).toMatchObject({ code: 1, err: 'Nothing was done.\n' });
    expect(controls.carriedOut).toEqual([]);
    const asked: string[] = [];
    const confirm = (question: string) => Promise.resolve(asked.push(question) > 0);
    expect(await autosync(['stop', '--api', url], { confirm })).toMatchObject({ code: 0 });
    expect(asked).toEqual(['Stop the whole sync server default?']);
    expect(controls.carriedOut).toHaveLength(1);
  });

  it('cancel a cycle, and say what goes on', async () => {
    const child = cycleId('default', 'Fabrikam / AD', '1');
    const canceller = fakeCanceller({
      [HIRE]: [
        { cycle: HIRE, managementAgent: 'HR' },
        { cycle: child, managementAgent: 'Fabrikam / AD' },
      ],
    });
    const { url } = await serveWithFakes({ canceller });
    const { code, out } = await autosync([
      'cancel',
      'HR/hire',
      '--why',
      'wrong file',
      '--finish-run',
      '--api',
      url,
    ]);
    expect(code).toBe(0);
    expect(out).toMatchSnapshot();
    expect(canceller.told).toMatchObject([{ cycle: HIRE }]);
  });

  it.each([
    [['approve', 'Fabrikam / AD'], 2, /required option '--why <text>'/],
    [['approve', 'HR', '--why', 'x'], 2, /no "HR" among the exports that are held: Fabrikam \/ AD\/held#2/],
    [['remove', 'HR'], 2, /no "HR" among the requests that wait/],
    [['cancel'], 2, /either a cycle/],
    [['cancel', 'HR/1', '--ma', 'HR'], 2, /either a cycle/],
    [['force-release', 'HR'], 2, /no number of a lease/],
  ])('%j is refused, and told why', async (args, code, message) => {
    const { url } = await serveWithFakes();
    const ran = await autosync([...args, '--api', url]);
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toMatch(message);
  });

  it('show what the API says is wrong, with what to do', async () => {
    const controls = { carryOut: failing('run-lock-unreachable', 'The run lock does not run.') };
    const { url } = await serveWithFakes({ controls });
    const human = await autosync(['start', 'HR', '--api', url]);
    expect(human).toMatchObject({ code: 2, out: '' });
    expect(human.err).toMatch(/^The run lock does not run\.\nSee whether a worker runs/);
    const json = await autosync(['start', 'HR', '--api', url, '--json']);
    expect(JSON.parse(json.err)).toMatchObject({
      error: { code: 'run-lock-unreachable', message: 'The run lock does not run.' },
    });
  });
});
