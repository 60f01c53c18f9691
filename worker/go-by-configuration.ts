import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { hashOfText, planChange } from '../config/applying/plan-change.js';
import type { ReplaceableConfiguration } from '../config/configuration-in-force.js';
import { engineAddressOf, type StartConfiguration } from '../config/from-environment.js';
import { parseConfiguration } from '../config/load.js';
import type { Configuration } from '../config/schema.js';
import { decideAtStart } from '../domain/configuration/at-start.js';
import { AutoSyncError } from '../domain/errors.js';
import { pause } from '../process/pause.js';
import { connectSyncEngine } from '../sync-engine/connect-sync-engine.js';
import {
  isRefusal,
  type ConfigurationStore,
  type ReadRevision,
} from '../temporal/configuration/configuration-store.js';
import {
  ensureConfiguration,
  revivedConfiguration,
} from '../temporal/configuration/revived-configuration.js';
import { followConfiguration } from '../temporal/configuration/follow-configuration.js';
import { describeTemporalProblem } from '../temporal/grpc-status.js';
import { followStops } from './follow-stops.js';
import type { RunningWorkers } from './run-workers.js';

const RETRY_MS = 2_000;

/** What a worker process goes by its configuration with. */
export interface Following {
  readonly workers: Pick<RunningWorkers, 'client' | 'serve' | 'leave'>;
  /** What the process was started with. */
  readonly started: StartConfiguration;
  /** What its activities read. */
  readonly inForce: ReplaceableConfiguration;
  /** `AUTOSYNC_SIMULATOR_URL`; `AUTOSYNC_CONFIG_AT_START` = `apply-edited`: see `decideAtStart` */
  readonly env: NodeJS.ProcessEnv;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Makes a worker process go by the applied configuration, and by each that is applied later, without a restart: its
 * activities read it, and it serves the engines that it names.
 *
 * @param ready is called when the first is in force
 * @returns when the signal has ended it
 */
export async function goByConfiguration(
  following: Following,
  signal: AbortSignal,
  ready: () => void,
): Promise<void> {
  const { workers, inForce, log } = following;
  const store = revivedConfiguration(workers.client, () => {
    log.warn('Somebody has ended the configuration workflow: it is started again with what it knew');
  });
  const served = new Map<string, string>();
  const stopsFollowed = new Map<string, { readonly end: AbortController; readonly ended: Promise<void> }>();

  async function takeUp(revision: ReadRevision): Promise<void> {
    const configuration = parseConfiguration(revision.text ?? '', `revision ${revision.revision}`);
    inForce.replace({ revision: { number: revision.revision, at: revision.at }, configuration });
    await serveEngines(configuration);
    log.info({ revision: revision.revision, by: revision.by }, 'The worker goes by this configuration');
  }

  async function serveEngines({ servers }: Configuration): Promise<void> {
    for (const [server, settings] of Object.entries(servers)) {
      const address = engineAddressOf(server, settings, following.env);
      const known = JSON.stringify([address, settings.abandonedAfter]);
      if (served.get(server) === known) continue;
      await workers.serve(server, connectSyncEngine(address, settings.abandonedAfter));
      served.set(server, known);
      if (stopsFollowed.has(server)) continue;
      const end = new AbortController();
      const ended = followStops(workers.client, server, AbortSignal.any([signal, end.signal]), (problem) => {
        log.warn({ server, problem }, 'Triggers of what is stopped could not be looked after; trying again');
      });
      stopsFollowed.set(server, { end, ended });
    }
  }

  const first = await untilItWorks(signal, log, async () => {
    await ensureConfiguration(workers.client);
    const revision = await revisionAtStart(following, store);
    await takeUp(revision);
    return revision;
  });
  if (!first) return;
  ready();
  await followConfiguration(
    store,
    first.revision,
    {
      applied: takeUp,
      asked: async ({ leaving }) => {
        const { configuration } = await inForce.read();
        // Runs of a sync server that is given up come to their end first.
        for (const server of served.keys()) {
          if (configuration.servers[server] || leaving.includes(server)) continue;
          await workers.leave(server);
          served.delete(server);
          stopsFollowed.get(server)?.end.abort();
          await stopsFollowed.get(server)?.ended;
          stopsFollowed.delete(server);
        }
      },
      failed: (error) =>
        log.warn(
          { error: describeTemporalProblem(error) },
          'The applied configuration could not be followed; trying again',
        ),
    },
    signal,
  );
  await Promise.all([...stopsFollowed.values()].map(({ ended }) => ended));
}

/** The file, or what is applied: see `decideAtStart`. */
async function revisionAtStart(following: Following, store: ConfigurationStore): Promise<ReadRevision> {
  const { started, env, log } = following;
  const { file, text, configuration } = started;
  for (;;) {
    const revisions = await store.revisions();
    const applied = await store.revision();
    const hash = hashOfText(text);
    const decision = decideAtStart(
      revisions,
      file === undefined ? undefined : hash,
      env['AUTOSYNC_CONFIG_AT_START'] === 'apply-edited',
    );
    if (applied && decision !== 'apply') {
      if (decision === 'differs') {
        log.warn(
          { file, revision: applied.revision },
          `${file} differs from the applied revision ${applied.revision} of the configuration, which counts. To apply the file: autosync config apply ${file}`,
        );
      }
      return applied;
    }
    const before = applied?.text === undefined ? undefined : parsedIfItCanBe(applied.text);
    const { changes, changedServers, servers } = planChange(before, configuration);
    try {
      await store.apply({
        text,
        hash,
        by: file === undefined ? 'the defaults' : `the file ${file}`,
        why: applied ? 'edited before a start' : 'the first start',
        key: `start/${randomUUID()}`,
        basis: applied?.revision ?? 0,
        changes,
        changedServers,
        servers,
      });
    } catch (error) {
      // Another worker may have been faster.
      if (!isRefusal(error, 'configuration-changed')) throw error;
    }
  }
}

/** Temporal may be slow to answer at first. What is wrong with the configuration ends the start. */
async function untilItWorks<T>(
  signal: AbortSignal,
  log: Following['log'],
  work: () => Promise<T>,
): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AutoSyncError) throw error;
      if (!signal.aborted) {
        log.warn(
          { error: describeTemporalProblem(error) },
          'The configuration could not be read; trying again',
        );
      }
    }
    await pause(RETRY_MS, signal);
  }
  return undefined;
}

/** What is applied was checked by the version that applied it, which may have been another one. */
function parsedIfItCanBe(text: string): Configuration | undefined {
  try {
    return parseConfiguration(text, 'the applied configuration');
  } catch (error) {
    if (error instanceof AutoSyncError) return undefined;
    throw error;
  }
}
