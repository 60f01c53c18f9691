import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { carriedOutSchema } from '../../api/controls/control-schema.js';
import { cyclePageSchema, cycleTreeSchema, startedCycleSchema } from '../../api/cycles/cycle-schema.js';
import type { CycleTree } from '../../api/cycles/cycle-tree.js';
import { healthSchema } from '../../api/health/health-schema.js';
import { catalogueSchema } from '../../api/management-agents/catalogue-schema.js';
import { runDetailsSchema } from '../../api/runs/run-details-schema.js';
import { problemSchema } from '../../api/problems/problem-schema.js';
import { serveApi, type ServedApi } from '../../api/serve-api.js';
import { serverStatusSchema } from '../../api/servers/status-schema.js';
import { accessTemporal, type TemporalAccess } from '../../api/temporal/temporal-access.js';
import { cursorOf } from '../../api/pagination/cursor.js';
import type { CycleInput } from '../../domain/cycle/cycle.js';
import { cycleId } from '../../domain/naming.js';
import { environmentFor, temporalSettings, type TemporalSettings } from '../../temporal/connection.js';
import { CYCLE_WORKFLOW, type CycleWorkflow } from '../../workflows/contract.js';
import { cycleOptions } from '../../workflows/cycle-options.js';
import { worldFromScenarioText } from '../../simulator/definition/scenario/read-scenario.js';
import { startRig, type Rig } from '../rig/rig.js';
import { until } from '../rig/until.js';
import { ADA, loadFabrikam } from '../rig/worlds.js';
import { dependenciesOfRig } from './dependencies-of-rig.js';
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
  api = await serveApi(dependenciesOfRig(rig, temporal, ['never-started']), {}, SILENT);
  server = `${api.url}/api/v1/servers/${rig.server}`;
}

async function endApi(): Promise<void> {
  await api.close();
  await temporal.close();
}

async function readCycle(path: string): Promise<CycleTree> {
  return cycleTreeSchema.parse(await readWell(api.url + path));
}

/** On a busy machine nobody may answer in time: tried again, as any caller does where that may help. */
async function readWell(url: string): Promise<unknown> {
  for (;;) {
    const { status, body, text } = await request(url);
    if (status === 200) return body;
    if (!problemSchema.parse(body).retryable) throw new Error(text);
  }
}

/** The status of the server, checked against its documentation. */
async function readStatus() {
  return serverStatusSchema.parse(await readWell(server));
}

/** A control that is carried out. */
async function control(path: string, body: object = {}, headers: Record<string, string> = {}) {
  const answer = await post(`${server}/${path}`, body, headers);
  if (answer.status !== 200) throw new Error(answer.text);
  return carriedOutSchema.parse(answer.body);
}

async function listCycles(query: string) {
  return cyclePageSchema.parse(await readWell(`${server}/cycles?${query}`));
}

async function foundBy(query: string) {
  return (await listCycles(query)).cycles;
}

async function startCycle(body: object, headers: Record<string, string> = {}) {
  const started = await post(`${server}/cycles`, body, headers);
  if (started.status !== 202) throw new Error(started.text);
  return startedCycleSchema.parse(started.body);
}

/** Starts a cycle and waits for its end. */
async function carryOut(body: object, headers: Record<string, string> = {}): Promise<CycleTree> {
  const { links } = await startCycle(body, headers);
  return untilEnded(links.cycle);
}

