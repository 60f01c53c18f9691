import { describe, expect, it } from 'vitest';
import {
  failing,
  fakeCycles,
  fakeEngine,
  endedView,
  record,
  STATUS,
} from '../../../test/api/fake-dependencies.js';
import { serveWithFakes } from '../../../test/api/served-api.js';
import { autosync, autosyncOnTerminal } from '../../../test/cli/autosync-in-process.js';
import { parseConfiguration } from '../../../config/load.js';
import type { CycleRecord, CycleStore } from '../../../api/cycles/cycle-store.js';
import { cycleId } from '../../../domain/naming.js';
import { TRIGGERS, type CycleView } from '../../../domain/cycle/cycle.js';
import type { RunLockStatus } from '../../../domain/run-lock/status.js';

const NAMES = [
  `O'Brien "HR" \\ {0} %s`,
  'إدارة الهوية',
  '人事システム 👩‍👩‍👧‍👦',
  'line\nbreak \u001B[31mred \u202Eturned',
  'x'.repeat(4_000),
];

function statusOf(names: readonly string[]): RunLockStatus {
  const [template] = STATUS.managementAgents;
  if (!template) throw new Error('unreachable: the fake has management agents');
  return { ...STATUS, managementAgents: names.map((name, id) => ({ ...template, id: String(id), name })) };
}

const HIRE = cycleId('default', 'HR', 'hire-4711');
const CHILD = cycleId('default', 'Fabrikam / AD', '0198c5b20000');

const VIEW: CycleView = {
  ...endedView('HR'),
  runs: 3,
  steps: [
    {
      wants: 'delta import of partition default',
      reason: 'started through the API',
      state: 'finished',
      askedAt: '2001-01-01T10:00:00.000Z',
      answeredAt: '2001-01-01T10:00:01.000Z',
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
    },
    {
      wants: 'delta sync of partition default',
      reason: 'step 1 staged 1 add',
      state: 'refused',
      askedAt: '2001-01-01T10:00:04.000Z',
      note: 'management agent HR is stopped',
      followUps: [],
    },
  ],
  children: [
    { cycle: CHILD, managementAgent: 'Fabrikam / AD', reason: '1 change', outcome: 'completed', runs: 2 },
    { cycle: `${CHILD}0`, managementAgent: 'Gone', reason: '2 changes', outcome: 'completed', runs: 1 },
  ],
};
const CYCLES = [record(HIRE, VIEW), record(CHILD, { ...endedView('Fabrikam / AD'), runs: 2, depth: 1 })];

/** Finds by the exact name, as Temporal does, and has one page. */
function searchable(records: readonly CycleRecord[]): CycleStore {
  const all = fakeCycles(records);
  return {
    ...all,
    list: async (filter, page) => {
      const { cycles } = await all.list(filter, page);
      return { cycles: cycles.filter((each) => each.managementAgent === filter.managementAgent) };
    },
  };
}

