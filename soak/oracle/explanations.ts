import type { Deed } from '../records/soak-record.js';
import { isStroke, type Stroke } from '../plan/plan.js';

/** A run of somebody else is noticed within this time; so says AutoSync. Milliseconds. */
const NOTICED_WITHIN_MS = 5_000;

/** A watch that is lost with its worker is missed after its heartbeat's timeout: see `WATCH_HEARTBEAT`. Milliseconds. */
const WATCH_MISSED_AFTER_MS = 30_000;

/** It is tried again after 10 s at most, and whoever was cut off connects again before that. Milliseconds. */
const WATCHED_AGAIN_WITHIN_MS = 15_000;

/**
 * Whether AutoSync may not have known at one time of a run that somebody else had started at another: between the two
 * there was never the time to notice it in which the killer left the watch over that engine alone.
 *
 * @param server whose engine it is
 * @param started when the foreign run started; ISO 8601
 * @param at when AutoSync did something beside it; ISO 8601
 */
export function mayBeUnnoticed(deeds: readonly Deed[], server: string, started: string, at: string): boolean {
  let free = Date.parse(started);
  const upset = deeds
    .filter(({ act }) => isStroke(act) && upsetsWatch(act, server))
    .map((stroke) => ({ from: Date.parse(stroke.at), to: watchedAgainAt(stroke) }))
    .toSorted((one, other) => one.from - other.from);
  for (const { from, to } of upset) {
    if (Math.min(from, Date.parse(at)) - free > NOTICED_WITHIN_MS) return false;
    free = Math.max(free, to);
  }
  return Date.parse(at) - free <= NOTICED_WITHIN_MS;
}

function watchedAgainAt({ at, until }: Deed): number {
  const mended = Date.parse(until ?? at);
  return Math.max(mended, Date.parse(at) + WATCH_MISSED_AFTER_MS) + WATCHED_AGAIN_WITHIN_MS;
}

/** Whether a stroke may have hit those who notice what an engine runs: any worker may watch it. */
function upsetsWatch(stroke: Stroke, server: string): boolean {
  switch (stroke.kind) {
    case 'kill':
    case 'hold':
      return stroke.victim !== 'api';
    case 'cut':
      return stroke.from !== 'api' && (stroke.to === 'temporal' || stroke.to.engine === server);
    case 'terminate-run-lock':
      return stroke.server === server;
    case 'terminate-cycle':
    case 'lose-answer':
      return false;
  }
}

/** Deeds of operators that touch a management agent, or its whole server. What was to meet something and met nothing touches none. */
export function deedsOn(deeds: readonly Deed[], server: string, managementAgent: string): readonly Deed[] {
  return deeds.filter(({ act, met }) => {
    if (!('server' in act) || act.server !== server) return false;
    if ('place' in act && met?.managementAgent === undefined) return false;
    const named = met?.managementAgent ?? ('managementAgent' in act ? act.managementAgent : undefined);
    return named === undefined || named.toLowerCase() === managementAgent.toLowerCase();
  });
}
