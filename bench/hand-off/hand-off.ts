import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { CycleView } from '../../domain/cycle/cycle.js';
import { connectToTemporal, environmentFor, temporalSettings } from '../../temporal/connection.js';
import { connectWorkerToTemporal } from '../../temporal/worker-connection.js';
import type { CycleWorkflow } from '../../workflows/contract.js';
import { install, type Installation } from '../installation/installation.js';
import { writeWorld } from '../installation/generated-world.js';
import type { Measurement } from '../measurement.js';
import { bounded, percentilesOf, type Figure } from '../report/figure.js';
import { measureBareHandOffs } from './bare-hand-off.js';
import { keepBusy, type Beside } from './busy.js';
import { measureHires, type Hire, type Run } from './hires.js';

/*
 * Measures the hand-off: from the end of a run in the engine to the start of the next one that depends on it, by the
 * engine's own clock. Temporal flushes every commit to disk.
 */

const ROUNDS = 40;
/** A run of HR or AD lasts some 20 ms. */
const SPEED = 200;
const BUSY = 50;
const BARE =
  'The same hops between workflows and an activity in which nothing is decided and no engine is asked.';

/** Nothing else runs. */
export const handOff: Measurement = {
  name: 'hand-off',
  summary: 'from the end of a run to the start of the next dependent one, nothing else running',
  async measure({ share, say, onTemporal }) {
    const rounds = Math.ceil(ROUNDS * share);
    const installation = await install({
      world: async (folder) => ['--scenario', await writeWorld(2, folder)],
      speed: SPEED,
      onLine: say,
    });
    try {
      await onTemporal(installation.temporal);
      const { sameCycle, child } = await measureHires(rounds, (round) => carryHire(installation, round));
      const flush = await flushes(installation.folder, rounds);
      const floor = await bareHandOffs(installation.address, { rounds, busy: 0 });
      return [
        inMilliseconds('hand-off, same cycle', sameCycle, { p50: 45, p95: 80 }),
        inMilliseconds('hand-off to a child cycle', child, { p50: 75, p95: 120 }),
        reported('floor of the first', floor.sameCycle, BARE),
        reported('floor of the second', floor.child, BARE),
        reported('one flush of this disk', flush),
      ];
    } finally {
      await installation.stop();
    }
  },
};

/** 50 other management agents run imports all the time, one cycle after the other. */
export const busyHandOff: Measurement = {
  name: 'busy-hand-off',
  summary: `the same while ${BUSY} management agents run imports of 6 to 14 s, one after another`,
  async measure({ share, say, onTemporal }) {
    const installation = await install({
      world: async (folder) => ['--scenario', await writeWorld(BUSY + 2, folder)],
      speed: SPEED,
      // In the supported mode a synchronization would have to wait for their imports.
      settings: { runMode: 'unsupported' },
      onLine: say,
    });
    try {
      await onTemporal(installation.temporal);
      const others = await keepBusy(installation, BUSY, SPEED);
      const rounds = Math.ceil(ROUNDS * share);
      const { sameCycle, child } = await measureHires(rounds, (round) => carryHire(installation, round));
      const note = describeBeside(await others.end());
      const floor = await bareHandOffs(installation.address, { rounds, busy: BUSY });
      const bare = `${BARE} ${describeBeside(floor.beside)}`;
      const atMost = { p50: 100, p95: 300 };
      return [
        inMilliseconds(`hand-off, same cycle, ${BUSY} busy`, sameCycle, atMost, note),
        inMilliseconds(`hand-off to a child cycle, ${BUSY} busy`, child, atMost, note),
        reported(`floor, same cycle, ${BUSY} busy`, floor.sameCycle, bare),
        reported(`floor, child cycle, ${BUSY} busy`, floor.child, bare),
      ];
    } finally {
      await installation.stop();
    }
  },
};

/** Import, synchronization, and in a child cycle export, import, synchronization. */
async function carryHire({ simulator, temporal, start }: Installation, round: number): Promise<Hire> {
  const attributes = { EmployeeID: `E${round}`, LogonName: `user${round}`, Name: `User ${round}` };
  await simulator.addObject('HR', { objectType: 'person', attributes });
  const handle = await start('HR', { kind: 'run-profile-kind', runProfileKind: 'delta-import' });
  const root = await handle.result();
  const child = root.children[0];
  return {
    root: runsOf(root),
    child: child ? runsOf(await temporal.workflow.getHandle<CycleWorkflow>(child.cycle).result()) : [],
  };
}

function runsOf({ steps }: CycleView): readonly Run[] {
  return steps
    .flatMap(({ run }) => run ?? [])
    .map(({ start, end }) => ({ start: Date.parse(start), end: Date.parse(end) }));
}

/** On the same Temporal server, when all else has ended. */
async function bareHandOffs(address: string, what: Parameters<typeof measureBareHandOffs>[2]) {
  const settings = temporalSettings(environmentFor(address));
  const clientConnection = await connectToTemporal(settings);
  const connection = await connectWorkerToTemporal(settings);
  const client = new Client({ connection: clientConnection, namespace: settings.namespace });
  const measured = await measureBareHandOffs(client, connection, what);
  await Promise.all([connection.close(), clientConnection.close()]);
  return measured;
}

/** How long this disk takes to flush a small write: a hand-off waits for some eight of them, one after another. */
async function flushes(folder: string, rounds: number): Promise<readonly number[]> {
  const file = await open(join(folder, 'flush'), 'w');
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = performance.now();
    await file.write(Buffer.alloc(4096));
    await file.datasync();
    times.push(Math.round((performance.now() - before) * 10) / 10);
  }
  await file.close();
  return times;
}

function describeBeside({ runsASecond, atOnce }: Beside): string {
  return `Beside it ${runsASecond.toFixed(1)} runs a second, ${atOnce.toFixed(0)} at a time.`;
}

function inMilliseconds(
  what: string,
  times: readonly number[],
  atMost: Readonly<Record<string, number>>,
  note?: string,
): Figure {
  return bounded(what, percentilesOf(times), atMost, {
    unit: ' ms',
    ...(note === undefined ? {} : { note }),
  });
}

function reported(what: string, times: readonly number[], note?: string): Figure {
  const { p50, p95 } = percentilesOf(times);
  return {
    what,
    found: `p50 ${p50} ms, p95 ${p95} ms`,
    values: { p50, p95 },
    ...(note === undefined ? {} : { note }),
  };
}
