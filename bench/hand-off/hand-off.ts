import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { nodeProcess } from '../../cli/start/supervision/node-process.js';
import { ensureRunLock } from '../../activities/ensure-run-lock.js';
import { parseConfiguration } from '../../config/load.js';
import type { CycleInput, CycleView } from '../../domain/cycle/cycle.js';
import { endWithError } from '../../process/report-failure.js';
import { simulatorClient } from '../../simulator/client.js';
import { connectSyncEngine } from '../../sync-engine/connect-sync-engine.js';
import { connectToTemporal, environmentFor, temporalSettings } from '../../temporal/connection.js';
import { startDevServer } from '../../temporal/dev-server/start-dev-server.js';
import { connectWorkerToTemporal } from '../../temporal/worker-connection.js';
import { runWorkers } from '../../worker/run-workers.js';
import { CYCLE_WORKFLOW, type CycleWorkflow } from '../../workflows/contract.js';
import { cycleOptions } from '../../workflows/cycle-options.js';
import { measureBareHandOffs } from './bare-hand-off.js';

/*
 * Measures the hand-off: from the end of a run in the engine to the start of the next one that depends on it, by the
 * engine's own clock, with nothing else running. Temporal flushes every commit to disk.
 */

const SCENARIO = fileURLToPath(new URL('../../../examples/scenarios/hr-and-ad.yaml', import.meta.url));
const ROUNDS = Number(process.argv[2] ?? 40);
/** The first rounds start caches and just-in-time compilation. */
const WARM_UP = 5;
/** A run lasts some 20 ms. */
const SPEED = 200;

async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const folder = await mkdtemp(join(tmpdir(), 'autosync-bench-'));
  const temporal = await startDevServer({ dbFile: join(folder, 'temporal.db') });
  let simulatorUrl = '';
  // A process of its own, as in life: the engine is not on the worker's event loop.
  const simulator = await nodeProcess({
    name: 'simulator',
    script: fileURLToPath(new URL('../../simulator/main.js', import.meta.url)),
    args: ['--scenario', SCENARIO, '--speed', String(SPEED)],
    env: process.env,
    onLine: (line) => process.stderr.write(`${line}\n`),
    onReady: ({ listening }) => {
      simulatorUrl = `http://127.0.0.1:${String(listening)}`;
    },
  }).start(new AbortController().signal);
  const configuration = parseConfiguration('servers: { bench: { importInterval: never } }', 'the benchmark');
  const workers = await runWorkers({
    settings: temporalSettings(environmentFor(temporal.address)),
    configuration,
    roles: {
      workflows: true,
      engines: { bench: connectSyncEngine({ simulator: { url: simulatorUrl } }) },
    },
    report: () => undefined,
  });
  await ensureRunLock(workers.client, 'bench', configuration.servers['bench']);
  const control = simulatorClient(simulatorUrl);

  async function carry(round: number): Promise<readonly CycleView[]> {
    await control.addObject('HR', {
      objectType: 'person',
      attributes: {
        EmployeeID: `E${round}`,
        LogonName: `user${round}`,
        Name: `User ${round}`,
        Mobile: `+${round}`,
      },
    });
    const input: CycleInput = {
      server: 'bench',
      managementAgent: 'HR',
      start: { kind: 'run-profile-kind', runProfileKind: 'delta-import' },
      cause: { trigger: 'operator', description: 'a benchmark' },
      lineage: [],
      maxDepth: 10,
    };
    const handle = await workers.client.workflow.start<CycleWorkflow>(
      CYCLE_WORKFLOW,
      cycleOptions(input, `round-${round}`),
    );
    const root = await handle.result();
    const child = root.children[0];
    return child
      ? [root, await workers.client.workflow.getHandle<CycleWorkflow>(child.cycle).result()]
      : [root];
  }

  const sameCycle: number[] = [];
  const child: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const [root, next] = await carry(round);
    if (round < WARM_UP) continue;
    for (const view of [root, next]) {
      const runs = view?.steps.flatMap((step) => step.run ?? []) ?? [];
      runs.slice(1).forEach((run, index) => sameCycle.push(gap(runs[index]?.end, run.start)));
    }
    child.push(gap(root?.steps.at(-1)?.run?.end, next?.steps[0]?.run?.start));
  }
  await workers.shutdown();
  await simulator.stop();
  const bare = await bareHandOffs(temporal.address);
  process.stdout.write(
    [
      'Hand-off, ms from the end of a run to the start of the next dependent one, nothing else running',
      row('same cycle', sameCycle),
      row('child cycle', child),
      row('floor', bare),
      row('disk flush', await flushes(folder)),
      '',
      'floor: the same hops between two workflows and an activity in which nothing is decided and no engine is asked.',
      '',
    ].join('\n'),
  );
  await temporal.stop();
  await rm(folder, { recursive: true, force: true });
}

/** On the same Temporal server, when all else has ended. */
async function bareHandOffs(address: string): Promise<readonly number[]> {
  const settings = temporalSettings(environmentFor(address));
  const clientConnection = await connectToTemporal(settings);
  const connection = await connectWorkerToTemporal(settings);
  const client = new Client({ connection: clientConnection, namespace: settings.namespace });
  const measured = await measureBareHandOffs(client, connection, Math.ceil(ROUNDS / 3));
  await Promise.all([connection.close(), clientConnection.close()]);
  return measured;
}

/** How long this disk takes to flush a small write: a hand-off waits for some eight of them, one after another. */
async function flushes(folder: string): Promise<readonly number[]> {
  const file = await open(join(folder, 'flush'), 'w');
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = performance.now();
    await file.write(Buffer.alloc(4096));
    await file.datasync();
    times.push(Math.round((performance.now() - before) * 10) / 10);
  }
  await file.close();
  return times;
}

function gap(end: string | undefined, start: string | undefined): number {
  return Date.parse(start ?? '') - Date.parse(end ?? '');
}

function row(name: string, values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return `  ${name.padEnd(12)} p50 ${at(0.5)}  p95 ${at(0.95)}  max ${at(1)}  (${values.length} times)`;
}

await main().then(() => process.exit(0), endWithError);
