import type { Deed } from '../records/soak-record.js';
import { isStroke } from '../plan/plan.js';

/** A run of somebody else is noticed within this time; so says AutoSync. Milliseconds. */
const NOTICED_WITHIN_MS = 5_000;

/** What a stroke has upset is well again after this time: the longest heartbeat is 30 s, and a retry may follow it. Milliseconds. */
const UPSET_FOR_MS = 60_000;

/**
 * Whether AutoSync may not have known at one time of a run that somebody else had started at another: it had no time to
 * notice, or the killer was about.
 *
 * @param started when the foreign run started; ISO 8601
 * @param at when AutoSync did something beside it; ISO 8601
 */
export function mayBeUnnoticed(deeds: readonly Deed[], started: string, at: string): boolean {
  const from = Date.parse(started);
  const to = Date.parse(at);
  if (to - from <= NOTICED_WITHIN_MS) return true;
  return deeds.some(
    (deed) =>
      isStroke(deed.act) &&
      Date.parse(deed.at) <= to &&
      Date.parse(deed.until ?? deed.at) + UPSET_FOR_MS >= from,
  );
}

/** Deeds of operators that touch a management agent, or its whole server. */
export function deedsOn(deeds: readonly Deed[], server: string, managementAgent: string): readonly Deed[] {
  return deeds.filter(({ act, met }) => {
    if (!('server' in act) || act.server !== server) return false;
    const named = met?.managementAgent ?? ('managementAgent' in act ? act.managementAgent : undefined);
    return named === undefined || named.toLowerCase() === managementAgent.toLowerCase();
  });
}
