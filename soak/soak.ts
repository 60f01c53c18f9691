import { setTimeout as delay } from 'node:timers/promises';
import { runLockId } from '../domain/naming.js';
import { AutoSyncError } from '../domain/errors.js';
import { parseConfiguration } from '../config/load.js';
import { runLockConfigurationOf } from '../activities/configuration/ensure-run-lock.js';
import { judge } from './oracle/verdict.js';
import { bringToRest, endPlan, pauseSchedules, resumeSchedules } from './perform/quiet.js';
import { followPlan } from './perform/follow-plan.js';
import { recordEngine, type EngineRecorder } from './records/engine-recorder.js';
import type { RunLockKnowledge, ServerRecord, SoakRecord } from './records/soak-record.js';
import { taskFailures } from './records/cycle-record.js';
import type { History } from './records/history.js';
import { readRunLockKnowledge } from './records/run-lock-knowledge.js';
import { readCycles, readRunLockHistories } from './records/temporal-records.js';
import type { SoakReport } from './report.js';
import { setStage, type Stage } from './stage/stage.js';

export interface SoakOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly kills: number;
  readonly workers: number;
  /** How much faster the simulated engines are than real ones. */
  readonly speed: number;
  /** Objects per management agent at the start. */
  readonly objects: number;
  /** Folders of server-configuration exports, by the id that their sync server gets. */
  readonly exports: Readonly<Record<string, string>>;
}

/** How a soak tells what it does. */
export interface SoakProgress {
  readonly say: (what: string) => void;
  /** Each line that a process says. */
  readonly onLine: (process: string, line: string) => void;
  /** All that the oracle looked at, for who wants to look himself. */
  readonly onRecord: (record: SoakRecord) => Promise<void>;
  /** The history of a run lock, as Temporal has it. */
  readonly onHistory: (name: string, history: History) => Promise<void>;
}

/** The engines' histories are read so often. */
const RECORD_EVERY_MS = 20_000;

/**
 * Soaks AutoSync: sets the stage, follows the plan, waits for quiet, and has the oracle judge what is on record.
 *
 * @param giveUp ends the soak early, and takes everything down that it had set up
 * @throws {AutoSyncError} whatever setting the stage throws; `engine-refused` when the world does not come to rest before
 *   the first moment of the plan
 */
export async function soak(
  options: SoakOptions,
  progress: SoakProgress,
  giveUp: AbortSignal,
): Promise<SoakReport> {
  const { say } = progress;
  const ending = new AbortController();
  const signal = AbortSignal.any([giveUp, ending.signal]);
  say(
    `Starting Temporal, ${Object.keys(options.exports).length} simulators, ${options.workers} workers, the API`,
  );
  const stage = await setStage({ ...options, signal, onLine: progress.onLine });
  try {
    return await Promise.race([perform(stage, options, progress, signal), rejectWhen(giveUp)]);
  } catch (error) {
    if (!giveUp.aborted) {
      for (const { workflow, history } of await readRunLocks(stage, progress)) {
        for (const { at, why } of taskFailures(workflow, history)) say(`${at} ${workflow}: ${why}`);
      }
    }
    throw error;
  } finally {
    ending.abort();
    await stage.strike();
  }
}

async function readRunLocks(stage: Stage, { onHistory }: SoakProgress) {
  const histories = await readRunLockHistories(
    stage.temporal,
    stage.servers.map(({ id }) => id),
  );
  for (const [index, { workflow, history }] of histories.entries()) {
    await onHistory(`${workflow.replaceAll('/', '-')}-${index}`, history);
  }
  return histories;
}

