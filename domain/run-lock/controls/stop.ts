import { CONTROLS_KEPT, type ControlRecord, type StopMark } from '../control.js';
import { refuseWhatMayNotRun } from '../queue/ask.js';
import type { RunLockState } from '../state.js';
import type { Transition } from '../transition.js';

/** Nothing of a management agent starts any more, and what waits is refused. @param managementAgentId absent = the whole server */
export function stop(state: RunLockState, mark: StopMark, managementAgentId?: string): Transition {
  return refuseWhatMayNotRun(
    managementAgentId === undefined
      ? { ...state, serverStopped: mark }
      : { ...state, stopped: { ...state.stopped, [managementAgentId]: mark } },
  );
}

/** Keeps who did what, and why: of that, the newest. */
export function withRecord(state: RunLockState, record: ControlRecord): RunLockState {
  return { ...state, controls: [...state.controls, record].slice(-CONTROLS_KEPT) };
}
