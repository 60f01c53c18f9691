import type { ExportFigures } from '../../thresholds/judge-pending-exports.js';
import type { Control } from '../control.js';
import { waitingEntry } from '../controls/check-control.js';
import { refuseAll } from '../queue/settle.js';
import type { RaisedThreshold, RunLockState, WaitingEntry } from '../state.js';
import { unchanged, type Transition } from '../transition.js';

/** An export that is held may run: as much of it as was shown. It waits for its turn from now on. */
export function approveExport(
  state: RunLockState,
  control: Extract<Control, { action: 'approve-export' }>,
  now: number,
): Transition {
  const entry = waitingEntry(state, control.requestId);
  if (!entry?.held) return unchanged(state);
  const { figures } = entry.held;
  const approved = { ...released(entry, now), approved: figures };
  const next = { ...state, waiting: state.waiting.map((one) => (one === entry ? approved : one)) };
  if (!control.raise) return unchanged(next);
  const { by, why } = control;
  const said = { at: now, by, ...(why === undefined ? {} : { why }) };
  const raised = figures.reduce(
    (thresholds, one) => raisedTo(thresholds, one, said),
    state.raised?.[entry.managementAgentId] ?? [],
  );
  return unchanged({ ...next, raised: { ...state.raised, [entry.managementAgentId]: raised } });
}

/** An export that is held does not run. What is pending stays pending: the next export of it is held again. */
export function rejectExport(
  state: RunLockState,
  control: Extract<Control, { action: 'reject-export' }>,
): Transition {
  const entry = waitingEntry(state, control.requestId);
  if (!entry?.held) return unchanged(state);
  const without = { ...state, waiting: state.waiting.filter((one) => one !== entry) };
  const said = control.why === undefined ? '' : `: ${control.why}`;
  const reason = `Rejected by ${control.by}${said}. It had been held: ${entry.held.reason}.`;
  return refuseAll(without, [entry.request, ...entry.joined], { code: 'export-rejected', reason });
}

/** A request that is held no more. It has waited for an operator so far, and not for its turn. */
export function released(entry: WaitingEntry, now: number): WaitingEntry {
  const { held: _over, ...rest } = entry;
  return { ...rest, since: now };
}

/** Raises the threshold of one partition; what was allowed before stays so. */
function raisedTo(
  thresholds: readonly RaisedThreshold[],
  figures: ExportFigures,
  said: Omit<RaisedThreshold, 'figures'>,
): readonly RaisedThreshold[] {
  const before = thresholds.find((one) => one.figures.partition === figures.partition);
  const highest = {
    ...figures,
    adds: Math.max(figures.adds, before?.figures.adds ?? 0),
    updates: Math.max(figures.updates, before?.figures.updates ?? 0),
    deletes: Math.max(figures.deletes, before?.figures.deletes ?? 0),
  };
  return [...thresholds.filter((one) => one !== before), { figures: highest, ...said }];
}
