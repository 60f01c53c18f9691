import type {
  ManagementAgent,
  RunProfile,
  StepType,
} from '../../../domain/management-agent/management-agent.js';
import type { RunLockEvent } from '../../../domain/run-lock/event.js';
import type { RunRequest } from '../../../domain/run-lock/messages.js';
import type { NoStartWindow, ShutTime } from '../../../domain/run-lock/no-start/window.js';
import { reduceRunLock } from '../../../domain/run-lock/reduce.js';
import {
  DEFAULT_RUN_LOCK_CONFIGURATION,
  emptyRunLockState,
  type RunLockState,
} from '../../../domain/run-lock/state.js';

const PROFILES: Readonly<Record<string, StepType>> = {
  'Full Import': 'full-import',
  'Delta Import': 'delta-import',
  'Full Sync': 'full-sync',
  'Delta Sync': 'delta-sync',
  Export: 'export',
  'Full Import and Delta Sync': 'full-import-delta-sync',
  'Delta Import and Delta Sync': 'delta-import-delta-sync',
};

/** Names and ids as long as in life. */
function managementAgent(number: number): ManagementAgent {
  const digits = number.toString(16).toUpperCase().padStart(12, '0');
  const partitionId = `{B2A1F0E4-5C3D-4E6F-8A9B-${digits}}`;
  const profile = ([name, type]: [string, StepType]): RunProfile => ({
    name,
    steps: [{ type, partitionId }],
  });
  return {
    id: `{0C3357F1-FAD7-4E1E-88E2-${digits}}`,
    name: `Management Agent ${number}`,
    category: number === 0 ? 'FIM' : 'AD',
    partitions: [{ id: partitionId, name: `DC=domain${number},DC=example`, selected: true }],
    runProfiles: Object.entries(PROFILES).map(profile),
  };
}

/** Longer than any bench lasts: the run lock is not to wait for a calendar. */
const FOR_EVER = Number.MAX_SAFE_INTEGER;
const DAY_MS = 24 * 3_600_000;
const DAYS = 8;
const NIGHT: NoStartWindow = { cron: '0 2 * * *', durationMs: 3_600_000, timeZone: 'UTC' };
/** Shut all the time, for nobody who asks: it is looked at for each request, and keeps none waiting. */
const OPERATORS: NoStartWindow = {
  cron: '0 0 * * *',
  durationMs: DAY_MS,
  timeZone: 'UTC',
  triggers: ['operator'],
};

/** As many times as a run lock remembers: each management agent has its own window, on each of the nights to come. */
function calendarFor(agents: readonly ManagementAgent[]): ShutTime[] {
  const { durationMs } = NIGHT;
  const nights = Array.from({ length: DAYS }, (_, day) => FOR_EVER - (DAYS - day) * DAY_MS);
  return [
    { from: 0, to: FOR_EVER, triggers: ['operator'] },
    ...nights.flatMap((from) =>
      agents.map(({ name }) => ({ from, to: from + durationMs, managementAgent: name })),
    ),
  ];
}

/**
 * A crowd before a run lock: so many requests wait, each for another run profile of another management agent. Whoever gets
 * his run gives it back and somebody asks again, so that as many wait as before.
 */
export class Crowd {
  state: RunLockState;
  private readonly agents: readonly ManagementAgent[];
  private requests = 0;
  now = 0;

  /** @param waiting at most 7 for each management agent: equal requests would wait as one */
  constructor(managementAgents: number, waiting: number) {
    this.agents = Array.from({ length: managementAgents }, (_, number) => managementAgent(number));
    this.state = emptyRunLockState('bench', {
      ...DEFAULT_RUN_LOCK_CONFIGURATION,
      noStartWindows: [OPERATORS, ...this.agents.map(({ name }) => ({ ...NIGHT, managementAgent: name }))],
    });
    this.reduce({ kind: 'engine-observed', observation: { managementAgents: this.agents, lastRuns: [] } });
    this.reduce({ kind: 'shut-times-known', shutTimes: calendarFor(this.agents), until: FOR_EVER });
    // One of them has his run: what must be alone has its turn most of the time.
    while (this.state.waiting.length + this.state.leases.length <= waiting) {
      this.reduce({ kind: 'message', message: { request: this.ask() } });
    }
  }

  /** One event: the oldest run ends, and somebody asks. */
  step(): void {
    const [lease] = this.state.leases;
    if (!lease?.request) throw new Error('nothing runs, though something waits');
    const runNumber = (this.state.runNumbers[lease.managementAgentId] ?? 0) + 1;
    const outcome = { runNumber, result: 'success', summary: '3 adds, 1 update staged', errorCount: 0 };
    const release = { cycle: lease.request.cycle, token: lease.token, outcome };
    this.reduce({ kind: 'message', message: { release, request: this.ask() } });
  }

  private reduce(event: RunLockEvent): void {
    this.now += 1000;
    this.state = reduceRunLock(this.state, event, this.now).state;
  }

  private ask(): RunRequest {
    const number = this.requests++;
    // Through all run profiles of all management agents, so that the next one asked for is the one that ran longest ago.
    const agent = this.agents[number % this.agents.length];
    const profiles = Object.keys(PROFILES);
    const runProfile = profiles[Math.floor(number / this.agents.length) % profiles.length];
    if (!agent || runProfile === undefined) throw new Error('nobody to ask for');
    return {
      id: `autosync/default/cycle/${agent.name}/${number}#1`,
      cycle: `autosync/default/cycle/${agent.name}/${number}`,
      managementAgent: agent.id,
      wanted: { runProfile },
      urgency: number % 3 === 0 ? 'continuation' : 'normal',
      reason: `step 1 staged 3 adds, 1 update in partition DC=domain${number},DC=example`,
      trigger: number % 3 === 0 ? 'parent-cycle' : 'schedule',
    };
  }
}
