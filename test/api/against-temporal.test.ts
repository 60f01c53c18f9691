import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cyclePageSchema, cycleTreeSchema, startedCycleSchema } from '../../api/cycles/cycle-schema.js';
import type { CycleTree } from '../../api/cycles/cycle-tree.js';
import { healthSchema } from '../../api/health/health-schema.js';
import { catalogueSchema } from '../../api/management-agents/catalogue-schema.js';
import { runDetailsSchema } from '../../api/runs/run-details-schema.js';
import { serveApi, type ServedApi } from '../../api/serve-api.js';
import { serverStatusSchema } from '../../api/servers/status-schema.js';
import { accessTemporal, type TemporalAccess } from '../../api/temporal/temporal-access.js';
import { temporalCycles } from '../../api/temporal/temporal-cycles.js';
import { temporalProbe } from '../../api/temporal/temporal-probe.js';
import { temporalRunLocks } from '../../api/temporal/temporal-run-locks.js';
import { parseConfiguration } from '../../config/load.js';
import { cycleId } from '../../domain/naming.js';
import { environmentFor, temporalSettings, type TemporalSettings } from '../../temporal/connection.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { ADA, loadFabrikam } from '../rig/worlds.js';
import { post, request, SILENT } from './served-api.js';

/** Everything but the process itself: the API on the Temporal server, the workflows, the worker, the simulator. */
let rig: Rig;
let temporal: TemporalAccess;
let api: ServedApi;
/** Routes of the rig's sync server. */
let server: string;

/** @param answerWithinMs how long it waits for a worker that is not there */
async function serve(settings: TemporalSettings, answerWithinMs?: number): Promise<void> {
  temporal = accessTemporal(settings, answerWithinMs);
  const names = `servers: { ${rig.server}: {}, never-started: {} }`;
  api = await serveApi(
    {
      configuration: parseConfiguration(names, 'the test'),
      engines: new Map([
        [rig.server, rig.engine],
        ['never-started', rig.engine],
      ]),
      runLocks: temporalRunLocks(temporal),
      cycles: temporalCycles(temporal),
      temporal: temporalProbe(temporal),
    },
    0,
    SILENT,
  );
  server = `${api.url}/api/v1/servers/${rig.server}`;
}

async function endApi(): Promise<void> {
  await api.close();
  await temporal.close();
}

async function readCycle(path: string): Promise<CycleTree> {
  return cycleTreeSchema.parse(await readWell(api.url + path));
}

async function readWell(url: string): Promise<unknown> {
  const { status, body, text } = await request(url);
  if (status !== 200) throw new Error(text);
  return body;
}

async function listCycles(query: string) {
  return cyclePageSchema.parse(await readWell(`${server}/cycles?${query}`));
}

async function startCycle(body: object, headers: Record<string, string> = {}) {
  const started = await post(`${server}/cycles`, body, headers);
  if (started.status !== 202) throw new Error(started.text);
  return startedCycleSchema.parse(started.body);
}

/** Starts a cycle and waits for its end. */
async function carryOut(body: object, headers: Record<string, string> = {}): Promise<CycleTree> {
  const { links } = await startCycle(body, headers);
  let tree = await readCycle(links.cycle);
  await until(async () => {
    tree = await readCycle(links.cycle);
    return tree.endedAt !== undefined;
  });
  return tree;
}

function flatten(tree: CycleTree): readonly CycleTree[] {
  return [tree, ...tree.children.flatMap((child) => (child.tree ? flatten(child.tree) : []))];
}

/** The engine does not start what this management agent is to run until {@link release} is called. */
const HELD = 'Extranet Directory';
let release: () => void;

async function startRigThatHolds(): Promise<void> {
  const released = new Promise<void>((resolve) => (release = resolve));
  const definition = await loadFabrikam();
  const held = definition.managementAgents.find(({ name }) => name === HELD)?.id;
  rig = await startRig(definition, {
    wrap: (engine) => ({
      ...engine,
      start: async (id, runProfile) => {
        if (id === held && runProfile === 'Full Import') await released;
        return engine.start(id, runProfile);
      },
    }),
  });
}

