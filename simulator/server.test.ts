import { afterEach, describe, expect, it } from 'vitest';
import { connectSimulator } from '../sync-engine/simulator/simulator-engine.js';
import { AD, company, HR } from './fixtures/company.js';
import type { RunProgress } from './http-contract.js';
import { startSimulator, type RunningSimulator } from './server.js';

let running: RunningSimulator | undefined;

afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(speed = 1000): Promise<RunningSimulator> {
  running = await startSimulator({ definition: company, speed, seed: 1 });
  return running;
}

async function call(method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${running?.url}${path}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
}

async function json<T>(method: string, path: string, body?: object): Promise<T> {
  return (await (await call(method, path, body)).json()) as T;
}

/** Follows a run as the sync-engine adapter does, until it is final. */
async function follow(managementAgentId: string, runNumber: number): Promise<readonly RunProgress[]> {
  const seen: RunProgress[] = [];
  for (;;) {
    const version = seen.at(-1)?.version ?? -1;
    const progress = await json<RunProgress>(
      'GET',
      `/engine/management-agents/${managementAgentId}/runs/${runNumber}/progress?version=${version}&timeoutMs=10000`,
    );
    seen.push(progress);
    if (progress.final) return seen;
  }
}

async function runToEnd(managementAgentId: string, runProfile: string): Promise<RunProgress> {
  const answer = await json<{ runNumber: number }>(
    'POST',
    `/engine/management-agents/${managementAgentId}/start`,
    { runProfile, initiator: 'FABRIKAM\\svc' },
  );
  const last = (await follow(managementAgentId, answer.runNumber)).at(-1);
  if (!last) throw new Error('a run without progress');
  return last;
}

