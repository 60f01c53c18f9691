import type { CycleTree } from '../../../api/cycles/cycle-tree.js';
import type { ServerStatus } from '../../../api/servers/server-status.js';
import type { AutoSyncEvent } from '../../../domain/events.js';
import { NOTHING_PRESENTED, presentEvent, type Presented } from '../../start/console/event-line.js';
import { padTo } from '../../pad-to.js';
import { drawCycle } from '../printing/draw-cycle.js';
import { clock, lookOf } from '../printing/look.js';
import { shortCycle, withShortCycles } from '../printing/names.js';
import { printable, typed } from '../printing/printable.js';
import type { ApiClient } from '../reach/api-client.js';
import { timesToLook } from '../reach/changes.js';
import { mayPass } from '../reach/may-pass.js';
import { serverPath } from '../reach/server.js';
import { asJson, EXIT, type ExitCode, type Surroundings } from '../surroundings.js';
import { newsOf } from './cycle-news.js';
import { exitOfTree, isOnlyHeld, mayBeOnlyHeld, OUTCOME_EXIT } from './outcome-exit.js';

/** A cycle that is followed, and how. */
export interface Followed {
  readonly server: string;
  /** Its workflow id, or `<management agent>/<unique>`. */
  readonly cycle: string;
  readonly json?: true;
  /** Goes on waiting where nothing is left but exports that are held. */
  readonly throughHolds?: true;
  /** Milliseconds after which it is left alone. */
  readonly timeoutMs?: number;
}

/** A hold is seen this often before it is believed that nothing else goes on. */
const LOOKS_UNTIL_HELD = 3;

/**
 * Follows a cycle to its end: on a terminal as a tree that grows, otherwise one line for each thing that happens.
 * Whatever ends the following, the cycle goes on.
 *
 * @returns the exit code that says how it ended
 * @throws {ApiProblem} if it cannot be read from the beginning
 */
export async function followCycle(
  api: ApiClient,
  followed: Followed,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { server, cycle, json, throughHolds, timeoutMs } = followed;
  const interrupted = surroundings.takeInterrupt?.() ?? new AbortController().signal;
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const signal = timeout ? AbortSignal.any([interrupted, timeout]) : interrupted;
  const view = json ? SILENT : surroundings.terminal ? redrawn(surroundings) : lineByLine(surroundings);
  const path = serverPath(server, 'cycles', cycle);
  let tree: CycleTree | undefined;
  let heldFor = 0;
  try {
    for await (const _ of timesToLook(api, server, signal)) {
      try {
        tree = await api.get<CycleTree>(path);
        view.lost(undefined);
      } catch (error) {
        if (tree === undefined || !mayPass(error)) throw error;
        view.lost(error.message);
        continue;
      }
      view.show(tree);
      const code = exitOfTree(tree);
      if (code !== undefined) return code;
      heldFor = (await waitsForDecision(api, server, tree)) ? heldFor + 1 : 0;
      if (heldFor >= LOOKS_UNTIL_HELD && !throughHolds) break;
    }
  } finally {
    view.end();
    if (json && tree) surroundings.out(asJson(tree));
  }
  if (!json)
    surroundings.err(describeLeft(followed, { interrupted: interrupted.aborted, held: heldFor > 0 }));
  if (interrupted.aborted) return EXIT.interrupted;
  return timeout?.aborted ? OUTCOME_EXIT.goesOn : OUTCOME_EXIT.held;
}

/** The run lock is asked only where the cycle cannot say it alone. */
async function waitsForDecision(api: ApiClient, server: string, tree: CycleTree): Promise<boolean> {
  if (!mayBeOnlyHeld(tree)) return false;
  try {
    return isOnlyHeld(tree, await api.get<ServerStatus>(serverPath(server)));
  } catch (error) {
    // Whoever cannot be asked now can be at the next look.
    if (mayPass(error)) return false;
    throw error;
  }
}

