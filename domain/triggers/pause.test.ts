import { expect, it } from 'vitest';
import { noteOfOperator, noteOfStop, pausingFor } from './pause.js';

const STOP = noteOfStop('HR', { by: 'alice', why: 'the export of HR is broken' });
const BY_OPERATOR = { paused: true, note: noteOfOperator('Paused', { by: 'bob', why: 'audit' }) };

it('a stop pauses, a start resumes, and what an operator has paused stays so', () => {
  expect(pausingFor({ paused: false }, STOP)).toBe('pause');
  expect(pausingFor({ paused: true, note: STOP }, STOP)).toBe('leave');
  expect(pausingFor({ paused: true, note: STOP }, undefined)).toBe('resume');
  expect(pausingFor({ paused: false, note: 'Imports HR' }, undefined)).toBe('leave');
  expect(pausingFor(BY_OPERATOR, STOP)).toBe('leave');
  expect(pausingFor(BY_OPERATOR, undefined)).toBe('leave');
});

it('notes say who and why, where somebody said so', () => {
  expect(STOP).toBe('Paused as long as it is stopped: HR was stopped by alice: the export of HR is broken');
  expect(noteOfStop('HR', { by: 'bob' })).toBe('Paused as long as it is stopped: HR was stopped by bob');
  expect(noteOfOperator('Resumed', { by: 'bob' })).toBe('Resumed by bob');
});
