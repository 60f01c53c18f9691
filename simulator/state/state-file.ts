import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ensureError } from '../../domain/errors.js';
import type { WorldDefinition } from '../definition/world-definition.js';
import type { SimulatorState } from '../simulator.js';
import { deserializeState, serializeState, type Restoration } from './saved-state.js';

/** The world is saved at most so often. */
const SHORTEST_INTERVAL = 1000;

/** Saving takes at most one part in so many of the time, however large the world is. */
const LARGEST_SHARE = 20;

/**
 * Reads a state file.
 *
 * @returns `undefined` when there is no file; a reason when it is there and of no use
 */
export async function readStateFile(
  file: string,
  definition: WorldDefinition,
  seed: number,
  now: number,
): Promise<Restoration | undefined> {
  try {
    return deserializeState(await readFile(file, 'utf8'), definition, seed, now);
  } catch (thrown) {
    const error = ensureError(thrown);
    if ('code' in error && error.code === 'ENOENT') return undefined;
    return { reason: error.message };
  }
}

/** Keeps a state file up to date. */
export interface StateKeeper {
  /** Something has changed: it is saved soon. */
  changed(): void;
  /** Saves what is not saved yet. */
  flush(): Promise<void>;
}

/**
 * Keeps a state file up to date: written beside and then put in place of the old one, so that a crash leaves one of both
 * whole.
 *
 * @param onFailure told when the file cannot be written; the next change tries again
 */
export function keepStateFile(
  file: string,
  state: SimulatorState,
  onFailure: (error: Error) => void,
): StateKeeper {
  let dirty = false;
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> = Promise.resolve();
  let interval = SHORTEST_INTERVAL;

  const write = async (): Promise<void> => {
    if (!dirty) return;
    dirty = false;
    const start = performance.now();
    const text = serializeState(state);
    interval = Math.max(SHORTEST_INTERVAL, (performance.now() - start) * LARGEST_SHARE);
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(`${file}.new`, text);
      await rename(`${file}.new`, file);
    } catch (thrown) {
      dirty = true;
      onFailure(ensureError(thrown));
    }
  };

  const save = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    saving = saving.then(write);
    return saving;
  };

  return {
    changed() {
      dirty = true;
      timer ??= setTimeout(() => void save(), interval);
    },
    flush: save,
  };
}