/** What a person who stops following needs to know. */
function describeLeft(
  { server, cycle }: Followed,
  { interrupted, held }: { readonly interrupted: boolean; readonly held: boolean },
): string {
  const name = typed(shortCycle(server, cycle));
  const what =
    held && !interrupted
      ? 'The cycle waits for a decision: autosync queue shows what is held, autosync approve or reject decides.'
      : 'The cycle goes on.';
  return `${what}\n  autosync cycle ${name} --follow    follows it again\n  autosync cancel ${name}    cancels it\n`;
}

/** How a cycle is shown while it is followed. */
interface View {
  readonly show: (tree: CycleTree) => void;
  /** What hinders, or that nothing does any more. */
  readonly lost: (why: string | undefined) => void;
  readonly end: () => void;
}

const SILENT: View = { show: () => undefined, lost: () => undefined, end: () => undefined };

/** Once a second the tree is drawn again: how long things last is part of it. */
const REDRAW_EVERY_MS = 1_000;

function redrawn(surroundings: Surroundings): View {
  let tree: CycleTree | undefined;
  let hindrance: string | undefined;
  const draw = (): void => {
    if (!tree) return;
    const look = lookOf(surroundings);
    const lines = drawCycle(tree, look);
    const foot =
      hindrance === undefined
        ? tree.endedAt === undefined
          ? ['', look.colors.dim('Ctrl-C leaves it to itself')]
          : []
        : ['', look.colors.red(hindrance)];
    const { terminal } = surroundings;
    // The first line says how it goes: where that is out of sight, it is said again.
    const isCut = terminal !== undefined && lines.length + foot.length >= terminal.rows;
    terminal?.redraw([...lines, ...(isCut ? ['', ...lines.slice(0, 1)] : []), ...foot].join('\n'));
  };
  const timer = setInterval(draw, REDRAW_EVERY_MS);
  return {
    show(next) {
      tree = next;
      draw();
    },
    lost(why) {
      hindrance = why;
      draw();
    },
    end() {
      clearInterval(timer);
      surroundings.terminal?.keep();
    },
  };
}

function lineByLine(surroundings: Surroundings): View {
  let presented: Presented = NOTHING_PRESENTED;
  let shown: CycleTree | undefined;
  let hindrance: string | undefined;
  return {
    show(tree) {
      const look = lookOf(surroundings);
      const style = { colors: look.colors, clock: (time: string) => clock(time, look) };
      const { events, stays } = newsOf(shown, tree);
      shown = tree;
      const stayLines = stays.map(({ managementAgent, time, text }) => ({
        time,
        line: `${clock(time, look)}  ${padTo(printable(managementAgent), 22)}  ${printable(withShortCycles(tree.server, text))}`,
      }));
      const eventLines = events.flatMap((event) => {
        const next = presentEvent(presented, shownEvent(event), style);
        presented = next.presented;
        return next.lines.map((line) => ({ time: event.time, line }));
      });
      for (const { line } of [...eventLines, ...stayLines].toSorted(
        (a, b) => Date.parse(a.time) - Date.parse(b.time),
      )) {
        surroundings.out(`${line}\n`);
      }
    },
    lost(why) {
      if (why !== undefined && why !== hindrance) surroundings.err(`${why}\n`);
      hindrance = why;
    },
    end: () => undefined,
  };
}

/** Names may hold what a terminal or a log would obey. Whoever follows a cycle wants all of it, whatever started it. */
function shownEvent(event: AutoSyncEvent): AutoSyncEvent {
  const safe = Object.fromEntries(
    Object.entries(event).map(([key, value]) => [
      key,
      typeof value === 'string'
        ? printable(value)
        : Array.isArray(value)
          ? value.map((text) => printable(String(text)))
          : value,
    ]),
  ) as unknown as AutoSyncEvent;
  if (safe.event === 'cycle-started') return { ...safe, trigger: 'operator' };
  return safe.event === 'cycle-finished' && safe.reason !== undefined
    ? { ...safe, reason: withShortCycles(safe.server, safe.reason) }
    : safe;
}
