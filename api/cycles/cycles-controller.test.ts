import { describe, expect, test } from 'vitest';
import {
  endedView,
  failing,
  fakeAudit,
  fakeCycles,
  fakeEngine,
  record,
} from '../../test/api/fake-dependencies.js';
import { post, request, serveWithFakes } from '../../test/api/served-api.js';
import { cyclePageSchema, cycleTreeSchema, startedCycleSchema } from './cycle-schema.js';

const HR_CYCLE = 'autosync/default/cycle/HR/hire-4711';
const HR_PATH = 'autosync%2Fdefault%2Fcycle%2FHR%2Fhire-4711';
const engineGone = failing('engine-unreachable', 'The engine does not answer.');

describe('POST /servers/:server/cycles', () => {
  test('starts a cycle and says where to follow it', async () => {
    const cycles = fakeCycles();
    const { routes } = await serveWithFakes({
      cycles,
      webUi: { url: 'http://127.0.0.1:8233/', namespace: 'default' },
    });
    const answer = await post(
      `${routes}/servers/default/cycles`,
      { managementAgent: 'hr', runProfile: 'delta import', description: 'hire 4711' },
      { 'idempotency-key': 'hire-4711' },
    );
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/api/v1/servers/default/cycles/${HR_PATH}`);
    expect(startedCycleSchema.parse(answer.body)).toEqual({
      cycle: HR_CYCLE,
      webUi: `http://127.0.0.1:8233/namespaces/default/workflows/${HR_PATH}/run-1/history`,
      links: { cycle: `/api/v1/servers/default/cycles/${HR_PATH}` },
    });
    expect(cycles.started.get(HR_CYCLE)).toEqual({
      server: 'default',
      managementAgent: 'HR',
      start: { kind: 'run-profile', runProfile: 'Delta Import' },
      cause: { trigger: 'operator', description: 'started by jane: hire 4711' },
      lineage: [],
      maxDepth: 10,
    });
  });

  test('is recorded with the cycle that it started', async () => {
    const audit = fakeAudit();
    const { routes } = await serveWithFakes({ audit });
    const body = { managementAgent: 'HR', runProfile: 'Delta Import' };
    await post(`${routes}/servers/default/cycles`, body, { 'idempotency-key': 'hire-4711' });
    expect(audit.records).toMatchObject([
      { event: 'change-asked', who: 'jane' },
      { event: 'change-done', status: 202, answered: { cycle: HR_CYCLE } },
    ]);
  });

  test('a request that is sent again finds the same cycle; one without a key never does', async () => {
    const cycles = fakeCycles();
    const { routes } = await serveWithFakes({ cycles });
    const body = { managementAgent: 'HR', runProfileKind: 'delta-import' };
    const key = { 'idempotency-key': 'again' };
    const first = await post(`${routes}/servers/default/cycles`, body, key);
    const second = await post(`${routes}/servers/default/cycles`, body, key);
    expect(second).toMatchObject({ status: 202, body: first.body });
    await post(`${routes}/servers/default/cycles`, body);
    await post(`${routes}/servers/default/cycles`, body);
    expect(cycles.started.size).toBe(3);
  });

  test('without a Web UI there is no link to it', async () => {
    const { routes } = await serveWithFakes();
    const { body } = await post(`${routes}/servers/default/cycles`, {
      managementAgent: 'HR',
      runProfile: 'Delta Import',
    });
    expect(body).not.toHaveProperty('webUi');
  });

  test.each([
    [{ runProfileKind: 'delta-import' }, { kind: 'run-profile-kind', runProfileKind: 'delta-import' }],
    [
      { runProfileKind: 'delta-import', partition: 'dc=SALES,dc=fabrikam,dc=test' },
      {
        kind: 'run-profile-kind',
        runProfileKind: 'delta-import',
        partition: 'DC=sales,DC=fabrikam,DC=test',
      },
    ],
    [{ pendingExports: true }, { kind: 'pending-exports' }],
    [{ followUpsOfRun: 12 }, { kind: 'follow-ups-of-run', runNumber: 12 }],
  ])('%j starts with %j', async (way, start) => {
    const cycles = fakeCycles();
    const { routes } = await serveWithFakes({ cycles });
    const answer = await post(`${routes}/servers/default/cycles`, {
      managementAgent: 'Fabrikam / AD',
      ...way,
    });
    expect(answer.status).toBe(202);
    expect([...cycles.started.values()]).toMatchObject([{ managementAgent: 'Fabrikam / AD', start }]);
  });

  test.each([
    [
      { managementAgent: 'HX', runProfile: 'x' },
      'unknown-management-agent',
      'It has: "HR", "Fabrikam / AD".',
    ],
    [
      { managementAgent: 'HR', runProfile: 'x' },
      'unknown-run-profile',
      'It has: "Delta Import", "Delta Sync".',
    ],
    [
      { managementAgent: 'HR', runProfileKind: 'export' },
      'unknown-run-profile',
      'no run profile for: export',
    ],
    [{ managementAgent: 'HR', pendingExports: true }, 'unknown-run-profile', 'no run profile for: export'],
    [
      { managementAgent: 'HR', runProfileKind: 'delta-import', partition: 'x' },
      'unknown-partition',
      'Selected are: "default".',
    ],
    [{ managementAgent: 'HR', followUpsOfRun: 99 }, 'unknown-run', 'There is no run 99.'],
  ])('%j is %s: %s', async (body, code, detail) => {
    const cycles = fakeCycles();
    const { routes } = await serveWithFakes({ cycles });
    expect(await post(`${routes}/servers/default/cycles`, body)).toMatchObject({
      status: 404,
      body: { code, detail: expect.stringContaining(detail) },
    });
    expect(cycles.started.size).toBe(0);
  });

  test.each([
    [{ runProfile: 'x' }, 'body.managementAgent is missing'],
    [
      { managementAgent: 'HR' },
      'give exactly one of runProfile, runProfileKind, pendingExports, followUpsOfRun; given: none',
    ],
    [{ managementAgent: 'HR', runProfile: 'x', pendingExports: true }, 'given: runProfile, pendingExports'],
    [
      { managementAgent: 'HR', runProfile: 'x', partition: 'p' },
      'body.partition is "p": only runProfileKind',
    ],
    [{ managementAgent: 'HR', runProfileKind: 'import' }, 'body.runProfileKind is "import"'],
    [{ managementAgent: 'HR', followUpsOfRun: 0 }, 'body.followUpsOfRun is 0'],
    [{ managementAgent: 'HR', runProfile: 'x', urgent: true }, '"urgent"'],
    [{ managementAgent: 'HR', runProfile: 'x', immediate: false }, 'body.immediate is false'],
    [
      { managementAgent: 'HR', followUpsOfRun: 12, exclusive: true },
      'body.exclusive is true: followUpsOfRun starts with no run',
    ],
    [[], 'body: expected object'],
  ])('%j is invalid: %s', async (body, detail) => {
    const { routes } = await serveWithFakes();
    expect(await post(`${routes}/servers/default/cycles`, body)).toMatchObject({
      status: 400,
      body: { code: 'invalid-input', detail: expect.stringContaining(detail) },
    });
  });

  test('a key that cannot be part of an id is refused', async () => {
    const { routes } = await serveWithFakes();
    const body = { managementAgent: 'HR', runProfile: 'Delta Import' };
    expect(await post(`${routes}/servers/default/cycles`, body, { 'idempotency-key': 'a/b' })).toMatchObject({
      status: 400,
      body: { code: 'invalid-input', detail: expect.stringContaining('Idempotency-Key is "a/b"') },
    });
  });

  test('a run that goes on has no follow-ups yet', async () => {
    const going = {
      runNumber: 12,
      runProfile: 'Delta Import',
      result: 'in-progress',
      start: '2001-01-01T10:00:00Z',
    };
    const { routes } = await serveWithFakes({
      engines: new Map([
        [
          'default',
          fakeEngine({
            status: (id) =>
              Promise.resolve({
                managementAgentId: id,
                managementAgentName: 'HR',
                busy: true,
                lastRun: going,
              }),
          }),
        ],
      ]),
    });
    expect(
      await post(`${routes}/servers/default/cycles`, { managementAgent: 'HR', followUpsOfRun: 12 }),
    ).toMatchObject({ status: 400, body: { detail: expect.stringContaining('has not ended') } });
  });

  test('while the engine is away nothing is started: names could not be checked', async () => {
    const cycles = fakeCycles();
    const { routes } = await serveWithFakes({
      cycles,
      engines: new Map([['default', fakeEngine({ listManagementAgents: engineGone })]]),
    });
    expect(
      await post(`${routes}/servers/default/cycles`, { managementAgent: 'HR', runProfile: 'Delta Import' }),
    ).toMatchObject({ status: 503, body: { code: 'engine-unreachable', retryable: true } });
    expect(cycles.started.size).toBe(0);
  });
});

