import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readRunning } from '../../cli/running-file.js';
import { simulatorClient } from '../../simulator/client.js';
import type { Measurement } from '../measurement.js';
import { bounded } from '../report/figure.js';

const START = fileURLToPath(new URL('../../cli/start.js', import.meta.url));
const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));
const LOOK_EVERY_MS = 50;
const LONGEST_MS = 120_000;

/** From the command to the end of the first run, as a newcomer has it: an empty data folder, the shipped export. */
export const startUp: Measurement = {
  name: 'start-up',
  summary: '`npm start` to the first finished run, built and with Temporal there',
  async measure({ say }) {
    const folder = await mkdtemp(join(tmpdir(), 'autosync-bench-'));
    try {
      const first = await startOnce(folder, say);
      const again = await startOnce(folder, say);
      return [
        bounded(
          'npm start to the first finished run, nothing there yet',
          { '': first },
          { '': 10 },
          { unit: ' s', digits: 1, note: 'Without the build, which takes npm start some seconds more.' },
        ),
        {
          what: 'npm start to the first finished run, on what it left behind',
          found: `${again.toFixed(1)} s`,
          values: { '': again },
          note: 'Nothing is left undone there: the first run is that of the next schedule, each of which fires every 10 s.',
        },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** @returns seconds */
async function startOnce(data: string, say: (line: string) => void): Promise<number> {
  const { TEMPORAL_ADDRESS: _theirs, ...env } = process.env;
  const began = Date.now();
  const child = spawn(process.execPath, [START, '--data', data], {
    cwd: PROJECT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => text.trimEnd().split('\n').forEach(say));
  }
  try {
    for (;;) {
      const end = await firstEnd(data, began);
      if (end !== undefined) return (end - began) / 1000;
      if (Date.now() - began > LONGEST_MS) return Number.NaN;
      await delay(LOOK_EVERY_MS);
    }
  } finally {
    child.kill('SIGINT');
    await closed;
  }
}

/** When the first run since then has ended, by the engine's clock. */
async function firstEnd(data: string, since: number): Promise<number | undefined> {
  const url = (await readRunning(data))?.simulator;
  if (url === undefined) return undefined;
  try {
    const ends = (await simulatorClient(url).history())
      .filter(({ end, start }) => end !== undefined && Date.parse(start) >= since)
      .map(({ end }) => Date.parse(end ?? ''));
    return ends.length === 0 ? undefined : Math.min(...ends);
  } catch {
    // Not up yet.
    return undefined;
  }
}
