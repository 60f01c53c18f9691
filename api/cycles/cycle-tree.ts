import type { ChildCycle, CycleView } from '../../domain/cycle/cycle.js';
import { AutoSyncError } from '../../domain/errors.js';
import { cycleLink, webUiLink, type WebUi } from '../links.js';
import type { CycleActivity } from './cycle-activity.js';
import type { CycleRecord, StartedCycle } from './cycle-store.js';

/** Where to go on from a cycle. */
export interface CycleLinks {
  readonly cycle: string;
  /** Its address in Temporal's Web UI, if it is known where that is. */
  readonly webUi?: string;
  readonly links: { readonly cycle: string };
}

/** A cycle with all that it caused. */
export interface CycleTree extends CycleLinks, Omit<CycleView, 'children'> {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Absent while it runs. */
  readonly endedAt?: string;
  /** What its worker does now. */
  readonly activity?: CycleActivity;
  readonly children: readonly ChildCycleTree[];
}

/** A child, with its own tree unless Temporal no longer has it. */
export interface ChildCycleTree extends ChildCycle {
  readonly tree?: CycleTree;
}

/** Links of a cycle. */
export function cycleLinks(server: string, started: StartedCycle, webUi: WebUi | undefined): CycleLinks {
  return {
    cycle: started.cycle,
    ...(webUi && { webUi: webUiLink(webUi, started.cycle, started.runId) }),
    links: { cycle: cycleLink(server, started.cycle) },
  };
}

/**
 * Reads a cycle and, recursively, all cycles that it caused.
 *
 * @param cycle workflow id
 * @param read reads one cycle
 * @throws what `read` throws, but for children that Temporal has forgotten
 */
export async function readCycleTree(
  cycle: string,
  read: (cycle: string) => Promise<CycleRecord>,
  webUi: WebUi | undefined,
): Promise<CycleTree> {
  const { view, startedAt, endedAt, activity, ...started } = await read(cycle);
  const { children, ...rest } = view;
  return {
    ...cycleLinks(view.server, started, webUi),
    ...rest,
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    ...(activity !== undefined && { activity }),
    children: await Promise.all(children.map((child) => readChild(child, read, webUi))),
  };
}

async function readChild(
  child: ChildCycle,
  read: (cycle: string) => Promise<CycleRecord>,
  webUi: WebUi | undefined,
): Promise<ChildCycleTree> {
  try {
    return { ...child, tree: await readCycleTree(child.cycle, read, webUi) };
  } catch (error) {
    // Temporal forgets a child before its parent, because it ended first. What the parent knows of it remains.
    if (error instanceof AutoSyncError && error.code === 'unknown-cycle') return child;
    throw error;
  }
}
