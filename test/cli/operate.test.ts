import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CycleTree } from '../../api/cycles/cycle-tree.js';
import { serveApi, type ServedApi } from '../../api/serve-api.js';
import type { ServerStatus } from '../../api/servers/server-status.js';
import { accessTemporal, type TemporalAccess } from '../../api/temporal/temporal-access.js';
import { dependenciesOfRig } from '../api/dependencies-of-rig.js';
import { SILENT } from '../api/served-api.js';
import { startRig, type Rig } from '../rig/rig.js';
import { loadFabrikam } from '../rig/worlds.js';
import { hire } from '../thresholds/hires.js';
import { autosync, type Ran } from './autosync-in-process.js';

/** Five accounts are too many at once. */
const SETTINGS = "managementAgents: { 'Fabrikam AD': { thresholds: { exports: { adds: 3 } } } }";

let rig: Rig;
let temporal: TemporalAccess;
let api: ServedApi;

beforeAll(async () => {
  rig = await startRig(await loadFabrikam(), { settings: SETTINGS });
  temporal = accessTemporal(rig.temporal);
  api = await serveApi(dependenciesOfRig(rig, temporal), {}, SILENT);
});
afterAll(async () => {
  await api.close();
  await temporal.close();
  await rig.stop();
});

function run(...args: readonly string[]): Promise<Ran> {
  return autosync([...args, '--api', api.url], { now: Date.now });
}

async function status(): Promise<ServerStatus> {
  const { out } = await run('status', '--json');
  const [only] = (JSON.parse(out) as { servers: ServerStatus[] }).servers;
  if (!only) throw new Error(out);
  return only;
}

const accounts = async () => (await rig.simulator.directory('Fabrikam AD', 'user')).length;

describe('an operator at the command line', () => {
  it('runs an import, approves the export that it leads to, and follows it to the end', async () => {
    await hire(rig, 5);
    const held = await run('run', 'HR', 'full-import', '--key', 'hires', '--why', 'a "good" reason');
    expect(held.code, held.err).toBe(8);
    expect(held.out).toMatch(/HR +full import.*: a "good" reason$/m);
    expect(held.out).toMatch(/HR +Full Import \(run \d+\): success, 5 adds staged/);
    expect(held.out).toMatch(/Fabrikam AD +.*held until an operator decides: 5 adds pending/);
    expect(await accounts()).toBe(0);

    expect((await run('status')).out).toMatch(/Held\n {2}Fabrikam AD {2}Export/);
    const approved = await run('approve', 'Fabrikam AD', '--why', 'they are all new');
    expect(approved).toMatchObject({ code: 0, out: expect.stringContaining('Approved') });
    const ended = await run('cycle', 'HR/hires', '--follow', '--json');
    expect(ended.code, ended.err).toBe(0);
    const tree = JSON.parse(ended.out) as CycleTree;
    expect(tree).toMatchObject({
      outcome: 'completed',
      cause: { description: expect.stringMatching(/^started by .+: a "good" reason$/) as string },
    });
    expect(tree.children.some(({ managementAgent }) => managementAgent === 'Fabrikam AD')).toBe(true);
    expect(await accounts()).toBe(5);
    expect((await run('runs', 'HR')).out).toMatch(/Full Import +success/);
  });

  it('stops a management agent, is refused there, and starts it again', async () => {
    expect(await run('stop', 'Phone System', '--why', 'a move')).toMatchObject({ code: 0 });
    expect((await run('status')).out).toMatch(/Phone System +stopped +idle(.|\n)*stopped by jane.*: a move/);
    const refused = await run('run', 'Phone System', 'delta-import');
    expect(refused.code).toBe(4);
    expect(refused.out).toMatch(/refused/);
    expect(await run('start', 'Phone System')).toMatchObject({ code: 0 });
    const { managementAgents } = await status();
    expect(managementAgents.find(({ name }) => name === 'Phone System')?.control).toBe('started');
    expect(await run('run', 'Phone System', 'delta-import')).toMatchObject({ code: 0 });
  });
});
