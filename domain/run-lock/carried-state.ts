import type { ManagementAgent, RunProfile, RunProfileStep } from '../management-agent/management-agent.js';
import { needsNow } from './queue/fresh-needs.js';
import type { RunLockState, WaitingEntry } from './state.js';

/*
 * With 200 management agents, half of a state is ids of partitions, said again in each step of each run profile. Whoever
 * carries a state to another run of the workflow leaves out what the rest tells.
 */

/** A step on a partition of its management agent, with nothing else to say: `delta-import 0` is on the first one. */
type CarriedStep = string | RunProfileStep;

/** A run profile: its name, and its steps in their order. */
type CarriedRunProfile = readonly [name: string, ...steps: readonly CarriedStep[]];

type CarriedManagementAgent = Omit<ManagementAgent, 'runProfiles'> & {
  readonly runProfiles: readonly CarriedRunProfile[];
};

/** A state as continue-as-new carries it. */
export type CarriedRunLockState = Omit<RunLockState, 'catalogue' | 'waiting'> & {
  readonly catalogue?: readonly CarriedManagementAgent[];
  /** What waits is granted by the rules of now: they tell what it needs. */
  readonly waiting: readonly Omit<WaitingEntry, 'needs'>[];
};

/** Leaves out what the rest of a state tells. */
export function carry({ catalogue, waiting, ...rest }: RunLockState): CarriedRunLockState {
  return {
    ...rest,
    ...(catalogue
      ? {
          catalogue: catalogue.map((ma) => ({
            ...ma,
            runProfiles: ma.runProfiles.map(({ name, steps }) => [
              name,
              ...steps.map((step) => carryStep(step, ma)),
            ]),
          })),
        }
      : {}),
    waiting: waiting.map(({ needs: _derived, ...entry }) => entry),
  };
}

/** The state that has been carried: as it was. */
export function unpack({ catalogue, waiting, ...rest }: CarriedRunLockState): RunLockState {
  const state: RunLockState = {
    ...rest,
    ...(catalogue ? { catalogue: catalogue.map(unpackManagementAgent) } : {}),
    waiting: [],
  };
  return {
    ...state,
    waiting: waiting.map((entry) => ({
      ...entry,
      needs: needsNow(state, { ...entry, exclusive: entry.request.exclusive ?? false }),
    })),
  };
}

function carryStep(step: RunProfileStep, { partitions }: ManagementAgent): CarriedStep {
  const { type, partitionId, ...more } = step;
  const position = partitions.findIndex(({ id }) => id === partitionId);
  return position < 0 || Object.keys(more).length > 0 ? step : `${type} ${position}`;
}

function unpackManagementAgent({ runProfiles, ...ma }: CarriedManagementAgent): ManagementAgent {
  return {
    ...ma,
    runProfiles: runProfiles.map(([name, ...steps]): RunProfile => ({
      name,
      steps: steps.map((step) => unpackStep(step, ma.partitions)),
    })),
  };
}

function unpackStep(step: CarriedStep, partitions: ManagementAgent['partitions']): RunProfileStep {
  if (typeof step !== 'string') return step;
  const [type, position] = step.split(' ');
  return { type: type as RunProfileStep['type'], partitionId: partitions[Number(position)]?.id ?? '' };
}
