import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { WorldDefinition } from '../definition/world-definition.js';
import type { ChangeRecord } from '../directories/change-tracking.js';
import { SHUTDOWN_RESULT } from '../engine/engine.js';
import type { RunRecord } from '../engine/run-record.js';
import { noFaults, type FaultState } from '../faults/armed-faults.js';
import type { Violation } from '../http-contract.js';
import { newSimulatorState, type SimulatorState } from '../simulator.js';
import {
  restoreDirectory,
  type StoredObject,
  type Tombstone,
} from '../world/directory/connected-directory.js';
import type { ConnectorSpaceObject } from '../world/connector-space.js';
import { namesOf } from '../world/directory/directory-objects.js';
import type { MetaverseObject } from '../world/metaverse.js';
import { putConnectorSpaceObject, putMetaverseObject } from '../world/world.js';

/** Grows when a later version could no longer read what an earlier one wrote. */
const FORMAT = 1;

/** A simulator's state as JSON: what the indexes are derived from, without the indexes. */
interface SavedState {
  readonly format: number;
  /** Of the definition and the seed: what was saved for another world is no use. */
  readonly fingerprint: string;
  readonly identifiers: number;
  readonly directories: readonly {
    readonly managementAgentId: string;
    readonly sequence: number;
    readonly objects: readonly StoredObject[];
    readonly tombstones: readonly Tombstone[];
    readonly retiredAnchors: readonly string[];
  }[];
  readonly connectorSpace: readonly ConnectorSpaceObject[];
  readonly metaverse: readonly MetaverseObject[];
  readonly runs: readonly RunRecord[];
  readonly lastRunNumbers: readonly (readonly [string, number])[];
  readonly violations: readonly Violation[];
  readonly watermarks: readonly (readonly [string, number])[];
  readonly changes: readonly ChangeRecord[];
  readonly changeCount: number;
  /** Absent in the file of a version that knew no faults. */
  readonly faults?: FaultState;
}

/** The outline that a file must have before its contents are believed; they are our own, and written in one piece. */
const Outline = z.object({
  format: z.literal(FORMAT),
  fingerprint: z.string(),
  identifiers: z.number(),
  directories: z.array(z.object({ managementAgentId: z.string(), sequence: z.number() }).loose()),
  connectorSpace: z.array(z.object({ id: z.string() }).loose()),
  metaverse: z.array(z.object({ id: z.string() }).loose()),
  runs: z.array(z.object({ runNumber: z.number() }).loose()),
  lastRunNumbers: z.array(z.tuple([z.string(), z.number()])),
  violations: z.array(z.unknown()),
  watermarks: z.array(z.tuple([z.string(), z.number()])),
  changes: z.array(z.unknown()),
  changeCount: z.number(),
  faults: z
    .object({ armed: z.array(z.object({ id: z.number() }).loose()), count: z.number(), answers: z.number() })
    .optional(),
});

function fingerprintOf(definition: WorldDefinition, seed: number): string {
  return createHash('sha256')
    .update(JSON.stringify([seed, definition]))
    .digest('hex');
}

/** The state as the text of a state file. */
export function serializeState(state: SimulatorState): string {
  const { world } = state.engine;
  const saved: SavedState = {
    format: FORMAT,
    fingerprint: fingerprintOf(world.rules.definition, world.seed),
    identifiers: world.identifiers,
    directories: [...world.directories.values()].map((directory) => ({
      managementAgentId: directory.managementAgentId,
      sequence: directory.sequence,
      objects: [...directory.objects.values()],
      tombstones: [...directory.tombstones.values()],
      retiredAnchors: [...directory.retiredAnchors],
    })),
    connectorSpace: [...world.connectorSpace.objects.values()],
    metaverse: [...world.metaverse.objects.values()],
    runs: state.engine.runs,
    lastRunNumbers: [...state.engine.lastRunNumbers],
    violations: state.engine.violations,
    watermarks: [...state.engine.watermarks],
    changes: state.changes,
    changeCount: state.changeCount,
    faults: state.faults,
  };
  return JSON.stringify(saved);
}

/** What became of a state file: the state in it, or why it is of no use. */
export type Restoration =
  | { readonly restored: SimulatorState }
  | { readonly restored?: never; readonly reason: string };

/**
 * The state that a text holds, if it was saved for this definition and seed. Runs that were going on when it was saved
 * have ended since, stopped by the end of the process that ran them.
 *
 * @param now when they ended, in milliseconds since the epoch
 */
export function deserializeState(
  text: string,
  definition: WorldDefinition,
  seed: number,
  now: number,
): Restoration {
  const saved = parseSaved(text);
  if (!saved) return { reason: 'it is not a state file of this version' };
  if (saved.fingerprint !== fingerprintOf(definition, seed)) {
    return { reason: 'it is of another configuration or another seed' };
  }
  const fresh = newSimulatorState(definition, seed, now);
  const state: SimulatorState = { ...fresh, faults: saved.faults ?? noFaults() };
  const { world } = state.engine;
  world.identifiers = saved.identifiers;
  for (const directory of saved.directories) {
    const names = namesOf(world, directory.managementAgentId);
    world.directories.set(directory.managementAgentId, restoreDirectory(directory, names));
  }
  for (const object of saved.connectorSpace) putConnectorSpaceObject(world, object);
  for (const object of saved.metaverse) putMetaverseObject(world, object);
  state.engine.runs.push(...saved.runs.map((run) => interrupted(run, now)));
  for (const [id, runNumber] of saved.lastRunNumbers) state.engine.lastRunNumbers.set(id, runNumber);
  state.engine.violations.push(...saved.violations);
  for (const [partition, watermark] of saved.watermarks) state.engine.watermarks.set(partition, watermark);
  state.changes.push(...saved.changes);
  state.changeCount = saved.changeCount;
  return { restored: state };
}

function parseSaved(text: string): SavedState | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Outline.safeParse(parsed).success ? (parsed as SavedState) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function interrupted(run: RunRecord, now: number): RunRecord {
  if (run.end !== undefined || run.crashed) return run;
  const steps = run.steps.map((step) => {
    if (step.end !== undefined) return step;
    const { progress: _over, ...rest } = step;
    return { ...rest, end: now, result: SHUTDOWN_RESULT };
  });
  return { ...run, steps, end: now, result: SHUTDOWN_RESULT, version: run.version + 1 };
}
