import { writeRunning, type Running } from '../running-file.js';
import type { Addresses } from './process-plan.js';

/** Keeps the file that says what runs. */
export interface RunningRecord {
  /** A process runs under a new id. */
  started(name: string, pid: number): void;
  /** Everything is up. */
  complete(apiDocumentation: string | undefined): void;
  /** Resolves when the file says everything that was said here. */
  written(): Promise<void>;
}

/** The record of a data folder; its writes follow one another. */
export function recordRunning(dataFolder: string, { temporal, ...others }: Addresses): RunningRecord {
  let running: Running = { pid: process.pid, processes: {} };
  let writing: Promise<void> = Promise.resolve();
  const update = (change: Partial<Running>): void => {
    running = { ...running, ...change };
    writing = writing.then(() => writeRunning(dataFolder, running));
  };
  return {
    started: (name, pid) => update({ processes: { ...running.processes, [name.toLowerCase()]: pid } }),
    complete: (apiDocumentation) =>
      update({
        ...others,
        temporalAddress: temporal,
        ...(apiDocumentation === undefined ? {} : { apiDocumentation }),
      }),
    written: () => writing,
  };
}
