import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { CYCLE_WORKFLOW } from '../../workflows/contract.js';
import { writeWorld } from '../installation/generated-world.js';
import { install, type Installation } from '../installation/installation.js';
import type { Measurement } from '../measurement.js';
import { bounded, largestOf, percentilesOf } from '../report/figure.js';

const MANAGEMENT_AGENTS = 200;
const INTERVAL_MS = 60_000;
/** An import lasts 150 ms. */
const SPEED = 20;
const LOOK_EVERY_MS = 5_000;
/** Of the imports that are due; with fewer, the site was more at rest than it is meant to be. */
const STARTED_AT_LEAST = 0.95;

/** A large site at rest: 200 management agents, each imported every minute. */
export const schedules: Measurement = {
  name: 'schedules',
  summary: `${MANAGEMENT_AGENTS} management agents, a delta import of each per minute: CPU, memory, lag`,
  async measure({ share, say, onTemporal }) {
    const installation = await install({
      world: async (folder) => ['--scenario', await writeWorld(MANAGEMENT_AGENTS, folder)],
      speed: SPEED,
      settings: { importInterval: `${INTERVAL_MS / 1000}s` },
      onLine: say,
    });
    const { temporal } = installation;
    try {
      await onTemporal(temporal);
      await untilScheduled(temporal);
      say('All schedules are there; each fires once before anything is measured');
      await delay(INTERVAL_MS * share);
      const from = new Date();
      const used = await watchUsage(installation, INTERVAL_MS * share);
      const until = new Date();
      const lags = await lagsBetween(installation, from, until);
      const expected = MANAGEMENT_AGENTS * share * STARTED_AT_LEAST;
      const ofAll = (figure: number) => (lags.starts.length < expected ? Number.NaN : figure);
      return [
        bounded(
          'CPU of worker and API, of one core',
          { '': ofAll(used.own) },
          { '': 50 },
          {
            unit: ' %',
            note: `${lags.starts.length} of ${MANAGEMENT_AGENTS * share} imports in ${(until.getTime() - from.getTime()) / 1000} s.`,
          },
        ),
        bounded('memory of worker and API', { '': ofAll(used.rssMiB) }, { '': 400 }, { unit: ' MiB' }),
        bounded(
          'longest lag of a schedule: until its cycle is started',
          { '': largestOf(lags.starts, expected) / 1000 },
          { '': 1 },
          { unit: ' s', digits: 2 },
        ),
        {
          what: 'from the time of a schedule to the start of its run in the engine',
          found:
            lags.runs.length === 0
              ? 'no run has started yet'
              : `p50 ${(percentilesOf(lags.runs).p50 / 1000).toFixed(2)} s, longest ${(Math.max(...lags.runs) / 1000).toFixed(2)} s`,
          values: { ...percentilesOf(lags.runs), max: largestOf(lags.runs, 1) },
        },
        {
          what: "Temporal's own CPU, of one core",
          found: `${used.temporal.toFixed(0)} %, ${used.temporalRssMiB.toFixed(0)} MiB`,
          values: { cpu: used.temporal, rssMiB: used.temporalRssMiB },
        },
      ];
    } finally {
      await installation.stop();
    }
  },
};

async function untilScheduled(temporal: Client): Promise<void> {
  for (;;) {
    const there: string[] = [];
    for await (const { scheduleId } of temporal.schedule.list()) there.push(scheduleId);
    if (there.length >= MANAGEMENT_AGENTS) return;
    await delay(500);
  }
}

async function watchUsage(installation: Installation, forMs: number) {
  const begin = performance.now();
  const before = await installation.usage();
  let rssMiB = 0;
  let now = before;
  while (performance.now() - begin < forMs) {
    await delay(Math.min(LOOK_EVERY_MS, forMs));
    now = await installation.usage();
    rssMiB = Math.max(rssMiB, now.worker.rssMiB + now.api.rssMiB);
  }
  const elapsed = performance.now() - begin;
  const share = (process: 'worker' | 'api' | 'temporal') =>
    (100 * (now[process].cpuMs - before[process].cpuMs)) / elapsed;
  return {
    own: share('worker') + share('api'),
    rssMiB,
    temporal: share('temporal'),
    temporalRssMiB: now.temporal.rssMiB,
  };
}

/** For each cycle that a schedule started: milliseconds to its start, and to the start of its run in the engine. */
async function lagsBetween({ temporal, simulator }: Installation, from: Date, until: Date) {
  const query = `WorkflowType = '${CYCLE_WORKFLOW}' AND StartTime BETWEEN '${from.toISOString()}' AND '${until.toISOString()}'`;
  const runs = await simulator.history();
  const starts: number[] = [];
  const runLags: number[] = [];
  for await (const { workflowId, startTime, searchAttributes } of temporal.workflow.list({ query })) {
    const [planned] = (searchAttributes?.['TemporalScheduledStartTime'] ?? []) as readonly Date[];
    if (!planned) continue;
    starts.push(startTime.getTime() - planned.getTime());
    const managementAgent = workflowId.split('/')[3];
    const run = runs.find(
      ({ managementAgentName, start }) =>
        managementAgentName === managementAgent && Date.parse(start) >= planned.getTime(),
    );
    if (run) runLags.push(Date.parse(run.start) - planned.getTime());
  }
  return { starts, runs: runLags };
}