describe('with everything there', () => {
  beforeAll(async () => {
    await startRigThatHolds();
    await serve(rig.temporal);
  });
  afterAll(async () => {
    release();
    await endApi();
    await rig.stop();
  });

  it('carries a hire everywhere on one call, and tells the whole tree', async () => {
    await rig.simulator.addObject('HR', ADA);
    const tree = await carryOut({
      managementAgent: 'hr',
      runProfileKind: 'delta-import',
      description: 'a hire',
    });
    expect(tree).toMatchObject({
      outcome: 'completed',
      managementAgent: 'HR',
      cause: { description: 'a hire' },
    });
    const all = flatten(tree);
    expect(all.map(({ managementAgent }) => managementAgent)).toEqual(
      expect.arrayContaining(['HR', 'Fabrikam AD', 'MIM Service', 'Phone System', 'Badge File']),
    );
    expect(all.filter(({ endedAt }) => endedAt === undefined)).toEqual([]);
    expect(all.filter(({ outcome }) => outcome !== 'completed' && outcome !== 'coalesced')).toEqual([]);
    expect(all.flatMap(({ steps }) => steps).filter(({ run }) => run)).toHaveLength(tree.runs);
    expect(await rig.simulator.audit()).toMatchObject({ atRest: true, consistent: true });
  });

  it('tells the status of the server and its catalogue as documented', async () => {
    const { body } = await request(server);
    const status = serverStatusSchema.parse(body);
    expect(status).toMatchObject({ server: rig.server, engineSeen: true, running: [], waiting: [] });
    const hr = status.managementAgents.find(({ name }) => name === 'HR');
    expect(hr?.lastOutcome).toMatchObject({ result: 'success' });
    const { name, runProfiles } =
      (await rig.engine.listManagementAgents()).find((ma) => ma.id === hr?.id) ?? {};
    expect(name).toBe('HR');
    expect(runProfiles?.map((profile) => profile.name)).toContain(hr?.lastOutcome?.runProfile);
    const catalogue = catalogueSchema.parse((await request(`${server}/management-agents`)).body);
    expect(catalogue).toHaveLength(status.managementAgents.length);
  });

  it("gives a run as JSON and as the engine's XML", async () => {
    const run = `${server}/management-agents/HR/runs/1`;
    const { body } = await request(run);
    expect(runDetailsSchema.parse(body)).toMatchObject({ managementAgentName: 'HR', runNumber: 1 });
    const xml = await request(run, { headers: { accept: 'application/xml' } });
    expect(xml.text).toMatch(/^<\?xml version="1\.0" encoding="utf-8"\?>/);
    expect(xml.text).toContain('<run-number>1</run-number>');
    expect(await request(`${server}/management-agents/HR/runs/999`)).toMatchObject({
      status: 404,
      body: { code: 'unknown-run' },
    });
  });

  it('starts one cycle for a request that is sent twice, also after its end, and none for another request', async () => {
    const before = (await rig.simulator.history()).length;
    const body = { managementAgent: 'HR', runProfileKind: 'delta-import' };
    const key = { 'idempotency-key': 'twice' };
    const [first, second] = await Promise.all([
      post(`${server}/cycles`, body, key),
      post(`${server}/cycles`, body, key),
    ]);
    expect(first).toMatchObject({ status: 202, body: { cycle: cycleId(rig.server, 'HR', 'twice') } });
    expect(second).toMatchObject({ status: 202, body: first.body });
    const ended = await carryOut(body, key);
    expect((await rig.simulator.history()).length - before).toBe(ended.runs);
    const other = await post(
      `${server}/cycles`,
      { managementAgent: 'HR', runProfileKind: 'full-import' },
      key,
    );
    expect(other).toMatchObject({
      status: 400,
      body: { code: 'invalid-input', detail: expect.stringContaining('it was used before on HR') },
    });
  });

  it('tells a failed cycle from its failure', async () => {
    const bad = await rig.simulator.addObject('Phone System', {
      objectType: 'subscriber',
      attributes: {},
    });
    await rig.simulator.changeObject('Phone System', bad.anchor, {
      faults: { discovery: 'missing-change-type' },
    });
    const tree = await carryOut({ managementAgent: 'Phone System', runProfileKind: 'full-import' });
    expect(tree).toMatchObject({ outcome: 'completed-discovery-errors', reason: expect.any(String) });
    expect(tree.steps[0]?.run).toMatchObject({ result: 'completed-discovery-errors', errorCount: 1 });
    await rig.simulator.deleteObject('Phone System', bad.anchor);
  });

  it('tells of a terminated cycle that it was, with the steps that it had come to', async () => {
    const { cycle, links } = await startCycle({ managementAgent: HELD, runProfileKind: 'full-import' });
    await until(async () => (await readCycle(links.cycle)).steps[0]?.state === 'running');
    expect(await readCycle(links.cycle)).toMatchObject({ outcome: 'running' });
    await rig.workers.client.workflow.getHandle(cycle).terminate('the test ends it');
    expect(await readCycle(links.cycle)).toMatchObject({
      outcome: 'terminated',
      reason: 'the test ends it',
      steps: [{ wants: expect.stringContaining('full import'), state: 'running' }],
    });
  });

  it('lists cycles page by page and by management agent and outcome', async () => {
    let failed = await listCycles('outcome=completed-discovery-errors');
    await until(async () => {
      failed = await listCycles('outcome=completed-discovery-errors');
      return failed.cycles.length > 0;
    });
    expect(failed.cycles).toMatchObject([
      {
        managementAgent: 'Phone System',
        startsWith: 'full import',
        trigger: 'operator',
        endedAt: expect.any(String),
      },
    ]);
    const first = await listCycles('managementAgent=HR&limit=1');
    const second = await listCycles(`managementAgent=HR&limit=1&pageToken=${first.nextPageToken ?? ''}`);
    expect(first.cycles).toHaveLength(1);
    expect(second.cycles).toHaveLength(1);
    expect(second.cycles[0]?.cycle).not.toBe(first.cycles[0]?.cycle);
    const strange = encodeURIComponent(String.raw`O'Neil\" OR '1'='1`);
    expect(await listCycles(`managementAgent=${strange}&outcome=${strange}`)).toEqual({ cycles: [] });
  });

  it('refuses a page token that is none', async () => {
    expect(await request(`${server}/cycles?pageToken=none`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-input', detail: expect.stringContaining('query.pageToken is "none"') },
    });
  });

  it('does not take another workflow for a cycle', async () => {
    const lock = encodeURIComponent(`autosync/${rig.server}/run-lock`);
    expect(await request(`${server}/cycles/${lock}`)).toMatchObject({
      status: 404,
      body: { code: 'unknown-cycle' },
    });
  });

  it.each([
    ['a NUL', 'HR/\0'],
    ['a smiley', 'HR/\uD83D\uDE00'],
    ['5,000 characters', `HR/${'x'.repeat(5_000)}`],
    ['a quote', `HR/' OR '1'='1`],
  ])('an id with %s is unknown', async (_what, id) => {
    expect(await request(`${server}/cycles/${encodeURIComponent(id)}`)).toMatchObject({
      status: 404,
      body: { code: 'unknown-cycle' },
    });
  });

  it.each([
    ['a quote', `'`],
    ['a backslash', '\\'],
    ['a double quote', '"'],
    ['text from right to left', '\u202E'],
    ['a per cent sign', '%'],
    ['5,000 characters', 'x'.repeat(5_000)],
  ])('a search for a name with %s finds nothing', async (_what, name) => {
    expect(await listCycles(`managementAgent=${encodeURIComponent(name)}`)).toEqual({ cycles: [] });
  });

  it('says of a sync server whose run lock was never started that it does not run', async () => {
    expect(await request(`${api.url}/api/v1/servers/never-started`)).toMatchObject({
      status: 503,
      body: { code: 'run-lock-unreachable' },
    });
  });

  it('tells the parts that are up from the one server that nobody works for', async () => {
    const { status, body } = await request(`${api.url}/api/v1/health`);
    const health = healthSchema.parse(body);
    expect(Object.keys(health.info)).toEqual(
      expect.arrayContaining(['temporal', 'worker', `run-lock/${rig.server}`, `engine-worker/${rig.server}`]),
    );
    expect(Object.keys(health.error)).toEqual(['run-lock/never-started', 'engine-worker/never-started']);
    expect(status).toBe(503);
  });
});

