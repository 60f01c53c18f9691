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
import type { DirectoryObject } from './http-contract.js';
import { directoryOf } from './world/directory-objects.js';
import { emptyWorld } from './world/world.js';

/** Everything that a simulator remembers, and that its state file holds. */
export interface SimulatorState {
  readonly engine: EngineState;
  /** Every change that somebody made in a directory, oldest first. */
  changes: readonly ChangeRecord[];
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
  /** @throws `unknown-management-agent` */
  objects(managementAgent: string, objectType?: string): readonly DirectoryObject[];
  /** @throws `unknown-management-agent`, `unknown-partition`, `invalid-input` */
  add(managementAgent: string, request: AddRequest): DirectoryObject;
  /** @throws `unknown-management-agent`, `invalid-input` */
  modify(managementAgent: string, anchor: string, request: ModifyRequest): DirectoryObject;
  /** @throws `unknown-management-agent`, `invalid-input` */
  remove(managementAgent: string, anchor: string): void;
}

/** A simulator with empty directories. */
export function newSimulatorState(definition: WorldDefinition, seed: number): SimulatorState {
  return { engine: newEngineState(emptyWorld(definition, seed)), changes: [] };
}

export function createSimulator(options: SimulatorOptions): Simulator {
  const { definition, speed, seed, clock = systemClock } = options;
  const state = options.restored ?? newSimulatorState(definition, seed);
  const { world } = state.engine;

  const contextFor = (managementAgent: string): ChangeContext => ({
    world,
    ma: managementAgentOf(state.engine, managementAgent),
    at: new Date(clock.now()).toISOString(),
    nextId: () => state.changes.length + 1,
  });

  const keep = (made: MadeChange): DirectoryObject => {
    if (made.record) state.changes = [...state.changes, made.record];
    options.onChange?.();
    return made.object;
  };

  const engine = createEngine({
    state: state.engine,
    clock,
    speed,
    onRunEnded: () => {
      const at = new Date(clock.now()).toISOString();
      state.changes = state.changes.map((record) => afterRun(world, record, at));
      options.onChange?.();
    },
  });

  return {
    definition,
    engine,
    state,
    clock,
    objects(managementAgent, objectType) {
      const { id } = managementAgentOf(state.engine, managementAgent);
      return [...directoryOf(world, id).objects.values()].filter(
        (object) => objectType === undefined || object.objectType === objectType,
      );
    },
    add: (managementAgent, request) => keep(addObject(contextFor(managementAgent), request)),
    modify: (managementAgent, anchor, request) =>
      keep(modifyObject(contextFor(managementAgent), anchor, request)),
    remove: (managementAgent, anchor) => void keep(deleteObject(contextFor(managementAgent), anchor)),
  };
}
