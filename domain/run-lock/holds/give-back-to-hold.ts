import type { Release, RunRequest } from '../messages.js';
import { askFor } from '../queue/ask.js';
import { takeOver } from '../queue/drop.js';
import { leaseOf } from '../queue/give-back.js';
import { join } from '../queue/join.js';
import { withoutLease } from '../queue/settle.js';
import type { RunLockState } from '../state.js';
import type { Transition } from '../transition.js';

/**
 * An export was granted, and too much is pending for it: its lease is given back unused, and it waits for an operator's
 * decision, together with those that had joined it.
 *
 * @param request asks for the same run again, and says why it is to be held
 */
export function giveBackToHold(
  state: RunLockState,
  release: Release,
  request: RunRequest,
  now: number,
): Transition {
  const lease = leaseOf(state, release);
  if (!lease?.request) return askFor(state, request, now);
  const asked = askFor(withoutLease(state, lease), request, now);
  const entry = asked.state.waiting.find((one) => one.request.id === request.id);
  if (entry) return { state: join(asked.state, entry, lease.joined), effects: asked.effects };
  const heirs = takeOver(asked.state, lease);
  return { state: heirs.state, effects: [...asked.effects, ...heirs.effects] };
}