describe('without a worker', () => {
  beforeAll(async () => {
    rig = await startRig(await loadFabrikam());
    await serve(rig.temporal);
  });
  afterAll(async () => {
    await endApi();
    await rig.running.close();
  });

  it('still tells cycles that have ended, and says of the others that a worker is needed', async () => {
    const fullImport = { managementAgent: 'HR', runProfileKind: 'full-import' };
    const ended = await carryOut(fullImport);
    await rig.workers.shutdown();
    await endApi();
    // Nobody will answer any more: it need not wait for long.
    await serve(rig.temporal, 1_500);
    expect(await readCycle(ended.links.cycle)).toEqual(ended);
    const { cycle, links } = await startCycle(fullImport);
    expect(await request(api.url + links.cycle)).toMatchObject({
      status: 503,
      body: { code: 'worker-unreachable', retryable: true },
    });
    expect(await request(server)).toMatchObject({ status: 503, body: { code: 'worker-unreachable' } });
    await temporal.connection.workflowService.terminateWorkflowExecution({
      namespace: temporal.namespace,
      workflowExecution: { workflowId: cycle },
      reason: 'the test ends it',
    });
    expect(await readCycle(links.cycle)).toMatchObject({
      managementAgent: 'HR',
      outcome: 'terminated',
      reason: expect.stringMatching(/^the test ends it\. No worker/),
      cause: { trigger: 'operator' },
      steps: [],
    });
    const health = healthSchema.parse((await request(`${api.url}/api/v1/health`)).body);
    expect(health.error).toMatchObject({
      worker: { code: 'worker-unreachable' },
      [`run-lock/${rig.server}`]: { code: 'worker-unreachable' },
    });
    expect(health.info).toHaveProperty('temporal');
    expect(health.info).toHaveProperty([`engine/${rig.server}`]);
  });
});

describe('without Temporal', () => {
  beforeAll(async () => {
    rig = await startRig(await loadFabrikam());
    // A port that is not Temporal's, and on which nobody listens.
    await serve(temporalSettings(environmentFor('127.0.0.1:9')));
  });
  afterAll(async () => {
    await endApi();
    await rig.stop();
  });

  it('says so, and still answers what the engine and the configuration know', async () => {
    const unreachable = {
      status: 503,
      body: { code: 'temporal-unreachable', detail: expect.stringContaining('127.0.0.1:9') },
    };
    expect(await request(server)).toMatchObject(unreachable);
    expect(await request(`${server}/cycles`)).toMatchObject(unreachable);
    expect(await request(`${server}/cycles/HR%2Fx`)).toMatchObject(unreachable);
    expect(
      await post(`${server}/cycles`, { managementAgent: 'HR', runProfileKind: 'delta-import' }),
    ).toMatchObject({ status: 503, body: { code: 'temporal-unreachable' } });
    expect(await request(`${api.url}/api/v1/servers`)).toMatchObject({ status: 200 });
    expect(await request(`${server}/management-agents`)).toMatchObject({ status: 200 });
  });
});
