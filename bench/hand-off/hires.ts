/** When a run began and ended; milliseconds since 1970. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/** The runs of one hire: of the cycle that imports somebody, and of its child that exports him. */
export interface Hire {
  readonly root: readonly Run[];
  readonly child: readonly Run[];
}

/** Milliseconds from the end of a run to the start of the next one. */
export interface HandOffs {
  /** Both are of the same cycle. */
  readonly sameCycle: readonly number[];
  /** The next one is the first of a child cycle. */
  readonly child: readonly number[];
}

/** The first rounds start caches and just-in-time compilation. */
const WARM_UP = 5;

/** Hires somebody again and again, one after the other, and takes the time between the runs. */
export async function measureHires(
  rounds: number,
  hire: (round: number) => Promise<Hire>,
): Promise<HandOffs> {
  const sameCycle: number[] = [];
  const child: number[] = [];
  for (let round = 0; round < WARM_UP + rounds; round += 1) {
    const hired = await hire(round);
    if (round < WARM_UP) continue;
    for (const runs of [hired.root, hired.child]) {
      runs.slice(1).forEach((run, index) => sameCycle.push(gap(runs[index], run)));
    }
    child.push(gap(hired.root.at(-1), hired.child[0]));
  }
  return { sameCycle, child };
}

function gap(before: Run | undefined, next: Run | undefined): number {
  return (next?.start ?? Number.NaN) - (before?.end ?? Number.NaN);
}
