import type { Presence } from './messages.js';
import { findRequest } from './queue/drop.js';
import { needsNow } from './queue/fresh-needs.js';
import type { RunLockState } from './state.js';

/*
 * A run lock that was terminated and started anew knows nothing of what the one before had granted. A run that has
 * been granted and not begun cannot be seen in the engine either: the cycles themselves are asked.
 */

/** Cycles that were open when the run lock started: nothing is granted before each has been heard, or has ended. */
export function listOpenCycles(
  state: RunLockState,
  cycles: readonly string[],
  complete: boolean,
): RunLockState {
  if (!state.hearing) return state;
  const awaited = [...new Set([...state.hearing.cycles, ...cycles])];
  return withHearing(state, awaited, complete || state.hearing.listed);
}

/** A cycle says what it holds. Its lease is a lease of this run lock from now on, under the token that it has. */
export function hearCycle(state: RunLockState, { cycle, held }: Presence, now: number): RunLockState {
  const heard = stopHearing(state, [cycle]);
  if (!held) return heard;
  const { token, managementAgentId, runProfile, request } = held;
  if (heard.settled.includes(request.id) || findRequest(heard, request.id)) return heard;
  const lease = {
    token,
    managementAgentId,
    runProfile,
    needs: needsNow(heard, { managementAgentId, runProfile, exclusive: request.exclusive ?? false }),
    since: now,
    askedAt: now,
    request,
    joined: [],
  };
  const nextToken = Math.max(heard.nextToken, token + 1);
  // Its run may have been seen in the engine already, and taken for somebody else's.
  const others = heard.leases
    .filter(
      (one) => one.request ?? !(one.managementAgentId === managementAgentId && one.runProfile === runProfile),
    )
    // What this run lock has given a token to on its own has no holder who must know it.
    .map((one) => (one.token === token ? { ...one, token: nextToken } : one));
  const taken = others.some((one) => one.token === nextToken);
  return { ...heard, leases: [...others, lease], nextToken: taken ? nextToken + 1 : nextToken };
}

/** These cycles have been heard, or have ended. */
export function stopHearing(state: RunLockState, cycles: readonly string[]): RunLockState {
  if (!state.hearing?.cycles.some((cycle) => cycles.includes(cycle))) return state;
  return withHearing(
    state,
    state.hearing.cycles.filter((cycle) => !cycles.includes(cycle)),
    state.hearing.listed,
  );
}

function withHearing(state: RunLockState, cycles: readonly string[], listed: boolean): RunLockState {
  const { hearing: _over, ...rest } = state;
  return listed && cycles.length === 0 ? rest : { ...state, hearing: { listed, cycles } };
}