describe('autosync status and queue', () => {
  it('show all that there is to know', async () => {
    const { url } = await serveWithFakes();
    const status = await autosync(['status', '--api', url]);
    expect(status).toMatchObject({ code: 0, err: '' });
    expect(status.out).toMatchSnapshot('status');
    expect((await autosync(['queue', '--api', url])).out).toMatchSnapshot('queue');
  });

  it('print the documents of the API as JSON', async () => {
    const { url } = await serveWithFakes();
    const status = await autosync(['status', '--api', url, '--json']);
    expect(JSON.parse(status.out)).toMatchObject({
      servers: [{ ...STATUS, engineWorker: { state: 'present' } }],
    });
    const { server, version, running, waiting, holds } = STATUS;
    const queue = await autosync(['queue', '--api', url, '--json']);
    expect(JSON.parse(queue.out)).toMatchObject({ servers: [{ server, version, running, waiting, holds }] });
  });

  it('say what is stopped, absent, or down', async () => {
    const { url } = await serveWithFakes({
      runLocks: {
        status: () =>
          Promise.resolve({
            ...STATUS,
            control: 'stopped',
            stopped: { at: '2001-01-01T09:30:00.000Z', by: 'jane', why: 'maintenance' },
            engine: { state: 'down', since: '2000-12-31T09:30:00.000Z', reason: 'connect ECONNREFUSED' },
            engineSeen: false,
            hearing: ['a', 'b'],
            unknownInConfiguration: ['Old HR'],
            running: [],
            waiting: [],
            holds: [],
          }),
      },
      temporal: {
        serverVersion: () => Promise.resolve('1.29.1'),
        pollers: () => Promise.resolve([]),
      },
    });
    expect((await autosync(['status', '--api', url])).out).toMatchSnapshot();
  });

  it('show every sync server, or the one that was named', async () => {
    const configuration = parseConfiguration('servers: { a: {}, b: {} }', 'the test');
    const engines = new Map(['a', 'b'].map((server) => [server, fakeEngine()]));
    const runLocks = { status: (server: string) => Promise.resolve({ ...STATUS, server }) };
    const { url } = await serveWithFakes({ configuration, engines, runLocks });
    const both = JSON.parse((await autosync(['status', '--api', url, '--json'])).out) as {
      servers: unknown[];
    };
    expect(both.servers).toHaveLength(2);
    expect((await autosync(['status', '--api', url, '--server', 'b'])).out).toMatch(/^sync server b: /);
    const which = await autosync(['cycles', '--api', url]);
    expect(which).toMatchObject({ code: 2, out: '' });
    expect(which.err).toContain('say which with --server (a, b)');
    const none = await autosync(['status', '--api', url, '--server', 'c']);
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('"c"') });
  });

  it('keep columns aligned whatever the names are, and obey none of them', async () => {
    const runLocks = { status: () => Promise.resolve(statusOf(NAMES)) };
    const { url } = await serveWithFakes({ runLocks });
    const { out } = await autosync(['status', '--api', url]);
    for (const obeyed of ['\u001B', '\u202E']) expect(out).not.toContain(obeyed);
    expect(out).toContain('x'.repeat(4_000));
    const onTerminal = await autosyncOnTerminal(['status', '--api', url], { columns: 90 });
    expect(onTerminal.out.split('\n').slice(2, 8).join('\n')).toMatchSnapshot();
  });

  it('colour on a terminal only', async () => {
    const { url } = await serveWithFakes();
    expect((await autosync(['status', '--api', url])).out).not.toContain('\u001B');
    expect((await autosyncOnTerminal(['status', '--api', url], { colors: true })).out).toContain('\u001B[');
  });
});

describe('autosync status --watch', () => {
  it('shows each change, what it has lost meanwhile, and ends at Ctrl-C', async () => {
    const interrupted = new AbortController();
    let shown = 0;
    // Whoever listens to events has the run lock asked, too: what it says goes by what has been shown.
    const status = () =>
      shown === 1
        ? failing('worker-unreachable', 'No worker answers.')()
        : Promise.resolve({ ...STATUS, version: 7 + shown });
    const { url } = await serveWithFakes({ runLocks: { status } });
    const { code, frames } = await autosyncOnTerminal(['status', '--watch', '--api', url], {
      takeInterrupt: () => interrupted.signal,
      onFrame: (frame) => {
        if (shown === 1 && !frame.endsWith('No worker answers.')) return;
        shown += 1;
        if (shown === 3) interrupted.abort();
      },
    });
    expect(code).toBe(0);
    expect(frames[0]).toMatch(/^sync server default: started(.|\n)*Ctrl-C ends it$/);
    expect(frames.some((frame) => frame.endsWith('No worker answers.'))).toBe(true);
    expect(frames.at(-1)).toMatch(/Ctrl-C ends it$/);
  });

  it('prints a document on a line for each change with --json', async () => {
    const interrupted = new AbortController();
    let out = '';
    const lines = () => out.split('\n').length - 1;
    const status = () => Promise.resolve({ ...STATUS, version: 1 + lines() });
    const { url } = await serveWithFakes({ runLocks: { status } });
    await autosync(['status', '--watch', '--json', '--api', url], {
      takeInterrupt: () => interrupted.signal,
      out: (text) => {
        out += text;
        if (lines() === 2) interrupted.abort();
      },
    });
    const documents = out.trim().split('\n');
    expect(documents.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { servers: [{ version: 1 }] },
      { servers: [{ version: 2 }] },
    ]);
  });
});