async function untilEnded(path: string): Promise<CycleTree> {
  let tree = await readCycle(path);
  await until(async () => {
    tree = await readCycle(path);
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

/** A cycle that nobody carries out. */
const INPUT: CycleInput = {
  server: '',
  managementAgent: '',
  start: { kind: 'pending-exports' },
  cause: { trigger: 'operator', description: 'the test' },
  lineage: [],
  maxDepth: 10,
};

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
      cause: { description: expect.stringMatching(/^started by .+: a hire$/) as string },
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
    for (const [other, said] of [
      [{ runProfileKind: 'full-import' }, 'not for full import.'],
      [{ exclusive: true }, 'not for delta import, exclusively.'],
      [{ immediate: true }, 'not for delta import, before others.'],
    ] as const) {
      const refused = await post(`${server}/cycles`, { ...body, ...other }, key);
      expect(refused).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
      expect(problemSchema.parse(refused.body).detail).toContain(
        `it was used before on HR for another start (delta import), ${said}`,
      );
    }
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
    const second = await listCycles(`managementAgent=HR&limit=1&cursor=${first.next ?? ''}`);
    expect(first.cycles).toHaveLength(1);
    expect(second.cycles).toHaveLength(1);
    expect(second.cycles[0]?.cycle).not.toBe(first.cycles[0]?.cycle);
    const strange = encodeURIComponent(String.raw`O'Neil\" OR '1'='1`);
    expect(await listCycles(`managementAgent=${strange}`)).toEqual({ cycles: [] });
  });

  it('finds cycles by every filter, and those that were ended from outside by how', async () => {
    await until(async () => (await foundBy('outcome=terminated')).length > 0);
    expect(await foundBy('outcome=terminated&open=false')).toMatchObject([
      { managementAgent: HELD, outcome: 'terminated' },
    ]);
    const all = await foundBy('limit=100');
    const triggers = [...new Set(all.map(({ trigger }) => trigger))];
    expect(triggers).toEqual(expect.arrayContaining(['operator', 'parent-cycle']));
    expect(await foundBy('trigger=parent-cycle&limit=100')).toEqual(
      all.filter(({ trigger }) => trigger === 'parent-cycle'),
    );
    const starts = all.map(({ startedAt }) => startedAt).toSorted();
    const middle = starts[Math.floor(starts.length / 2)] ?? '';
    expect(await foundBy(`since=${middle}&limit=100`)).toEqual(
      all.filter(({ startedAt }) => startedAt >= middle),
    );
    expect(await foundBy(`until=${middle}&limit=100`)).toEqual(
      all.filter(({ startedAt }) => startedAt < middle),
    );
    expect(await foundBy('open=true')).toEqual([]);
  });

  it('finds a name whatever its characters, and only that', async () => {
    const names = [
      `O'Neil`,
      '"',
      String.raw`a\'b\\`,
      'two\nlines\tand a tab',
      '\u202Eleft',
      '% _',
      'ß 漢 \u{1F600}',
    ];
    const { client } = rig.workers;
    for (const [index, managementAgent] of names.entries()) {
      const input = { ...INPUT, server: rig.server, managementAgent };
      await client.workflow.start<CycleWorkflow>(CYCLE_WORKFLOW, {
        ...cycleOptions(input, `strange-${index}`),
        workflowId: `strange-${index}`,
        taskQueue: 'nobody',
      });
    }
    for (const name of names) {
      const query = `managementAgent=${encodeURIComponent(name)}&open=true`;
      await until(async () => (await listCycles(query)).cycles.length > 0);
      expect((await listCycles(query)).cycles).toMatchObject([{ managementAgent: name }]);
    }
  });

  it('refuses a cursor that is none, and a place that Temporal does not know', async () => {
    const forged = cursorOf({ server: rig.server }, 'none');
    for (const cursor of ['none', forged]) {
      expect(await request(`${server}/cycles?cursor=${cursor}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid-input', detail: expect.stringContaining('query.cursor') },
      });
    }
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

describe('management agents as nobody would name them', () => {
  const NAMES = [
    `O'Neil "HR" \\`,
    '{{x}} ${HOME} $(id)',
    'a/b%2Fc',
    '..',
    'two\nlines',
    '\u202Eשלום',
    'e\u0301 漢 👩‍👩‍👧',
    ' blanks ',
    'constructor',
    'x'.repeat(255),
  ];

  beforeAll(async () => {
    const managementAgents = Object.fromEntries(
      NAMES.map((name) => [name, { category: 'MSSQL', runProfiles: { [name]: 'delta-import' } }]),
    );
    const scenario = JSON.stringify({ server: 'SIM', managementAgents });
    rig = await startRig(worldFromScenarioText(scenario, 'the test'));
    await serve(rig.temporal);
  });
  afterAll(async () => {
    await endApi();
    await rig.stop();
  });

  it('run, are found by their names, and their cycles are read by their ids', async () => {
    const catalogue = catalogueSchema.parse((await request(`${server}/management-agents`)).body);
    expect(catalogue.map(({ name }) => name).toSorted()).toEqual(NAMES.toSorted());
    const trees = await Promise.all(
      NAMES.map((name) =>
        carryOut({ managementAgent: name, runProfile: name }, { 'idempotency-key': 'odd' }),
      ),
    );
    for (const [at, name] of NAMES.entries()) {
      expect(trees[at]).toMatchObject({
        cycle: cycleId(rig.server, name, 'odd'),
        managementAgent: name,
        outcome: 'completed',
      });
      const query = `managementAgent=${encodeURIComponent(name)}`;
      await until(async () => (await foundBy(query)).length > 0);
      expect(await foundBy(query)).toMatchObject([{ managementAgent: name, cycle: trees[at]?.cycle }]);
      const short = `${server}/cycles/${encodeURIComponent(`${name}/odd`)}`;
      expect(await readWell(short)).toMatchObject({ cycle: trees[at]?.cycle, managementAgent: name });
    }
  });
});

describe('controls', () => {
  /** Of the management agent that the engine does not start. */
  const held = `management-agents/${encodeURIComponent(HELD)}`;
  const fullImport = { managementAgent: HELD, runProfileKind: 'full-import' };
  const deltaImport = { managementAgent: HELD, runProfileKind: 'delta-import', immediate: true };

  beforeEach(async () => {
    await startRigThatHolds();
    await serve(rig.temporal);
    await until(async () => (await readStatus()).engineSeen);
  });
  afterEach(async () => {
    release();
    await endApi();
    await rig.stop();
  });

  /** A cycle whose run the engine does not start; it holds its lease. */
  async function startHeld() {
    const started = await startCycle(fullImport);
    await until(async () => (await readCycle(started.links.cycle)).steps[0]?.state === 'running');
    return started;
  }

  /** A cycle that waits for the one that is held. */
  async function startWaiting() {
    const started = await startCycle(deltaImport);
    await until(async () => (await readStatus()).waiting.some(({ cycle }) => cycle === started.cycle));
    const asked = (await readStatus()).waiting.find(({ cycle }) => cycle === started.cycle);
    if (!asked) throw new Error('nobody else takes it out of the queue');
    return { ...started, asked };
  }

  it('stops and starts a management agent, and tells who did it and why', async () => {
    const { version } = await control('management-agents/hr/stop', { why: 'maintenance' });
    const stopped = await readStatus();
    expect(stopped.version).toBeGreaterThanOrEqual(version);
    expect(stopped.managementAgents.find(({ name }) => name === 'HR')).toMatchObject({
      control: 'stopped',
      stopped: { by: 'jane', why: 'maintenance' },
    });
    expect(stopped.controls.at(-1)).toMatchObject({
      by: 'jane',
      why: 'maintenance',
      what: 'management agent HR stopped',
    });
    expect(await carryOut({ managementAgent: 'HR', runProfileKind: 'delta-import' })).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('jane'),
    });
    await control('management-agents/HR/start');
    expect((await readStatus()).managementAgents.find(({ name }) => name === 'HR')?.control).toBe('started');
    expect(await carryOut({ managementAgent: 'HR', runProfileKind: 'delta-import' })).toMatchObject({
      outcome: 'completed',
    });
  });

  it('stops and starts the whole sync server', async () => {
    await control('stop', { why: 'maintenance' });
    expect(await readStatus()).toMatchObject({ control: 'stopped', stopped: { by: 'jane' } });
    expect(await carryOut(fullImport)).toMatchObject({ outcome: 'refused' });
    await control('start');
    expect(await readStatus()).toMatchObject({ control: 'started' });
  });

  it('carries out once what is sent twice with the same key, also when something else came between', async () => {
    const key = { 'idempotency-key': 'twice' };
    const [first, second] = await Promise.all([control('stop', {}, key), control('stop', {}, key)]);
    expect(second).toEqual(first);
    await control('start');
    await control('stop', {}, key);
    const status = await readStatus();
    expect(status.control).toBe('started');
    expect(status.controls.map(({ what }) => what)).toEqual(['sync server stopped', 'sync server started']);
  });

  it('moves a waiting request to the front, and takes one out of the queue, by its id as the status has it', async () => {
    await startHeld();
    const { asked, links } = await startWaiting();
    expect(asked.requestId).toMatch(/\/.*#/);
    expect(asked.urgency).toBe('immediate');
    const path = `queue/${encodeURIComponent(asked.requestId)}`;
    await control(`${path}/move-to-front`, { why: 'somebody waits' });
    expect((await readStatus()).controls.at(-1)).toMatchObject({ why: 'somebody waits' });
    expect(await request(`${server}/${path}?why=not%20needed`, { method: 'DELETE' })).toMatchObject({
      status: 200,
      body: { version: expect.any(Number) },
    });
    expect(await untilEnded(links.cycle)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('jane: not needed'),
    });
    expect(await request(`${server}/${path}`, { method: 'DELETE' })).toMatchObject({
      status: 404,
      body: { code: 'unknown-request', detail: expect.stringContaining(asked.requestId) },
    });
  });

  it('cancels a run, and says so when there is none', async () => {
    const { links } = await startHeld();
    await control(`${held}/cancel-run`, { why: 'it takes too long' });
    release();
    expect(await untilEnded(links.cycle)).toMatchObject({ outcome: 'cancelled' });
    await until(async () => (await readStatus()).running.length === 0);
    expect(await post(`${server}/${held}/cancel-run`, {})).toMatchObject({
      status: 409,
      body: { code: 'nothing-runs', detail: expect.stringContaining(HELD) },
    });
    expect(await post(`${server}/management-agents/nobody/cancel-run`, {})).toMatchObject({
      status: 404,
      body: { code: 'unknown-management-agent', detail: expect.stringContaining('"HR"') },
    });
  });

  it('frees a lease by its token, once', async () => {
    const { cycle } = await startHeld();
    const token = (await readStatus()).running.find((run) => run.cycle === cycle)?.token;
    await control(`leases/${token}/force-release`);
    expect((await readStatus()).running.filter((run) => run.token === token)).toEqual([]);
    expect(await post(`${server}/leases/${token}/force-release`, {})).toMatchObject({
      status: 404,
      body: { code: 'unknown-lease' },
    });
  });

  it('says of a sync server whose run lock was never started that it does not run', async () => {
    expect(await post(`${api.url}/api/v1/servers/never-started/stop`, {})).toMatchObject({
      status: 503,
      body: { code: 'run-lock-unreachable' },
    });
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
    expect(await post(`${server}/stop`, {})).toMatchObject({
      status: 503,
      body: { code: 'worker-unreachable', detail: expect.stringContaining('may still be carried out') },
    });
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
    expect(await post(`${server}/stop`, {})).toMatchObject(unreachable);
    expect(
      await post(`${server}/cycles`, { managementAgent: 'HR', runProfileKind: 'delta-import' }),
    ).toMatchObject({ status: 503, body: { code: 'temporal-unreachable' } });
    expect(await request(`${api.url}/api/v1/servers`)).toMatchObject({ status: 200 });
    expect(await request(`${server}/management-agents`)).toMatchObject({ status: 200 });
  });
});
