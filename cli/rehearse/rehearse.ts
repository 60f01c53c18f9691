import { setTimeout as delay } from 'node:timers/promises';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import type { CycleInput, CycleStart } from '../../domain/cycle/cycle.js';
import { AutoSyncError } from '../../domain/errors.js';
import type { AutoSyncEvent } from '../../domain/events.js';
import { selectedPartitions, type ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { plural } from '../../domain/run-history/describe-run.js';
import { chooseRunProfile } from '../../domain/cycle/run-profile-choice.js';
import type { WorldDefinition } from '../../simulator/definition/world-definition.js';
import type { Audit, TrackedChange } from '../../simulator/http-contract.js';
import { CYCLE_WORKFLOW, type CycleWorkflow } from '../../workflows/contract.js';
import { cycleOptions } from '../../workflows/cycle-options.js';
import type { Progress } from './progress.js';
import { reportOf, type RehearsalReport } from './report.js';
import { REHEARSED_SERVER, setStage, type Stage } from './stage.js';

/** What to rehearse. */
export interface RehearsalOptions {
  readonly objects: number;
  readonly changes: number;
  readonly seed: number;
  readonly speed: number;
}

/** Changes come in so many bursts, one while the one before is still on its way. */
const BURSTS = 5;
/** Between two bursts, on the simulator's clock. */
const BURST_PAUSE_MS = 5_000;
/** After so many rounds a world that is not at rest will not come to rest. */
const ROUNDS_TO_REST = 5;

/**
 * Rehearses AutoSync on a configuration: fills the directories, brings everything to rest, makes changes, and lets
 * the real workflows carry them until all is at rest again.
 *
 * @param giveUp ends the rehearsal early, and takes everything down that it had set up
 * @returns `undefined` if it was given up
 * @throws {AutoSyncError} whatever setting the stage throws
 */
export async function rehearse(
  definition: WorldDefinition,
  options: RehearsalOptions,
  progress: Progress,
  giveUp: AbortSignal,
): Promise<RehearsalReport | undefined> {
  const finished: Extract<AutoSyncEvent, { event: 'run-finished' }>[] = [];
  progress.say('Starting a simulator, a Temporal server and a worker of its own');
  const stage = await setStage(definition, options, (event) => {
    if (event.event !== 'run-finished') return;
    finished.push(event);
    progress.ran(event);
  });
  try {
    return await Promise.race([perform(), given(giveUp)]);
  } finally {
    progress.done();
    await stage.strike();
  }

  async function perform(): Promise<RehearsalReport> {
    const { objects } = await stage.simulator.fill({
      objectsPerManagementAgent: options.objects,
      seed: options.seed,
    });
    progress.say(`Filled the directories with ${objects} objects; bringing everything to rest`);
    await bringToRest(stage, definition);
    const runsBefore = (await stage.simulator.history()).length;
    const finishedBefore = finished.length;

    progress.say(`At rest after ${runsBefore} runs; making ${options.changes} changes`);
    await makeChanges(stage, definition, options);
    progress.say('All changes have been carried; auditing');

    return reportOf({
      server: definition.server,
      managementAgents: definition.managementAgents.map((ma) => ({
        name: ma.name,
        category: ma.category,
        partitions: selectedPartitions(ma).map((partition) => partition.name),
      })),
      history: (await stage.simulator.history()).slice(runsBefore),
      finished: finished.slice(finishedBefore),
      changes: await stage.simulator.changes(),
      notSimulated: definition.notSimulated,
      violations: await stage.simulator.violations(),
      audit: await stage.simulator.audit(),
      seed: options.seed,
      speed: options.speed,
    });
  }
}

/** Resolves when a signal is given. */
function given(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** Imports every partition that can be imported, in full, and whatever is left undone after that, until nothing is. */
async function bringToRest(stage: Stage, definition: WorldDefinition): Promise<void> {
  await carry(stage, 'the first full import', importsOfAll(definition, 'full-import'));
  let audit = await stage.simulator.audit();
  for (let round = 1; !audit.atRest && round <= ROUNDS_TO_REST; round += 1) {
    await carry(stage, `what round ${round} left undone`, leftUndone(definition, audit));
    audit = await stage.simulator.audit();
  }
  if (!audit.atRest) {
    const first = audit.differences[0];
    throw new AutoSyncError(
      'engine-refused',
      `The world does not come to rest before the first change: ${audit.differenceCount} differences, the first: ${first ? `${first.kind} of ${first.dn} in ${first.managementAgent}` : 'none'}.`,
    );
  }
}

function importsOfAll(
  definition: WorldDefinition,
  runProfileKind: 'full-import' | 'scheduled-import',
  isMeant: (ma: ManagementAgent, partition: string) => boolean = () => true,
): readonly [ManagementAgent, CycleStart][] {
  return definition.managementAgents.flatMap((ma) => {
    const byRunProfile = new Map<string, CycleStart>();
    for (const partition of selectedPartitions(ma)) {
      const runProfile = chooseRunProfile(ma, runProfileKind, partition);
      if (!runProfile || !isMeant(ma, partition.name)) continue;
      byRunProfile.set(runProfile, { kind: 'run-profile-kind', runProfileKind, partition: partition.name });
    }
    return [...byRunProfile.values()].map((start): [ManagementAgent, CycleStart] => [ma, start]);
  });
}

/** What an administrator would start by hand for what the audit names. */
function leftUndone(definition: WorldDefinition, audit: Audit): readonly [ManagementAgent, CycleStart][] {
  return definition.managementAgents.flatMap((ma) => {
    const kinds = new Set(audit.differences.filter((d) => d.managementAgent === ma.name).map((d) => d.kind));
    const starts: [ManagementAgent, CycleStart][] = [];
    if (kinds.has('pending-export')) starts.push([ma, { kind: 'pending-exports' }]);
    for (const partition of selectedPartitions(ma)) {
      if (kinds.has('not-imported') || kinds.has('unconfirmed-export')) {
        starts.push([
          ma,
          { kind: 'run-profile-kind', runProfileKind: 'confirming-import', partition: partition.name },
        ]);
      }
      if (kinds.has('pending-import')) {
        starts.push([
          ma,
          { kind: 'run-profile-kind', runProfileKind: 'delta-sync', partition: partition.name },
        ]);
      }
    }
    return starts;
  });
}

/** Makes the changes in bursts, and starts an import wherever one was made, as a change detector would. */
async function makeChanges(
  stage: Stage,
  definition: WorldDefinition,
  options: RehearsalOptions,
): Promise<void> {
  const carried: Promise<void>[] = [];
  const perBurst = Math.ceil(options.changes / BURSTS);
  for (let made = 0, burst = 0; made < options.changes; made += perBurst, burst += 1) {
    const changes = await stage.simulator.makeChanges({
      count: Math.min(perBurst, options.changes - made),
      seed: options.seed * 1000 + burst,
    });
    const imports = importsOfAll(definition, 'scheduled-import', (ma, partition) =>
      changes.some((change) => change.managementAgentId === ma.id && change.partition === partition),
    );
    carried.push(carry(stage, describeChanges(changes), imports));
    await delay(BURST_PAUSE_MS / options.speed);
  }
  await Promise.all(carried);
}

function describeChanges(changes: readonly TrackedChange[]): string {
  return `${plural(changes.length, 'change')} in ${[...new Set(changes.map((change) => change.managementAgentName))].join(', ')}`;
}

/** Starts a cycle for each, and waits until all of them have ended, whatever came of them: the audit tells. */
async function carry(
  stage: Stage,
  description: string,
  starts: readonly [ManagementAgent, CycleStart][],
): Promise<void> {
  await Promise.all(
    starts.map(async ([ma, start]) => {
      const input: CycleInput = {
        server: REHEARSED_SERVER,
        managementAgent: ma.name,
        start,
        cause: { trigger: 'change', description },
        lineage: [],
        maxDepth: 10,
      };
      await endOf(stage.temporal, input);
    }),
  );
}

let started = 0;

async function endOf(temporal: Client, input: CycleInput): Promise<void> {
  started += 1;
  const handle = await temporal.workflow.start<CycleWorkflow>(
    CYCLE_WORKFLOW,
    cycleOptions(input, `rehearsed-${started}`),
  );
  try {
    await handle.result();
  } catch (error) {
    // A failed run fails its cycle; what it left undone shows in the audit.
    if (!(error instanceof WorkflowFailedError)) throw error;
  }
}
