import { afterEach, describe, expect, it } from 'vitest';
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
});
