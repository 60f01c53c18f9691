import { findManagementAgent } from '../../domain/management-agent/management-agent.js';
import { DEFAULT_RUN_RULES } from '../../domain/run-lock/needs.js';
import type { SimulatedRun } from '../../simulator/http-contract.js';
import {
  AUTOSYNC_INITIATOR,
  type CycleRecord,
  type Deed,
  type GrantRecord,
  type ServerRecord,
  type SoakRecord,
} from '../../soak/records/soak-record.js';
import type { Act } from '../../soak/plan/plan.js';
import { SAMPLE_SERVER } from '../sample-server.js';

/** A time of the record: so many seconds after its begin. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2000, 0, 1) + seconds * 1000).toISOString();
}

/** A run of the sample server that went well. */
export function aRun(
  managementAgent: string,
  runProfile: string,
  runNumber: number,
  [start, end]: readonly [number, number],
  more: Partial<SimulatedRun> = {},
): SimulatedRun {
  const ma = findManagementAgent(SAMPLE_SERVER, managementAgent);
  if (!ma) throw new RangeError(`The sample server has no ${managementAgent}`);
  return {
    managementAgentId: ma.id,
    managementAgentName: ma.name,
    runNumber,
    runProfile,
    initiator: AUTOSYNC_INITIATOR,
    start: at(start),
    end: at(end),
    result: 'success',
    steps: [],
    ...more,
  };
}

/** A cycle that ran this and completed. */
export function aCycle(run: SimulatedRun, token: number, more: Partial<CycleRecord> = {}): CycleRecord {
  const cycle = `autosync/sample/cycle/${run.managementAgentName}/${token}`;
  const { start, end } = run;
  return {
    cycle,
    server: 'sample',
    managementAgent: run.managementAgentName,
    status: 'completed',
    outcome: 'completed',
    start,
    ...(end === undefined ? {} : { end }),
    requests: [
      {
        id: `${cycle}#1`,
        exclusive: false,
        askedAt: start,
        answeredAt: start,
        withdrawn: false,
        answer: {
          kind: 'granted',
          requestId: `${cycle}#1`,
          token,
          managementAgentId: run.managementAgentId,
          managementAgentName: run.managementAgentName,
          runProfile: run.runProfile,
        },
      },
    ],
    grants: [aGrant(run, token)],
    children: [],
    startedChildren: [],
    taskFailures: [],
    ...more,
  };
}

export function aGrant(run: SimulatedRun, token: number, more: Partial<GrantRecord> = {}): GrantRecord {
  return {
    token,
    requestId: `autosync/sample/cycle/${run.managementAgentName}/${token}#1`,
    managementAgentId: run.managementAgentId,
    runProfile: run.runProfile,
    exclusive: false,
    scheduledAt: run.start,
    runNumber: run.runNumber,
    released: true,
    ...more,
  };
}

export function aDeed(act: Act, seconds: number, more: Partial<Deed> = {}): Deed {
  return { moment: 1, act, at: at(seconds), until: at(seconds), what: act.kind, ...more };
}

/** A run lock that has nothing to do. */
export const QUIET_STATUS: ServerRecord['status'] = { running: [], waiting: [], hearing: [] };

/** A sync server in run mode `unsupported` on which all went well. */
export function soundServer(more: Partial<ServerRecord> = {}): ServerRecord {
  return {
    server: 'sample',
    managementAgents: SAMPLE_SERVER,
    rules: { ...DEFAULT_RUN_RULES, runMode: 'unsupported' },
    lockLists: {},
    noStartWindows: [],
    runs: [],
    violations: [],
    audit: { atRest: true, consistent: true, differences: [], differenceCount: 0 },
    leftUndone: [],
    leftUndoneAt: at(1000),
    changes: [],
    status: QUIET_STATUS,
    knowledge: { seen: [], granted: [] },
    ...more,
  };
}

/** A record in which the oracle finds nothing: two runs side by side, each in a cycle of its own. */
export function soundRecord(more: Partial<SoakRecord> = {}): SoakRecord {
  const runs = [aRun('HR', 'DI', 1, [0, 10]), aRun('AD', 'DI head office', 1, [5, 15])];
  return {
    servers: [soundServer({ runs })],
    cycles: runs.map((run, index) => aCycle(run, index + 1)),
    deeds: [],
    endOfPlan: at(1000),
    exits: [],
    refusals: [],
    runLockFailures: [],
    ...more,
  };
}
