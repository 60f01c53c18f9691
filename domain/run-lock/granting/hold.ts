import type { Trigger } from '../../cycle/cycle.js';
import { findManagementAgent } from '../../management-agent/management-agent.js';
import { managementAgentMeant, namesMeaning } from '../../management-agent/whose-settings.js';
import type { RunRequest } from '../messages.js';
import { isShutAt, mayStartSooner, shutFor, type WantedStart } from '../no-start/shut-for.js';
import type { ShutTime } from '../no-start/window.js';
import { meaningIn, type RunLockState, type WaitingEntry } from '../state.js';
import { isMoreUrgent, urgencyOf } from './queue-order.js';

/** Why nothing at all is granted now; `undefined` if nothing is in the way. */
export type Hold =
  | 'engine-not-seen'
  | 'engine-down'
  /** Cycles that were open before the run lock started have not been heard yet. */
  | 'hearing'
  /** There are no-start windows, and the calendar has not been worked out. */
  | 'calendar-unknown';

/** What keeps the whole queue waiting. */
export function holdOf(state: RunLockState, now: number): Hold | undefined {
  if (!state.catalogue) return 'engine-not-seen';
  if (state.engineDown) return 'engine-down';
  if (state.hearing) return 'hearing';
  if (state.configuration.noStartWindows.length > 0 && (state.shutTimesUntil ?? 0) <= now) {
    return 'calendar-unknown';
  }
  return undefined;
}

/**
 * Tells of each request which no-start window keeps it waiting now. One that several share waits only while all of them
 * would.
 *
 * To be asked for once a decision: windows that are not shut now are not looked at for each of a crowd.
 */
export function shutNow(state: RunLockState, now: number): (entry: WaitingEntry) => ShutTime | undefined {
  const shut = state.shutTimes.filter((time) => isShutAt(time, now));
  if (shut.length === 0) return () => undefined;
  const ofAll = shut.filter(({ managementAgent }) => managementAgent === undefined);
  const ofEach = new Map<string, readonly ShutTime[]>();
  for (const time of shut) {
    const id = time.managementAgent && managementAgentMeant(time.managementAgent, meaningIn(state))?.id;
    if (id !== undefined) ofEach.set(id, [...(ofEach.get(id) ?? []), time]);
  }
  return (entry) => {
    const own = ofEach.get(entry.managementAgentId) ?? [];
    if (own.length + ofAll.length === 0) return undefined;
    const names = own.flatMap(({ managementAgent = [] }) => managementAgent);
    return shutFor([...ofAll, ...own], wantedStart(entry, names), now);
  };
}

/** Whether a request that joined one that waits might let it start sooner: by its urgency, or past no-start windows. */
export function wouldHasten(
  state: RunLockState,
  entry: WaitingEntry,
  request: RunRequest,
  now: number,
): boolean {
  return (
    isMoreUrgent(request.urgency, urgencyOf(entry)) ||
    mayStartSooner(state.shutTimes, wantedStart(entry, namesOf(state, entry)), triggerOf(request), now)
  );
}

/** All that a no-start window may call its management agent by. */
function namesOf(state: RunLockState, { managementAgentId }: WaitingEntry): readonly string[] {
  const ma = findManagementAgent(state.catalogue ?? [], managementAgentId);
  return ma ? namesMeaning(ma, meaningIn(state)) : [managementAgentId];
}

function wantedStart({ request, joined }: WaitingEntry, managementAgent: readonly string[]): WantedStart {
  return { managementAgent, triggers: [request, ...joined].map(triggerOf) };
}

/** What says nothing of its trigger was asked for by a person. */
function triggerOf({ trigger }: RunRequest): Trigger {
  return trigger ?? 'operator';
}

/** When the next run may start, as far as the distance between starts goes. Milliseconds since 1970. */
export function spacedFrom(state: RunLockState): number {
  const { startSpacingMs } = state.configuration;
  return startSpacingMs === 0 || state.lastGrantAt === undefined ? 0 : state.lastGrantAt + startSpacingMs;
}
