import { AutoSyncError } from '../domain/errors.js';
import { auditWorld } from './audit/audit.js';
import type { WorldDefinition } from './definition/world-definition.js';
import { afterRun, type ChangeRecord } from './directories/change-tracking.js';
import {
  addObject,
  deleteObject,
  modifyObject,
  type AddRequest,
  type ChangeContext,
  type MadeChange,
  type ModifyRequest,
} from './directories/directory-changes.js';
import { systemClock, type Clock } from './engine/clock.js';
import { createEngine, managementAgentOf, type SimulatedEngine } from './engine/engine.js';
import { newEngineState, type EngineState } from './engine/engine-state.js';
import { armFault, noFaults, type FaultState } from './faults/armed-faults.js';
import { createFate, type Fate } from './faults/fate.js';
import type { FaultOf } from './faults/fault-request.js';
import type { Audit, ChangeRequest, DirectoryObject, FillRequest, TrackedChange } from './http-contract.js';
import { fillDirectories } from './rehearsal/fill.js';
import { drawChanges, type DrawnChange } from './rehearsal/random-changes.js';
import { createDirectoryObject, directoryOf } from './world/directory/directory-objects.js';
import { emptyWorld } from './world/world.js';

/** Everything that a simulator remembers, and that its state file holds. */
export interface SimulatorState {
  readonly engine: EngineState;
  /** The changes that somebody made in the directories, oldest first; the latest few thousand. */
  readonly changes: ChangeRecord[];
  /** How many changes there have been. */
  changeCount: number;
  readonly faults: FaultState;
}

export interface SimulatorOptions {
  readonly definition: WorldDefinition;
  /** Divides all durations; 1 is as slow as a real engine. */
  readonly speed: number;
  readonly seed: number;
  readonly clock?: Clock;
  /** What an earlier process left; absent = every directory is empty. */
  readonly restored?: SimulatorState;
  /** Called when something is worth saving. */
  readonly onChange?: () => void;
}

/** The simulated engine with its connected directories, in this process. The HTTP interface is a shell around it. */
export interface Simulator {
  readonly definition: WorldDefinition;
  readonly engine: SimulatedEngine;
  readonly state: SimulatorState;
  readonly clock: Clock;
  /** What goes wrong, and when. */
  readonly fate: Fate;
  /**
   * Crashes the engine now: all that runs is over.
   *
   * @param recorded what the records of the runs say ever after
   * @param downSeconds so long it does not answer, on the simulator's clock
   * @returns how many runs it ended
   */
  crash(recorded: FaultOf<'engine-crash'>['recorded'], downSeconds: number): number;
  /** @throws `unknown-management-agent` */
  objects(managementAgent: string, objectType?: string): readonly DirectoryObject[];
  /** @throws `unknown-management-agent`, `unknown-partition`, `invalid-input` */
  add(managementAgent: string, request: AddRequest): DirectoryObject;
  /** @throws `unknown-management-agent`, `invalid-input` */
  modify(managementAgent: string, anchor: string, request: ModifyRequest): DirectoryObject;
  /** @throws `unknown-management-agent`, `invalid-input` */
  remove(managementAgent: string, anchor: string): void;
  /**
   * Fills the directories with seeded objects; these are not tracked as changes.
   * @returns how many objects there are more
   */
  fill(request: FillRequest): number;
  /**
   * Makes seeded random changes.
   * @throws `unknown-management-agent`, `invalid-input`
   */
  change(request: ChangeRequest): readonly TrackedChange[];
  audit(): Audit;
}

/** Of the changes that were made, the latest so many are remembered. */
const KEPT_CHANGES = 5000;

/** What a directory refuses (a name that is taken) is no change; anything else that goes wrong is thrown on. */
function unlessRefused(make: () => MadeChange): MadeChange | undefined {
  try {
    return make();
  } catch (thrown) {
    if (thrown instanceof AutoSyncError && thrown.code === 'invalid-input') return undefined;
    throw thrown;
  }
}

/**
 * A simulator whose directories hold what the definition gives them at the start, or nothing.
 *
 * @param now when the definition's faults are armed, in milliseconds since the epoch
 * @throws `invalid-configuration` when a directory would refuse one of these objects
 */
