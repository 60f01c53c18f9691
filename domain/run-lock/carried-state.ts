import type { ManagementAgent, RunProfile, RunProfileStep } from '../management-agent/management-agent.js';
import type { ShutTime } from './no-start/window.js';
import { needsNow } from './queue/fresh-needs.js';
import type { RunLockState, WaitingEntry } from './state.js';

/*
 * With 200 management agents, half of a state is ids of partitions, said again in each step of each run profile; then come
 * names and ids of management agents. Whoever carries a state to another run of the workflow leaves out what the rest tells.
 */

/** A step on a partition of its management agent, with nothing else to say: `delta-import 0` is on the first one. */
type CarriedStep = string | RunProfileStep;

/** A run profile: its name, and its steps in their order. */
type CarriedRunProfile = readonly [name: string, ...steps: readonly CarriedStep[]];

type CarriedManagementAgent = Omit<ManagementAgent, 'runProfiles'> & {
  readonly runProfiles: readonly CarriedRunProfile[];
};

/**
 * Times that follow each other in the calendar and differ only in their management agent: its position in the catalogue,
 * or what the configuration calls it if that is not its name there.
 */
type CarriedShutTimes = readonly [
  from: number,
  to: number,
  triggers: ShutTime['triggers'] | null,
  ...managementAgents: readonly (number | string)[],
];

/** What a state tells of management agents by their ids. They are long, and are carried as `#` and the position in the catalogue. */
type ToldById = Pick<RunLockState, 'lastOutcomes' | 'runNumbers' | 'durations' | 'unjudged'>;

/** A state as continue-as-new carries it. */
export type CarriedRunLockState = Omit<RunLockState, 'catalogue' | 'waiting' | 'shutTimes'> & {
  readonly shutTimes: readonly (CarriedShutTimes | ShutTime)[];
  readonly catalogue?: readonly CarriedManagementAgent[];
  /** What waits is granted by the rules of now: they tell what it needs. */
  readonly waiting: readonly Omit<WaitingEntry, 'needs'>[];
};

/** Leaves out what the rest of a state tells. */
export function carry({ catalogue, waiting, shutTimes, ...rest }: RunLockState): CarriedRunLockState {
  const positions = new Map(catalogue?.map(({ id }, position) => [id, `#${position}`]));
  return {
    ...rest,
    ...calledOtherwise(rest, (id) => positions.get(id)),
    shutTimes: carryShutTimes(shutTimes, catalogue ?? []),
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
export function unpack({ catalogue, waiting, shutTimes, ...rest }: CarriedRunLockState): RunLockState {
  const ids = new Map(catalogue?.map(({ id }, position) => [`#${position}`, id]));
  const state: RunLockState = {
    ...rest,
    ...calledOtherwise(rest, (position) => ids.get(position)),
    shutTimes: shutTimes.flatMap((times) => unpackShutTimes(times, catalogue ?? [])),
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

function calledOtherwise(told: ToldById, otherwise: (key: string) => string | undefined): ToldById {
  const all = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [otherwise(key) ?? key, value]));
  return {
    lastOutcomes: all(told.lastOutcomes),
    runNumbers: all(told.runNumbers),
    durations: all(told.durations),
    ...(told.unjudged ? { unjudged: all(told.unjudged) } : {}),
  };
}

function carryShutTimes(
  shutTimes: RunLockState['shutTimes'],
  catalogue: readonly ManagementAgent[],
): CarriedRunLockState['shutTimes'] {
  const positions = new Map(catalogue.map(({ name }, position) => [name, position]));
  const carried: (CarriedShutTimes | ShutTime)[] = [];
  for (const time of shutTimes) {
    const { from, to, triggers = null, managementAgent } = time;
    if (managementAgent === undefined) {
      carried.push(time);
      continue;
    }
    const called = positions.get(managementAgent) ?? managementAgent;
    const last = carried.at(-1);
    if (last && 'length' in last && isSameTime(last, time)) carried.splice(-1, 1, [...last, called]);
    else carried.push([from, to, triggers, called]);
  }
  return carried;
}

function isSameTime([from, to, triggers]: CarriedShutTimes, time: ShutTime): boolean {
  return from === time.from && to === time.to && triggers?.join() === time.triggers?.join();
}

function unpackShutTimes(
  carried: CarriedShutTimes | ShutTime,
  catalogue: readonly Pick<ManagementAgent, 'name'>[],
): readonly ShutTime[] {
  if (!('length' in carried)) return [carried];
  const [from, to, triggers, ...managementAgents] = carried;
  return managementAgents.map((called) => ({
    from,
    to,
    managementAgent: typeof called === 'string' ? called : (catalogue[called]?.name ?? ''),
    ...(triggers ? { triggers } : {}),
  }));
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