describe('GET /servers/:server/cycles/:cycle', () => {
  const child = {
    cycle: 'autosync/default/cycle/Fabrikam / AD/hire-4711.1',
    managementAgent: 'Fabrikam / AD',
    reason: 'delta sync of HR made 1 change',
    outcome: 'completed',
    runs: 2,
  };
  const forgotten = {
    ...child,
    cycle: 'autosync/default/cycle/Phones/hire-4711.2',
    managementAgent: 'Phones',
  };
  const cycles = fakeCycles([
    record(HR_CYCLE, { ...endedView('HR'), children: [child, forgotten] }),
    record(child.cycle, endedView('Fabrikam / AD')),
  ]);

  test('is the tree of all that it caused, as documented', async () => {
    const { routes } = await serveWithFakes({ cycles });
    const { status, body } = await request(`${routes}/servers/default/cycles/${HR_PATH}`);
    expect(status).toBe(200);
    const tree = cycleTreeSchema.parse(body);
    expect(tree).toMatchObject({
      cycle: HR_CYCLE,
      outcome: 'completed',
      endedAt: '2001-01-01T10:00:09.000Z',
      children: [{ ...child, tree: { cycle: child.cycle, managementAgent: 'Fabrikam / AD' } }, forgotten],
    });
    expect(tree.children[1]).not.toHaveProperty('tree');
  });

  test('takes the last two parts of the id as well, with slashes in the name of the management agent', async () => {
    const { routes } = await serveWithFakes({ cycles });
    const short = await request(`${routes}/servers/default/cycles/Fabrikam%20%2F%20AD%2Fhire-4711.1`);
    expect(short).toMatchObject({ status: 200, body: { cycle: child.cycle } });
  });

  test.each(['HR%2Fnever', 'HR', 'autosync%2Fother%2Fcycle%2FHR%2Fx', '%2Fx', 'HR%2F'])(
    '%s is unknown',
    async (cycle) => {
      const { routes } = await serveWithFakes({ cycles });
      expect(await request(`${routes}/servers/default/cycles/${cycle}`)).toMatchObject({
        status: 404,
        body: { code: 'unknown-cycle' },
      });
    },
  );

  test('says that a worker is needed while the cycle runs', async () => {
    const { routes } = await serveWithFakes({
      cycles: {
        ...fakeCycles(),
        read: failing('worker-unreachable', 'No worker answers.'),
      },
    });
    expect(await request(`${routes}/servers/default/cycles/${HR_PATH}`)).toMatchObject({
      status: 503,
      body: { code: 'worker-unreachable' },
    });
  });
});

