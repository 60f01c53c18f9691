import type { Control } from '../control.js';
import type { RunLockState } from '../state.js';
import type { ControlProblem } from './check-control.js';

/** What became of a control. */
export type ControlAnswer =
  /** `version` is that of a status that shows it. */
  | { readonly kind: 'carried-out'; readonly version: number }
  | ({ readonly kind: 'refused' } & ControlProblem);

/** Why controls were refused, by their ids, the newest last. */
export type Refusals = ReadonlyMap<string, ControlProblem>;

/** Whoever has sent a control asks at once what became of it. */
const REFUSALS_KEPT = 100;

/** With one more, or, of a control that is carried out now, with one less. */
export function withRefusal(refusals: Refusals, id: string, problem: ControlProblem | undefined): Refusals {
  const others = [...refusals].filter(([other]) => other !== id);
  const all = problem ? [...others, [id, problem] as const] : others;
  return new Map(all.slice(-REFUSALS_KEPT));
}

/** What became of the control with this id; `undefined` if the run lock has not heard of it, or has forgotten. */
export function answerTo(state: RunLockState, refusals: Refusals, id: string): ControlAnswer | undefined {
  if (state.controls.some((control) => control.id === id)) {
    return { kind: 'carried-out', version: state.version };
  }
  const problem = refusals.get(id);
  return problem && { kind: 'refused', ...problem };
}

/** Whether this is a control: anybody can send a signal by hand, and nothing may keep the run lock from going on. */
export function isControl(sent: unknown): sent is Control {
  if (typeof sent !== 'object' || sent === null) return false;
  const { id, by, action, managementAgent, requestId, token } = sent as Readonly<Record<string, unknown>>;
  return (
    [id, by, action].every((value) => typeof value === 'string' && value !== '') &&
    [managementAgent, requestId].every((value) => value === undefined || typeof value === 'string') &&
    (token === undefined || typeof token === 'number')
  );
}