function rejectWhen(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

async function perform(
  stage: Stage,
  options: SoakOptions,
  progress: SoakProgress,
  signal: AbortSignal,
): Promise<SoakReport> {
  const { say } = progress;
  for (const { id, simulator } of stage.servers) {
    const { objects } = await simulator.fill({
      objectsPerManagementAgent: options.objects,
      seed: options.seed,
    });
    const { runMode, lockPolicy, importInterval, startSpacing } = stage.settings[id] ?? {};
    say(
      `${id}: ${objects} objects in ${stage.servers.length} servers; run mode ${runMode}, policy ${lockPolicy}, imports ${importInterval}, start spacing ${startSpacing}`,
    );
  }
  await pauseSchedules(stage);
  const first = await bringToRest(stage, 'full-import', signal);
  if (!first.atRest) {
    throw new AutoSyncError('engine-refused', 'The world does not come to rest before the first change.');
  }
  await resumeSchedules(stage);
  const recorders = stage.servers.map(({ simulator }) => recordEngine(simulator));
  const lookAtAll = () => Promise.all(recorders.map((recorder) => recorder.look()));
  await lookAtAll();
  const runsBefore = countRuns(recorders);

  say(`At rest after ${runsBefore} runs; the plan of seed ${options.seed} begins`);
  let come = { moments: 0, kills: 0 };
  const recorded = keepRecording(async () => {
    await lookAtAll();
    say(
      `${come.moments} moments, ${come.kills} of ${options.kills} strokes, ${countRuns(recorders) - runsBefore} runs, ${countChanges(recorders)} changes`,
    );
  }, signal);
  const following = followPlan(stage, {
    ...options,
    signal,
    say,
    onMoment: (now) => {
      come = now;
    },
  });
  const done = await Promise.race([following, recorded]);
  say(`${done.deeds.length} moments are over, ${done.late} of them came late; bringing everything to rest`);
  await endPlan(stage);
  const endOfPlan = new Date().toISOString();
  const { atRest, leftUndone, leftUndoneAt } = await Promise.race([
    bringToRest(stage, 'scheduled-import', signal),
    recorded,
  ]);
  await lookAtAll();

  say(`${atRest ? 'At rest' : 'Not at rest'} after ${countRuns(recorders)} runs; reading the records`);
  const runLocks = await readRunLocks(stage, progress);
  const record: SoakRecord = {
    servers: await Promise.all(
      stage.servers.map(async (_server, index) => {
        const server = await recordServer(stage, index, recorders[index]);
        return {
          ...server,
          leftUndone: leftUndone[server.server] ?? [],
          leftUndoneAt,
          knowledge: knowledgeOf(runLocks.filter(({ workflow }) => workflow === runLockId(server.server))),
        };
      }),
    ),
    cycles: await readCycles(stage.temporal),
    deeds: done.deeds,
    endOfPlan,
    refusals: done.refusals,
    exits: stage.exits,
    runLockFailures: runLocks.flatMap(({ workflow, history }) => taskFailures(workflow, history)),
  };
  await progress.onRecord(record);
  return {
    seed: options.seed,
    minutes: options.minutes,
    kills: done.kills,
    runs: countRuns(recorders) - runsBefore,
    changes: countChanges(recorders),
    cycles: record.cycles.length,
    moments: done.deeds.length,
    ...judge(record),
  };
}

/** @param runs all runs of one run lock */
function knowledgeOf(runs: readonly { readonly history: History }[]): RunLockKnowledge {
  const each = runs.map(({ history }) => readRunLockKnowledge(history));
  return { seen: each.flatMap(({ seen }) => seen), granted: each.flatMap(({ granted }) => granted) };
}

/** Never resolves: it fails when a look fails, or when all ends. */
async function keepRecording(look: () => Promise<unknown>, signal: AbortSignal): Promise<never> {
  for (;;) {
    await delay(RECORD_EVERY_MS, undefined, { signal });
    await look();
  }
}

function countRuns(recorders: readonly EngineRecorder[]): number {
  return recorders.reduce((sum, { runs }) => sum + runs.length, 0);
}

function countChanges(recorders: readonly EngineRecorder[]): number {
  return recorders.reduce((sum, { changes }) => sum + changes.length, 0);
}

async function recordServer(
  stage: Stage,
  index: number,
  recorder: EngineRecorder | undefined,
): Promise<Omit<ServerRecord, 'leftUndone' | 'leftUndoneAt' | 'knowledge'>> {
  const server = stage.servers[index];
  if (!server || !recorder) throw new RangeError(`There is no server ${index}`);
  const { id, simulator, managementAgents } = server;
  const file = JSON.stringify({ servers: stage.settings });
  const settings = parseConfiguration(file, 'the soak').servers[id];
  if (!settings) throw new RangeError(`No settings of ${id}`);
  const { rules, lockLists, noStartWindows } = runLockConfigurationOf(settings);
  const { running, waiting, hearing } = await stage.operator.status(id);
  return {
    server: id,
    managementAgents,
    rules,
    lockLists,
    noStartWindows,
    runs: recorder.runs,
    changes: recorder.changes,
    violations: await simulator.violations(),
    audit: await simulator.audit(),
    status: { running, waiting, hearing },
  };
}
