import { readFile } from 'node:fs/promises';

/** What a process has used. */
export interface Usage {
  /** Of all its threads, user and system, since its start; milliseconds. */
  readonly cpuMs: number;
  /** Resident memory. */
  readonly rssMiB: number;
}

/** Linux counts in hundredths of a second, whatever the machine. */
const TICK_MS = 10;
const PAGE_KIB = 4;

/**
 * What a process has used, as Linux tells it.
 *
 * @throws Error on another system: nothing is guessed
 */
export async function usageOf(pid: number): Promise<Usage> {
  if (process.platform !== 'linux')
    throw new Error('CPU and memory of other processes are read on Linux only.');
  const [stat, statm] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/statm`, 'utf8'),
  ]);
  // The name, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return {
    cpuMs: (user + system) * TICK_MS,
    rssMiB: (Number(statm.split(' ')[1]) * PAGE_KIB) / 1024,
  };
}
