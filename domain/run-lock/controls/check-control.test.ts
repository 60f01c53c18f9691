import { expect, test } from 'vitest';
import { converse } from '../../../test/run-lock/conversation.js';
import type { Control } from '../control.js';
import { applyControl } from './apply-control.js';
import { checkControl } from './check-control.js';

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