describe('GET /servers/:server/cycles', () => {
  test('lists cycles page by page, as documented', async () => {
    const cycles = fakeCycles([record(HR_CYCLE, endedView('HR'))]);
    const { routes } = await serveWithFakes({ cycles });
    const list = `${routes}/servers/default/cycles?managementAgent=HR&outcome=completed`;
    const first = await request(`${list}&limit=5`);
    expect(first.status).toBe(200);
    const { next, ...page } = cyclePageSchema.parse(first.body);
    expect(page).toMatchObject({
      cycles: [{ cycle: HR_CYCLE, outcome: 'completed', links: { cycle: expect.any(String) } }],
    });
    // How many are on a page may change from page to page; what is asked for may not.
    expect(await request(`${list}&limit=7&cursor=${next}`)).toMatchObject({ status: 200 });
    const asked = { server: 'default', managementAgent: 'HR', outcome: 'completed' };
    expect(cycles.searches).toEqual([
      { ...asked, limit: 5 },
      { ...asked, limit: 7, pageToken: 'more' },
    ]);
    expect(await request(`${list}&trigger=schedule&cursor=${next}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-input', detail: expect.stringContaining('with these filters') },
    });
    expect(cycles.searches).toHaveLength(2);
  });

  test('narrows by what started them, by whether they run, and by when they started', async () => {
    const cycles = fakeCycles();
    const { routes } = await serveWithFakes({ cycles });
    await request(
      `${routes}/servers/default/cycles?trigger=schedule&open=false&since=2001-01-01T10:00:00Z&until=2001-01-01T13:30:00%2B01:00`,
    );
    expect(cycles.searches).toEqual([
      {
        server: 'default',
        trigger: 'schedule',
        open: false,
        since: '2001-01-01T10:00:00.000Z',
        until: '2001-01-01T12:30:00.000Z',
        limit: 20,
      },
    ]);
  });

  test('asks Temporal once for many who ask the same at a time', async () => {
    const cycles = fakeCycles();
    const { routes } = await serveWithFakes({ cycles });
    await Promise.all(Array.from({ length: 20 }, () => request(`${routes}/servers/default/cycles`)));
    expect(cycles.searches).toEqual([{ server: 'default', limit: 20 }]);
  });

  test.each([
    ['limit=0', 'query.limit is "0": write a number from 1 to 100'],
    ['limit=101', 'query.limit is "101"'],
    ['limit=1&limit=2', 'query.limit is ["1","2"]'],
    ['limit=1e1', 'query.limit is "1e1"'],
    ['since=today', 'query.since is "today": write a time such as 2001-01-01T10:00:00Z'],
    ['since=9999-01-01T00:00:00Z', 'from 1970 to 2199'],
    ['since=2001-02-30T00:00:00Z', 'query.since is "2001-02-30T00:00:00Z"'],
    [
      'since=2001-01-02T00:00:00Z&until=2001-01-01T00:00:00Z',
      'query.until is "2001-01-01T00:00:00Z": it is not after',
    ],
    ['open=yes', 'query.open is "yes": write true or false'],
    ['trigger=nobody', 'query.trigger is "nobody"'],
    ['cursor=none', 'query.cursor is "none": it is not the `next` of a page of this list'],
    ['when=today', '"when"'],
    ['managementAgent=', 'query.managementAgent is ""'],
    [`outcome=O'Neil`, 'query.outcome is "O\'Neil": write `running`'],
    ['outcome=', 'query.outcome is ""'],
  ])('?%s is invalid', async (query, detail) => {
    const { routes } = await serveWithFakes();
    expect(await request(`${routes}/servers/default/cycles?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-input', detail: expect.stringContaining(detail) },
    });
  });
});