describe('the simulator over HTTP', () => {
  it('carries a hire from HR to AD', async () => {
    await start();
    await call('POST', `/directories/HR/objects`, {
      objectType: 'employee',
      attributes: { employeeId: '1001', fullName: 'Ada Lovelace' },
    });
    expect((await runToEnd(HR, 'DI')).xml).toContain('<stage-add detail="true">1</stage-add>');
    await runToEnd(HR, 'DS');
    const pending = await json('GET', `/engine/management-agents/${AD}/pending`);
    expect(pending).toMatchObject([{ pendingExports: { add: 1, update: 0, delete: 0 } }]);
    expect((await runToEnd(AD, 'EX')).xml).toContain('<export-add detail="true">1</export-add>');
    const users = await json<{ dn: string }[]>('GET', '/directories/AD?objectType=user');
    expect(users.map((user) => user.dn)).toEqual(['CN=Ada Lovelace,CN=Users,DC=fabrikam,DC=example']);
  });

  it('shows a run that goes on, and answers a long poll when it ends', async () => {
    await start(10);
    await json('POST', `/engine/management-agents/${HR}/start`, { runProfile: 'FI', initiator: 'me' });
    const [first, ...rest] = await follow(HR, 1);
    expect(first?.final).toBe(false);
    expect(first?.xml).toContain('<step-result>in-progress</step-result>');
    expect(first?.xml).not.toContain('<end-date>');
    expect(rest.at(-1)?.xml).toContain('<step-result>completed-no-objects</step-result>');
  });

  it('answers a long poll with what there is when nothing changes in time', async () => {
    await start(1);
    await json('POST', `/engine/management-agents/${HR}/start`, { runProfile: 'FI', initiator: 'me' });
    const now = await json<RunProgress>('GET', `/engine/management-agents/${HR}/runs/1/progress?timeoutMs=0`);
    const later = await json<RunProgress>(
      'GET',
      `/engine/management-agents/${HR}/runs/1/progress?version=${now.version}&timeoutMs=20`,
    );
    expect(later).toEqual(now);
  });

  it('answers what it does not have with a code', async () => {
    await start();
    const agent = await call('GET', '/engine/management-agents/Payroll/status');
    expect(agent.status).toBe(404);
    expect(await agent.json()).toEqual({
      code: 'unknown-management-agent',
      message:
        'There is no management agent "Payroll". There are: "HR", "AD", "MIM Service", "Phone", "Badge".',
    });
    expect(await json('GET', `/engine/management-agents/${HR}/runs/7/xml`)).toMatchObject({
      code: 'unknown-run',
    });
    expect(await json('GET', '/nowhere')).toMatchObject({ code: 'unknown-route' });
    expect(await json('POST', '/directories/HR/objects', { objectType: 7, attributes: {} })).toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('body.objectType'),
    });
  });

  it('lets an administrator change a directory', async () => {
    await start();
    const created = await json<{ anchor: string }>('POST', '/directories/AD/objects', {
      objectType: 'user',
      attributes: { cn: 'Ada, Countess', mail: 'ada@fabrikam.example' },
    });
    expect(created).toMatchObject({
      dn: 'CN=Ada\\, Countess,CN=Users,DC=fabrikam,DC=example',
      attributes: { objectGUID: created.anchor },
    });
    const path = `/directories/AD/objects/${encodeURIComponent(created.anchor)}`;
    const changed = await json('PATCH', path, {
      dn: 'CN=Ada,OU=Staff,DC=fabrikam,DC=example',
      attributes: { mail: null, title: 'Countess' },
      faults: { export: 'permission-issue' },
    });
    expect(changed).toEqual({
      ...created,
      dn: 'CN=Ada,OU=Staff,DC=fabrikam,DC=example',
      attributes: expect.not.objectContaining({ mail: expect.anything() }),
      faults: { export: 'permission-issue' },
    });
    expect((await call('DELETE', path)).status).toBe(204);
    expect(await json('GET', '/directories/AD')).toEqual([]);
    expect(await json<object[]>('GET', '/changes')).toMatchObject([
      { id: 1, kind: 'add', managementAgentName: 'AD' },
      { id: 2, kind: 'rename' },
      { id: 3, kind: 'delete' },
    ]);
  });

  it('refuses what a directory cannot hold, with the reason', async () => {
    await start();
    const add = (body: object) =>
      json('POST', '/directories/AD/objects', { objectType: 'user', attributes: {}, ...body });
    expect(await add({ objectType: 'robot' })).toMatchObject({
      code: 'invalid-input',
      message: 'objectType "robot": AD has no such objects; it has user.',
    });
    expect(await add({ partition: 'DC=contoso' })).toMatchObject({ code: 'unknown-partition' });
    expect(await add({ dn: 'CN=x,DC=contoso' })).toMatchObject({
      message: expect.stringContaining('is not in the partition "DC=fabrikam,DC=example"'),
    });
    expect(await add({})).toMatchObject({ message: expect.stringContaining('dn is missing') });
    await add({ dn: 'CN=x,DC=fabrikam,DC=example' });
    expect(await add({ dn: 'cn=X,DC=fabrikam,DC=example' })).toMatchObject({
      message: expect.stringContaining('already'),
    });
    expect(await json('DELETE', '/directories/AD/objects/nobody')).toMatchObject({ code: 'invalid-input' });
    expect(
      await json('POST', '/directories/HR/objects', {
        objectType: 'employee',
        attributes: { employeeId: 7 },
      }),
    ).toMatchObject({
      message: expect.stringContaining('body.attributes.employeeId'),
    });
  });

  it('fills, changes, audits, and tells what it is', async () => {
    await start();
    expect(await json('POST', '/fill', { objectsPerManagementAgent: 5, seed: 1 })).toEqual({ objects: 14 });
    expect(await json('POST', '/changes', { count: 3, seed: 1 })).toHaveLength(3);
    expect(await json('GET', '/audit')).toMatchObject({ atRest: false, consistent: false });
    expect(await json('GET', '/health')).toEqual({
      server: 'fabrikam-sync',
      managementAgents: 5,
      speed: 1000,
      running: 0,
    });
    expect(await json('GET', '/not-simulated')).toEqual([]);
    expect(await json('POST', '/changes', { count: 0, seed: 1 })).toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('body.count'),
    });
  });

  it('gives the catalogue without the flow rules, the status, the history and the violations', async () => {
    await start();
    const catalogue = await json<Record<string, unknown>[]>('GET', '/engine/management-agents');
    expect(catalogue.map((ma) => Object.keys(ma))).toEqual(
      company.managementAgents.map(() => ['id', 'name', 'category', 'partitions', 'runProfiles']),
    );
    await runToEnd(HR, 'FI');
    expect(await json('GET', `/engine/management-agents/${HR}/status`)).toEqual({
      managementAgentId: HR,
      managementAgentName: 'HR',
      busy: false,
      lastRun: {
        runNumber: 1,
        runProfile: 'FI',
        result: 'completed-no-objects',
        initiator: 'FABRIKAM\\svc',
        start: expect.stringMatching(/Z$/),
        end: expect.stringMatching(/Z$/),
      },
    });
    expect(await json('GET', '/history')).toMatchObject([
      {
        managementAgentName: 'HR',
        runNumber: 1,
        result: 'completed-no-objects',
        steps: [{ type: 'full-import', partition: 'default', result: 'completed-no-objects' }],
      },
    ]);
    await json('POST', '/faults', { kind: 'hang', managementAgent: 'AD' });
    await json('POST', `/engine/management-agents/${AD}/start`, { runProfile: 'FI', initiator: 'me' });
    await json('POST', `/engine/management-agents/${AD}/start`, { runProfile: 'DI', initiator: 'me' });
    expect(await json('GET', '/violations')).toMatchObject([{ rule: 'one-run-per-management-agent' }]);
    expect(await json('POST', `/engine/management-agents/${AD}/stop`)).toEqual({ result: 'success' });
  });

  it('lists the runs of a management agent, the newest first, page by page', async () => {
    const { url } = await start();
    const engine = connectSimulator(url);
    expect(await engine.listRuns(HR, { limit: 10 })).toEqual([]);
    for (const runProfile of ['FI', 'DI', 'DS']) await runToEnd(HR, runProfile);
    await runToEnd(AD, 'FI');
    const listed = async (page: { limit: number; before?: number }) =>
      (await engine.listRuns(HR, page)).map(({ runNumber, runProfile }) => [runNumber, runProfile]);
    expect(await listed({ limit: 2 })).toEqual([
      [3, 'DS'],
      [2, 'DI'],
    ]);
    expect(await listed({ limit: 2, before: 2 })).toEqual([[1, 'FI']]);
    expect(await engine.listRuns(HR, { limit: 1, before: 3 })).toEqual([await engine.runDetails(HR, 2)]);
    await expect(engine.listRuns('nobody', { limit: 1 })).rejects.toMatchObject({
      code: 'unknown-management-agent',
    });
  });

  it('refuses a port that is in use', async () => {
    const { port } = await start();
    await expect(startSimulator({ definition: company, speed: 1, seed: 1, port })).rejects.toMatchObject({
      code: 'port-in-use',
      message: `Port ${port} of 127.0.0.1 is in use by another program.`,
    });
  });
});
