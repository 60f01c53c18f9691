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

/** A child, with its own tree unless Temporal no longer has it, or the answer would become too large. */
export interface ChildCycleTree extends ChildCycle {
  readonly tree?: CycleTree;
  /** Why there is no {@link tree}, and where to read on if there is one, in words. */
  readonly note?: string;
  readonly links: { readonly cycle: string };
}

/** How much of a tree is read at most: each cycle in it costs calls to Temporal. */
export interface TreeBounds {
  /** Generations of children. */
  readonly depth: number;
  /** Cycles in all. */
  readonly cycles: number;
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
 * Reads a cycle and the cycles that it caused, generation by generation, as far as the bounds allow.
 *
 * @param cycle workflow id
 * @param read reads one cycle
 * @throws what `read` throws, but for children that Temporal has forgotten
 */
export async function readCycleTree(
  cycle: string,
  read: (cycle: string) => Promise<CycleRecord>,
  webUi: WebUi | undefined,
  bounds: TreeBounds,
): Promise<CycleTree> {
  const root = await read(cycle);
  const known = new Map<string, CycleRecord | 'forgotten'>([[cycle, root]]);
  let generation = [root];
  for (let depth = 0; depth < bounds.depth && generation.length > 0; depth += 1) {
    const children = generation
      .flatMap(({ view }) => view.children.map((child) => child.cycle))
      .slice(0, bounds.cycles - known.size);
    const records = await inTurn(children, (child) => readUnlessForgotten(child, read));
    children.forEach((child, index) => known.set(child, records[index] ?? 'forgotten'));
    generation = records.filter((record) => record !== undefined);
  }
  return treeOf(root, known, webUi);
}

/** So many cycles are read at the same time: every one that runs has its worker asked. */
const AT_ONCE = 10;

async function inTurn<Asked, Answer>(
  all: readonly Asked[],
  answer: (asked: Asked) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let done = 0; done < all.length; done += AT_ONCE) {
    answers.push(...(await Promise.all(all.slice(done, done + AT_ONCE).map(answer))));
  }
  return answers;
}

async function readUnlessForgotten(
  cycle: string,
  read: (cycle: string) => Promise<CycleRecord>,
): Promise<CycleRecord | undefined> {
  try {
    return await read(cycle);
  } catch (error) {
    // Temporal forgets a child before its parent, because it ended first. What the parent knows of it remains.
    if (error instanceof AutoSyncError && error.code === 'unknown-cycle') return undefined;
    throw error;
  }
}

function treeOf(
  record: CycleRecord,
  known: ReadonlyMap<string, CycleRecord | 'forgotten'>,
  webUi: WebUi | undefined,
): CycleTree {
  const { view, startedAt, endedAt, activity, ...started } = record;
  const { children, ...rest } = view;
  return {
    ...cycleLinks(view.server, started, webUi),
    ...rest,
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    ...(activity !== undefined && { activity }),
    children: children.map((child) => ({
      ...child,
      links: { cycle: cycleLink(view.server, child.cycle) },
      ...subtree(known.get(child.cycle)),
    })),
  };

  function subtree(of: CycleRecord | 'forgotten' | undefined): Pick<ChildCycleTree, 'tree' | 'note'> {
    if (of === undefined) return { note: 'The tree is cut here: read on at the link of this cycle.' };
    if (of === 'forgotten') return { note: 'Temporal no longer has this cycle.' };
    return { tree: treeOf(of, known, webUi) };
  }
}