describe('autosync cycles, cycle and runs', () => {
  it('list cycles, and one with all that it caused', async () => {
    const { url } = await serveWithFakes({ cycles: fakeCycles(CYCLES) });
    const list = await autosync(['cycles', '--api', url]);
    expect(list.out.replace(/--cursor \S+/, '--cursor …')).toMatchSnapshot('cycles');
    const tree = await autosync(['cycle', 'HR/hire-4711', '--api', url]);
    expect(tree).toMatchObject({ code: 0, err: '' });
    expect(tree.out).toMatchSnapshot('cycle');
    const json = await autosync(['cycle', HIRE, '--json', '--api', url]);
    expect(JSON.parse(json.out)).toMatchObject({ cycle: HIRE, children: [{ tree: { runs: 2 } }, {}] });
  });

  it('hand every filter on', async () => {
    const cycles = fakeCycles(CYCLES);
    const { url } = await serveWithFakes({ cycles });
    const filters = ['--ma', NAMES[0] ?? '', '--outcome', 'refused', '--trigger', 'operator', '--ended'];
    const times = ['--since', '2001-01-01T08:00:00Z', '--until', '2001-01-02T08:00:00Z', '--limit', '7'];
    expect(await autosync(['cycles', '--api', url, ...filters, ...times])).toMatchObject({
      code: 0,
      err: '',
    });
    expect(cycles.searches).toMatchObject([
      {
        managementAgent: NAMES[0],
        outcome: 'refused',
        trigger: 'operator',
        open: false,
        since: '2001-01-01T08:00:00.000Z',
        until: '2001-01-02T08:00:00.000Z',
      },
    ]);
  });

  it.each(TRIGGERS)('can be asked for by the trigger %s', async (trigger) => {
    const cycles = fakeCycles(CYCLES);
    const { url } = await serveWithFakes({ cycles });
    expect(await autosync(['cycles', '--trigger', trigger, '--api', url])).toMatchObject({ code: 0 });
    expect(cycles.searches).toMatchObject([{ trigger }]);
  });

  it.each(['hr', '{00000000-0000-4000-8000-000000000001}'])(
    'find a management agent by id, or however its name is written: %s',
    async (ma) => {
      const { url } = await serveWithFakes({ cycles: searchable(CYCLES) });
      const { out } = await autosync(['cycles', '--ma', ma, '--json', '--api', url]);
      expect(JSON.parse(out)).toMatchObject({ cycles: [{ managementAgent: 'HR' }] });
    },
  );

  it('say that there is no such management agent where nothing is found for it', async () => {
    const { url } = await serveWithFakes({ cycles: searchable(CYCLES) });
    const { code, out } = await autosync(['cycles', '--ma', 'Payrol', '--api', url]);
    expect({ code, out }).toEqual({
      code: 0,
      out: 'There are no such cycles, and the sync server default has no management agent "Payrol".\n',
    });
  });

  it('list the runs of a management agent', async () => {
    const { url } = await serveWithFakes();
    const { code, out, err } = await autosync(['runs', 'HR', '--api', url]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatchSnapshot();
    const json = await autosync(['runs', 'HR', '--api', url, '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ server: 'default', managementAgent: 'HR' });
  });

  it.each([
    [['cycle', 'nonsense'], /"nonsense" is no cycle/],
    [['cycle', 'HR/never'], /Temporal has no cycle/],
    [['cycles', '--limit', '0'], /from 1 to 100/],
    [['cycles', '--since', 'yesterday'], /query\.since is "yesterday".*2001-01-01T10:00:00Z/],
    [['runs', 'Payroll'], /"Payroll"/],
    [['runs', '..'], /use its id/],
    [['runs', 'HR', '--before', '0'], /above 0/],
  ])('%j is refused, and told why', async (args, message) => {
    const { url } = await serveWithFakes();
    const { code, out, err } = await autosync([...args, '--api', url]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });
});
