import { isBefore } from '../configuration/revision.js';
import { applyControl } from './controls/apply-control.js';
import { stopByRule } from './controls/stop-by-rule.js';
import { observeEngine } from './engine/observe-engine.js';
import { workLeftOfNew } from './engine/work-left.js';
import type { RunLockEvent } from './event.js';
import { grantWhatCanRun } from './granting/grant.js';
import { giveBackToHold } from './holds/give-back-to-hold.js';
import { judgeHoldsAnew } from './holds/judge-anew.js';
import { hearCycle, listOpenCycles, stopHearing } from './hearing.js';
import type { MessageToRunLock, RunRequest } from './messages.js';
import { askFor, refuseWhatMayNotRun, resolveAgain } from './queue/ask.js';
import { dropRequest, findRequest } from './queue/drop.js';
import { giveBack, withTokensPast } from './queue/give-back.js';
import { withFreshNeeds } from './queue/fresh-needs.js';
import { settle } from './queue/settle.js';
import type { RunLockConfiguration, RunLockState } from './state.js';
import { forEachOf, unchanged, type Transition } from './transition.js';
import { noteForeignRuns } from './unjudged.js';

/**
 * The run lock's decisions: which run may start now.
 *
 * Pure: the same state, event and time give the same transition. An event that has been seen before changes nothing.
 *
 * @param now milliseconds since 1970
 */
export function reduceRunLock(state: RunLockState, event: RunLockEvent, now: number): Transition {
  const changed = noteForeignRuns(applyEvent(state, event, now));
  const granted = grantWhatCanRun(changed.state, now);
  const next = granted.state;
  return {
    state: next === state ? state : { ...next, version: state.version + 1 },
    effects: [...changed.effects, ...granted.effects],
  };
}

function applyEvent(state: RunLockState, event: RunLockEvent, now: number): Transition {
  switch (event.kind) {
    case 'message':
      return applyMessage(state, event.message, now);
    case 'engine-observed':
      return observeEngine(state, event.observation, event.closedCycles ?? [], now);
    case 'engine-unreachable':
      return unchanged(
        state.engineDown ? state : { ...state, engineDown: { since: now, reason: event.reason } },
      );
    case 'answer-undeliverable':
      return dropRequest(state, event.requestId);
    case 'configured':
      return applyConfiguration(state, event.configuration, now);
    case 'control':
      return applyControl(state, event.control, now);
    case 'shut-times-known':
      return unchanged({ ...state, shutTimes: event.shutTimes, shutTimesUntil: event.until });
    case 'open-cycles-listed':
      return unchanged(listOpenCycles(state, event.cycles, event.complete));
    case 'cycles-closed':
      return unchanged(stopHearing(state, event.cycles));
    case 'tick':
      return unchanged(state);
  }
}

/** What is in one message happens in this order, whatever else waits. */
function applyMessage(state: RunLockState, message: MessageToRunLock, now: number): Transition {
  const { presence, release, withdrawal, request, ofChildren = [] } = message;
  const parts: ((state: RunLockState) => Transition)[] = [];
  if (presence) parts.push((next) => unchanged(hearCycle(next, presence, now)));
  if (release) {
    parts.push(
      (next) => unchanged(withTokensPast(next, release)),
      (next) => stopByRule(next, release, now),
      (next) => (request?.hold ? giveBackToHold(next, release, request, now) : giveBack(next, release, now)),
    );
  }
  if (withdrawal) {
    parts.push((next) => {
      const known = findRequest(next, withdrawal.requestId);
      const foreign = known !== undefined && known.cycle !== withdrawal.cycle;
      return foreign ? unchanged(next) : dropRequest(next, withdrawal.requestId);
    });
  }
  if (request) parts.push((next) => askAnew(next, request, now));
  for (const asked of ofChildren) parts.push((next) => askFor(next, asked, now));
  return forEachOf(parts, unchanged(state), (next, part) => part(next));
}

/** What a parent has asked in the place of a cycle, the cycle asks itself only where that is not known. */
function askAnew(state: RunLockState, request: RunRequest, now: number): Transition {
  const { id, insteadOf } = request;
  if (insteadOf === undefined) return askFor(state, request, now);
  if (findRequest(state, insteadOf)) return unchanged(settle(state, id));
  return askFor(settle(state, insteadOf), request, now);
}

/**
 * What waits is granted under the new rules; what runs goes on under those it began with. What was left undone by a
 * management agent that is enabled is looked for: nobody would carry it on.
 */
function applyConfiguration(
  state: RunLockState,
  configuration: RunLockConfiguration,
  now: number,
): Transition {
  const { revision } = state.configuration;
  // A worker that was held delivers it late: what has replaced it must stay.
  if (revision && configuration.revision && isBefore(configuration.revision, revision))
    return unchanged(state);
  const sameWindows =
    JSON.stringify(configuration.noStartWindows) === JSON.stringify(state.configuration.noStartWindows);
  const { shutTimesUntil: _known, ...rest } = state;
  const calendar = sameWindows ? state : { ...rest, shutTimes: [] };
  const configured = judgeHoldsAnew(calendar, { ...calendar, configuration, catalogueStale: true }, now);
  const again = resolveAgain(withFreshNeeds(configured), now);
  const allowed = refuseWhatMayNotRun(again.state);
  return {
    state: allowed.state,
    effects: [...again.effects, ...allowed.effects, ...workLeftOfNew(state, allowed.state)],
  };
}
