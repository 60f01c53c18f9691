import { toCycleOf, type RunLockEffect } from '../effect.js';
import type { Control, StopMark } from '../control.js';
import { workLeft } from '../engine/work-left.js';
import { approveExport, rejectExport } from '../holds/decide.js';
import { takeOver } from '../queue/drop.js';
import { refuseAll, withoutLease } from '../queue/settle.js';
import type { Lease, RunLockState } from '../state.js';
import { unchanged, type Transition } from '../transition.js';
import { acceptStaged } from '../unjudged.js';
import { checkControl, namedManagementAgent, waitingEntry } from './check-control.js';
import { stop, withRecord } from './stop.js';

/**
 * Carries a control out, and keeps who did it and why. One that has been carried out before, or that cannot be (see
 * `checkControl`), changes nothing.
 */
export function applyControl(state: RunLockState, control: Control, now: number): Transition {
  const again = state.controls.some(({ id }) => id === control.id);
  if (again || checkControl(state, control)) return unchanged(state);
  const { state: next, effects } = carryOut(state, control, now);
  const { id, by, why } = control;
  const record = { id, at: now, by, ...(why === undefined ? {} : { why }), what: inWords(state, control) };
  return { state: withRecord(next, record), effects };
}

function carryOut(state: RunLockState, control: Control, now: number): Transition {
  switch (control.action) {
    case 'stop':
      return stopAsTold(state, control, now);
    case 'start':
      return start(state, control.managementAgent);
    case 'cancel-run': {
      const id = namedManagementAgent(state, control.managementAgent)?.id;
      const effects = state.leases
        .filter((lease) => lease.managementAgentId === id)
        .map((lease) => cancel(lease, inWords(state, control)));
      return { state, effects };
    }
    case 'remove-request':
      return remove(state, control);
    case 'move-to-front': {
      const entry = waitingEntry(state, control.requestId);
      const waiting = state.waiting.map((one) => (one === entry ? { ...one, movedToFrontAt: now } : one));
      return unchanged({ ...state, waiting });
    }
    case 'approve-export':
      return approveExport(state, control, now);
    case 'reject-export':
      return rejectExport(state, control);
    case 'force-release': {
      const lease = state.leases.find(({ token }) => token === control.token);
      if (!lease) return unchanged(state);
      return takeOver(withoutLease(state, lease), lease);
    }
  }
}

function stopAsTold(
  state: RunLockState,
  control: Extract<Control, { action: 'stop' }>,
  now: number,
): Transition {
  const { by, why, error } = control;
  const mark: StopMark = {
    at: now,
    by,
    ...(why === undefined ? {} : { why }),
    ...(error === undefined ? {} : { error }),
  };
  const id =
    control.managementAgent === undefined
      ? undefined
      : namedManagementAgent(state, control.managementAgent)?.id;
  const refused = stop(state, mark, id);
  const running = state.leases.filter((lease) => id === undefined || lease.managementAgentId === id);
  const cancelled = control.cancelRuns ? running.map((lease) => cancel(lease, inWords(state, control))) : [];
  return { state: refused.state, effects: [...refused.effects, ...cancelled] };
}

/** What was left undone meanwhile is looked for: a change that nobody carries on would be lost. */
function start(state: RunLockState, managementAgent: string | undefined): Transition {
  if (managementAgent === undefined) {
    if (!state.serverStopped) return unchanged(state);
    const { serverStopped: _over, ...rest } = state;
    const started = acceptStaged(rest);
    return { state: started, effects: workLeft(started) };
  }
  const id = namedManagementAgent(state, managementAgent)?.id;
  if (id === undefined || !state.stopped[id]) return unchanged(state);
  const { [id]: _over, ...stopped } = state.stopped;
  const started = acceptStaged({ ...state, stopped }, id);
  return { state: started, effects: workLeft(started, [id]) };
}

function remove(state: RunLockState, control: Extract<Control, { action: 'remove-request' }>): Transition {
  const entry = waitingEntry(state, control.requestId);
  if (!entry) return unchanged(state);
  const without = { ...state, waiting: state.waiting.filter((one) => one !== entry) };
  const reason = `Taken out of the queue by ${control.by}${control.why === undefined ? '' : `: ${control.why}`}.`;
  return refuseAll(without, [entry.request, ...entry.joined], { code: 'removed', reason });
}

function cancel({ request, managementAgentId, runNumber }: Lease, reason: string): RunLockEffect {
  return request
    ? { kind: 'cancel-cycle', ...toCycleOf(request), reason }
    : { kind: 'stop-run', managementAgentId, ...(runNumber === undefined ? {} : { runNumber }) };
}

function inWords(state: RunLockState, control: Control): string {
  switch (control.action) {
    case 'stop':
      return `${target(state, control.managementAgent)} stopped${control.cancelRuns ? ', its runs too' : ''}`;
    case 'start':
      return `${target(state, control.managementAgent)} started`;
    case 'cancel-run':
      return `run of ${target(state, control.managementAgent)} cancelled`;
    case 'remove-request':
      return `request ${control.requestId} taken out of the queue`;
    case 'move-to-front':
      return `request ${control.requestId} put before all others`;
    case 'approve-export':
      return `${heldExport(state, control.requestId)} approved${control.raise ? ', and so much of it from now on' : ''}`;
    case 'reject-export':
      return `${heldExport(state, control.requestId)} rejected`;
    case 'force-release': {
      const lease = state.leases.find(({ token }) => token === control.token);
      const of = lease ? ` of ${target(state, lease.managementAgentId)}, ${lease.runProfile}` : '';
      return `lease ${control.token}${of} released by force`;
    }
  }
}

function heldExport(state: RunLockState, requestId: string): string {
  const entry = waitingEntry(state, requestId);
  if (!entry?.held) return `export ${requestId}`;
  return `export of ${target(state, entry.managementAgentId)}, ${entry.runProfile} (${entry.held.reason}),`;
}

function target(state: RunLockState, managementAgent: string | undefined): string {
  if (managementAgent === undefined) return 'sync server';
  return `management agent ${namedManagementAgent(state, managementAgent)?.name ?? managementAgent}`;
}
