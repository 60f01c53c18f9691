import { setTimeout as delay } from 'node:timers/promises';
import { findManagementAgent, findRunProfile } from '../../domain/management-agent/management-agent.js';
import type { ManagementAgentStatus } from '../../sync-engine/port.js';
import { kindOfSteps } from '../oracle/may-overlap.js';
import type { RunKind, When } from '../plan/plan.js';
import type { Stage } from '../stage/stage.js';

const LOOK_EVERY_MS = 40;
/** Where nothing starts any more, because everything is broken or stopped, the plan goes on all the same. */
const PATIENCE_MS = { runs: 8_000, during: 3_000 } as const;

/** Waits for the moments of a plan by what happens in the engines. */
export interface Pace {
  /** @returns `false` if it did not come about in time, and the plan must go on without it */
  waitFor(when: When): Promise<boolean>;
}

export async function keepPace(stage: Stage, signal: AbortSignal): Promise<Pace> {
  let seen = startedRuns(await lookAtAll(stage));

  async function until(patienceMs: number, hasCome: (all: readonly Look[]) => boolean): Promise<boolean> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const all = await lookAtAll(stage);
      if (hasCome(all)) return true;
      if (Date.now() > deadline) return false;
      await delay(LOOK_EVERY_MS, undefined, { signal });
    }
  }

  return {
    async waitFor({ runs, during }) {
      const came = await until(PATIENCE_MS.runs, (all) => startedRuns(all) >= seen + runs);
      seen = startedRuns(await lookAtAll(stage));
      if (!came || during === undefined) return came;
      return await until(PATIENCE_MS.during, (all) => all.some((look) => goesOn(look, during)));
    },
  };
}

interface Look {
  readonly server: Stage['servers'][number];
  readonly status: readonly ManagementAgentStatus[];
}

function lookAtAll(stage: Stage): Promise<readonly Look[]> {
  return Promise.all(
    stage.servers.map(async (server) => ({ server, status: await server.engine.statusOfAll() })),
  );
}

/** The engine numbers the runs of each management agent one by one. */
function startedRuns(all: readonly Look[]): number {
  return all.flatMap(({ status }) => status).reduce((sum, { lastRun }) => sum + (lastRun?.runNumber ?? 0), 0);
}

function goesOn({ server, status }: Look, kind: RunKind): boolean {
  return status.some(({ managementAgentId, busy, lastRun }) => {
    const ma = busy && lastRun ? findManagementAgent(server.managementAgents, managementAgentId) : undefined;
    const profile = ma && lastRun && findRunProfile(ma, lastRun.runProfile);
    return profile !== undefined && kindOfSteps(profile.steps.map(({ type }) => type)) === kind;
  });
}