export function newSimulatorState(definition: WorldDefinition, seed: number, now: number): SimulatorState {
  const world = emptyWorld(definition, seed);
  for (const { managementAgentId, ...object } of definition.initialObjects ?? []) {
    const created = createDirectoryObject(world, managementAgentId, object);
    if ('literal' in created) throw new AutoSyncError('invalid-configuration', created.literal);
  }
  const faults = noFaults();
  for (const fault of definition.faults ?? []) armFault(faults, definition, fault, now);
  return { engine: newEngineState(world), changes: [], changeCount: 0, faults };
}

export function createSimulator(options: SimulatorOptions): Simulator {
  const { definition, speed, seed, clock = systemClock } = options;
  const state = options.restored ?? newSimulatorState(definition, seed, clock.now());
  const { world } = state.engine;

  const contextFor = (managementAgent: string): ChangeContext => ({
    world,
    ma: managementAgentOf(state.engine, managementAgent),
    at: new Date(clock.now()).toISOString(),
    nextId: () => {
      state.changeCount += 1;
      return state.changeCount;
    },
  });

  const keep = (made: MadeChange): MadeChange => {
    if (made.record) state.changes.push(made.record);
    options.onChange?.();
    return made;
  };

  const add = (managementAgent: string, request: AddRequest): MadeChange =>
    keep(addObject(contextFor(managementAgent), request));
  const modify = (managementAgent: string, anchor: string, request: ModifyRequest): MadeChange =>
    keep(modifyObject(contextFor(managementAgent), anchor, request));
  const remove = (managementAgent: string, anchor: string): MadeChange =>
    keep(deleteObject(contextFor(managementAgent), anchor));

  const makeDrawn = (change: DrawnChange): MadeChange => {
    const { managementAgentId } = change;
    switch (change.kind) {
      case 'add':
        return add(managementAgentId, change);
      case 'modify':
        return modify(managementAgentId, change.anchor, { attributes: { [change.attribute]: change.value } });
      case 'rename':
        return modify(managementAgentId, change.anchor, { dn: change.dn });
      case 'delete':
        return remove(managementAgentId, change.anchor);
    }
  };

  const fate = createFate({
    state: state.faults,
    definition,
    clock,
    onChange: () => options.onChange?.(),
  });

  const engine = createEngine({
    state: state.engine,
    clock,
    speed,
    faults: fate,
    onProgress: () => options.onChange?.(),
    onRunEnded: () => {
      const at = new Date(clock.now()).toISOString();
      const settled = state.changes.map((record) => afterRun(world, record, at));
      state.changes.splice(0, settled.length, ...settled.slice(-KEPT_CHANGES));
      options.onChange?.();
    },
  });

  return {
    definition,
    engine,
    state,
    clock,
    fate,
    crash(recorded, downSeconds) {
      const runs = engine.crash(recorded);
      fate.crashed({ downSeconds });
      options.onChange?.();
      return runs;
    },
    objects(managementAgent, objectType) {
      const { id } = managementAgentOf(state.engine, managementAgent);
      return [...directoryOf(world, id).objects.values()].filter(
        (object) => objectType === undefined || object.objectType === objectType,
      );
    },
    add: (managementAgent, request) => add(managementAgent, request).object,
    modify: (managementAgent, anchor, request) => modify(managementAgent, anchor, request).object,
    remove: (managementAgent, anchor) => void remove(managementAgent, anchor),
    fill(request) {
      const objects = fillDirectories(world, request);
      options.onChange?.();
      return objects;
    },
    change(request) {
      const managementAgents = request.managementAgents?.map((name) => managementAgentOf(state.engine, name));
      const made: TrackedChange[] = [];
      drawChanges(world, request, managementAgents ?? definition.managementAgents, (drawn) => {
        const change = unlessRefused(() => makeDrawn(drawn));
        if (change?.record) made.push(change.record.change);
        return change !== undefined;
      });
      return made;
    },
    audit: () => auditWorld(world, engine.running()),
  };
}
