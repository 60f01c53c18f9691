import { expect, test } from 'vitest';
import { converse } from '../../../test/run-lock/conversation.js';
import { carry, unpack, type CarriedRunLockState } from '../carried-state.js';
import { CONTROLS_KEPT, type Control } from '../control.js';
import { emptyRunLockState } from '../state.js';
import { applyControl } from './apply-control.js';
import { checkControl } from './check-control.js';
import { decisionsOf, withDecisions } from './decisions.js';

/** As somebody may type it in Temporal's Web UI, or a newer version of the API may say it. */
const UNHEARD_OF = { id: 'x', by: 'nina', action: 'pause' } as unknown as Control;

test('an action that nobody knows is refused, and changes nothing: it must not stop the run lock', () => {
  const { state } = converse();
  expect(checkControl(state, UNHEARD_OF)).toEqual({
    code: 'invalid-input',
    message:
      'action is "pause": use stop, start, cancel-run, remove-request, move-to-front, approve-export, reject-export or force-release.',
  });
  expect(applyControl(state, UNHEARD_OF, 1)).toEqual({ state, effects: [] });
});

test('a control that is sent again is answered as before, also by the run lock that comes after', () => {
  const lock = converse();
  lock.asks('a', 'HR', 'DS');
  lock.asks('b', 'AD', 'DS branch');
  const control: Control = { id: 'key/1', by: 'nina', action: 'remove-request', requestId: 'b#1' };
  expect(lock.receives({ kind: 'control', control })).toEqual(['b: refused, removed']);
  for (let more = 1; more < CONTROLS_KEPT; more += 1) lock.controls({ action: 'start' });

  const json = JSON.stringify(carry(lock.state));
  const continued = unpack(JSON.parse(json) as CarriedRunLockState);
  const afterTermination = withDecisions(
    emptyRunLockState('main', undefined, false),
    decisionsOf(lock.state),
  );
  for (const state of [lock.state, continued, afterTermination]) {
    expect(checkControl(state, control)).toBeUndefined();
    expect(applyControl(state, control, lock.now)).toEqual({ state, effects: [] });
    expect(checkControl(state, { ...control, id: 'key/2' })?.code).toBe('unknown-request');
  }
});
