import type { Colors } from './colors.js';
import type { AutoSyncEvent } from '../../../domain/events.js';
import { describeDuration } from '../../duration.js';
import { padTo } from '../../pad-to.js';

/** How lines look. */
export interface LineStyle {
  readonly colors: Colors;
  /** ISO 8601, UTC, to what the reader's clock shows: `10:02:11`. */
  readonly clock: (time: string) => string;
}

/** What has been shown of the cycles that run now. */
export interface Presented {
  /** By cycle: the line that says how it started, as long as nothing worth showing has come of it. */
  readonly heldBack: Readonly<Record<string, string>>;
}

/** Nothing has been shown yet. */
export const NOTHING_PRESENTED: Presented = { heldBack: {} };

const NAME_WIDTH = 22;
const WORTH_TELLING_MS = 1000;

/**
 * The lines that an event adds to the console.
 *
 * Scheduled imports mostly find nothing. Such a cycle gets one faint line when it has ended, and one that finds
 * something gets all its lines, the start first: so that what moves is not lost among what does not.
 */
export function presentEvent(
  presented: Presented,
  event: AutoSyncEvent,
  style: LineStyle,
): { readonly presented: Presented; readonly lines: readonly string[] } {
  const held = presented.heldBack[event.cycle];
  switch (event.event) {
    case 'cycle-started': {
      // Why a child cycle starts, its parent's run has just said.
      if (event.depth > 0) return { presented, lines: [] };
      const line = cycleStarted(event, style);
      return event.trigger === 'schedule'
        ? { presented: hold(presented, event.cycle, line), lines: [] }
        : { presented, lines: [line] };
    }
    case 'run-finished': {
      if (event.followUps.length === 0 && isSuccess(event.result) && held !== undefined) {
        return { presented, lines: [] };
      }
      const lines = [...(held === undefined ? [] : [held]), ...runFinished(event, style)];
      return { presented: release(presented, event.cycle), lines };
    }
    case 'export-held': {
      const lines = [...(held === undefined ? [] : [held]), exportHeld(event, style)];
      return { presented: release(presented, event.cycle), lines };
    }
    case 'cycle-finished': {
      const quiet = held !== undefined && event.outcome === 'completed' && event.runs <= 1;
      const lines = quiet
        ? [nothingNew(event, style)]
        : [...(held === undefined ? [] : [held]), ...cycleFinished(event, style)];
      return { presented: release(presented, event.cycle), lines };
    }
  }
}

type CycleStarted = Extract<AutoSyncEvent, { event: 'cycle-started' }>;
type RunFinished = Extract<AutoSyncEvent, { event: 'run-finished' }>;
type ExportHeld = Extract<AutoSyncEvent, { event: 'export-held' }>;
type CycleFinished = Extract<AutoSyncEvent, { event: 'cycle-finished' }>;

function cycleStarted(event: CycleStarted, style: LineStyle): string {
  return consoleLine(event, style, `${event.startsWith}: ${event.cause}`);
}

function runFinished(event: RunFinished, style: LineStyle): readonly string[] {
  const { colors } = style;
  const result = isSuccess(event.result) ? event.result : colors.yellow(event.result);
  const what = `${colors.bold(event.runProfile)} (run ${event.runNumber}): ${result}${event.summary === '' ? '' : `, ${event.summary}`}`;
  const waited =
    event.waitedMs < WORTH_TELLING_MS ? '' : `, after waiting for ${describeDuration(event.waitedMs)}`;
  const took = colors.dim(` in ${describeDuration(event.durationMs)}${waited}`);
  if (isSuccess(event.result) && event.followUps.length === 0) {
    return [colors.dim(consoleLine(event, style, `${what}${took}`))];
  }
  return [
    consoleLine(event, style, `${what}${took}`),
    ...event.followUps.map((followUp) => consoleLine(event, style, colors.cyan(`  → ${followUp}`))),
  ];
}

/** Nothing goes on by itself: whoever watches has to know what to do. */
function exportHeld(event: ExportHeld, style: LineStyle): string {
  const what = `${event.runProfile} is held: ${event.reason}. Decide with autosync approve or reject`;
  return consoleLine(event, style, style.colors.yellow(what));
}

function cycleFinished(event: CycleFinished, style: LineStyle): readonly string[] {
  const { colors } = style;
  const tail = `in ${describeDuration(event.durationMs)}, ${plural(event.runs, 'run')}`;
  if (event.outcome === 'completed') {
    // What a child cycle did is part of its root's end.
    if (event.depth > 0) return [];
    const end =
      event.notCompleted.length === 0
        ? colors.green(`converged ${tail}`)
        : colors.yellow(`ended ${tail}; not all of what it caused: ${event.notCompleted.join(', ')}`);
    return [consoleLine(event, style, end)];
  }
  const reason = event.reason === undefined ? '' : `: ${event.reason}`;
  // Another cycle carries the work: nothing is amiss.
  const color = event.outcome === 'coalesced' ? colors.dim : colors.yellow;
  return [consoleLine(event, style, color(`${event.outcome} ${tail}${reason}`))];
}

function nothingNew(event: CycleFinished, style: LineStyle): string {
  return style.colors.dim(consoleLine(event, style, 'nothing new'));
}

function consoleLine(
  event: { readonly time: string; readonly managementAgent: string },
  { colors, clock }: LineStyle,
  text: string,
): string {
  return `${colors.dim(clock(event.time))}  ${padTo(event.managementAgent, NAME_WIDTH)}  ${text}`;
}

function isSuccess(result: string): boolean {
  return result === 'success' || result === 'completed-no-objects';
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function hold(presented: Presented, cycle: string, held: string): Presented {
  return { heldBack: { ...presented.heldBack, [cycle]: held } };
}

function release(presented: Presented, cycle: string): Presented {
  const { [cycle]: _shown, ...heldBack } = presented.heldBack;
  return { heldBack };
}
