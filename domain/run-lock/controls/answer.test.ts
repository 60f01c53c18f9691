import { expect, it, test } from 'vitest';
import { converse } from '../../../test/run-lock/conversation.js';
import type { Control } from '../control.js';
import { answerTo, isControl, withRefusal, type Refusals } from './answer.js';

const NONE: Refusals = new Map();
const PROBLEM = { code: 'nothing-runs', message: 'Management agent HR runs nothing now.' } as const;

it('of a control that was carried out, a version of the status that shows it', () => {
  const lock = converse();
  const control: Control = { id: 'key/1', by: 'nina', action: 'stop', managementAgent: 'HR' };
  expect(answerTo(lock.state, NONE, 'key/1')).toBeUndefined();
  lock.receives({ kind: 'control', control });
  expect(answerTo(lock.state, NONE, 'key/1')).toEqual({ kind: 'carried-out', version: lock.state.version });
});

it('of one that was refused, why; until it is sent again and carried out', () => {
  const { state } = converse();
  const refused = withRefusal(NONE, 'key/1', PROBLEM);
  expect(answerTo(state, refused, 'key/1')).toEqual({ kind: 'refused', ...PROBLEM });
  expect(answerTo(state, withRefusal(refused, 'key/1', undefined), 'key/1')).toBeUndefined();
});

it('the newest refusals are kept', () => {
  const { state } = converse();
  let refusals = NONE;
  for (let number = 1; number <= 150; number += 1) refusals = withRefusal(refusals, `${number}`, PROBLEM);
  expect(refusals.size).toBe(100);
  expect(answerTo(state, refusals, '50')).toBeUndefined();
  expect(answerTo(state, refusals, '51')).toMatchObject(PROBLEM);
});

test.each([
  [true, { id: 'a', by: 'nina', action: 'stop' }],
  [true, { id: 'a', by: 'nina', action: 'force-release', token: 93 }],
  // Which actions there are, the check of the control knows.
  [true, { id: 'a', by: 'nina', action: 'pause' }],
  [false, { id: 'a', by: 'nina', action: 'stop', managementAgent: 5 }],
  [false, { id: 'a', by: 'nina', action: 'approve-export', requestId: {} }],
  [false, { id: 'a', by: 'nina', action: 'force-release', token: '93' }],
  [false, { id: '', by: 'nina', action: 'stop' }],
  [false, { by: 'nina', action: 'stop' }],
  [false, 'stop'],
  [false, null],
  [false, undefined],
])('%s: %j is a control', (is, sent) => {
  expect(isControl(sent)).toBe(is);
});
