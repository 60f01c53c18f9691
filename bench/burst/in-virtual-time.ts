import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import { FIXED_STEP_MILLISECONDS, phaseMilliseconds } from '../../simulator/engine/durations.js';
import type { SimulatedRun, TrackedChange } from '../../simulator/http-contract.js';
import { makespanWithForesight } from '../run-lock/bound/with-foresight.js';
import type { VirtualRun } from '../run-lock/engine/virtual-engine.js';
import { seededDice } from '../run-lock/landscape/dice.js';
import type { ChangeKind, Landscape } from '../run-lock/landscape/landscape.js';
import type { Change, Load } from '../run-lock/landscape/load.js';
import { hasDeltaImport, type Speeds, type Work } from '../run-lock/landscape/speeds.js';
import { runLockUnder } from '../run-lock/schedulers/run-lock-with-cycles.js';
import { simulate } from '../run-lock/simulate.js';

/** A burst as it was on the real system, for virtual time. */
export interface BurstThatWas {
  readonly landscape: Landscape;
  readonly changes: readonly Pick<TrackedChange, 'managementAgentId' | 'kind'>[];
  /** Ids of the management agents in whose directories it was. */
  readonly sources: readonly string[];
  /** How much faster the engine is than a real one. */
  readonly speed: number;
  /** What a directory holds, which an import that is no delta import reads all of. */
  readonly objects: number;
}

/** What became of it there. */
export interface BurstInVirtualTime {
  /** As the simulator would tell them, from time 0 on. */
  readonly runs: readonly SimulatedRun[];
  /** The best makespan that a search finds which knows how long each run will last; milliseconds. */
  readonly withForesight: number;
}

const STEP_TYPE: Readonly<Record<Work, string>> = {
  import: 'delta-import',
  sync: 'delta-sync',
  export: 'export',
};

/**
 * What the run lock's reducer makes of the same burst in virtual time: as many changes of the same kinds in the same
 * directories, on an engine with the simulator's own speeds. Where a modification flows to is drawn, as the simulator's
 * record of a change does not tell it.
 */
export function inVirtualTime(burst: BurstThatWas): BurstInVirtualTime {
  const { managementAgents } = burst.landscape;
  const speeds = speedsOf(managementAgents, burst);
  const load = loadOf(burst);
  const { runs } = simulate(runLockUnder('batch', 0), managementAgents, speeds, load);
  return {
    runs: runs.map((run) => simulatedRun(run, managementAgents)),
    withForesight: makespanWithForesight(load.changes, speeds),
  };
}

function loadOf({ landscape, changes, sources }: BurstThatWas): Load {
  const dice = seededDice(1);
  return {
    changes: changes.flatMap(({ managementAgentId: source, kind }): readonly Change[] => {
      const kinds = landscape.changeKinds.get(source)?.filter((each) => each.kind === kindOf(kind)) ?? [];
      return kinds.length === 0 ? [] : [{ source, madeAt: 0, deliveries: dice.pick(kinds).deliveries }];
    }),
    triggers: sources.map((managementAgentId) => ({ managementAgentId, at: 0, urgent: true })),
  };
}

function kindOf(kind: TrackedChange['kind']): ChangeKind['kind'] {
  return kind === 'add' || kind === 'modify' ? kind : 'other';
}

/** As the simulator's steps take; it looks at disconnectors, too, of which a world at rest has none. */
function speedsOf(
  managementAgents: readonly ManagementAgent[],
  { speed, objects }: Pick<BurstThatWas, 'speed' | 'objects'>,
): Speeds {
  const fixed = FIXED_STEP_MILLISECONDS / speed;
  return new Map(
    managementAgents.map((ma) => {
      const rate = (kind: Parameters<typeof phaseMilliseconds>[0]) =>
        (speed * 1000) / phaseMilliseconds(kind, ma.category, 1);
      const delta = hasDeltaImport(ma);
      return [
        ma.id,
        {
          fixed: { import: fixed, sync: fixed, export: fixed },
          rate: {
            import: rate(delta ? 'delta-import' : 'full-import'),
            sync: rate('delta-sync'),
            export: rate('export'),
          },
          ...(delta ? {} : { importsAll: objects }),
          disconnectors: 0,
        },
      ];
    }),
  );
}

function simulatedRun(
  { managementAgentId, work, start, end }: VirtualRun,
  managementAgents: readonly ManagementAgent[],
): SimulatedRun {
  const times = { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
  return {
    managementAgentId,
    managementAgentName: managementAgents.find(({ id }) => id === managementAgentId)?.name ?? '',
    runNumber: 0,
    runProfile: work,
    initiator: '',
    ...times,
    result: 'success',
    steps: [{ type: STEP_TYPE[work], partition: '', ...times, result: 'success' }],
  };
}
