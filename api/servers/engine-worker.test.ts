import { expect, test } from 'vitest';
import type { Poller } from '../health/temporal-probe.js';
import { engineWorkerOf, WORKER_IS_GONE_AFTER_MS, type EngineWorker } from './engine-worker.js';

const NOON = Date.parse('2001-01-01T12:00:00.000Z');
const GONE = WORKER_IS_GONE_AFTER_MS;
const silentFor = (silentMs: number): Poller => ({ identity: '42@host', silentMs, askedAt: NOON - silentMs });

test.each<[string, readonly Poller[], EngineWorker]>([
  ['one that asks', [silentFor(1_000)], { state: 'present' }],
  ['one that waits for an answer', [silentFor(GONE - 1)], { state: 'present' }],
  ['one of two', [silentFor(GONE * 2), silentFor(0)], { state: 'present' }],
  ['one that asks no more', [silentFor(GONE)], { state: 'absent', since: '2001-01-01T11:58:45.000Z' }],
  [
    'two that ask no more: the later one counts',
    [silentFor(GONE * 2), silentFor(GONE)],
    { state: 'absent', since: '2001-01-01T11:58:45.000Z' },
  ],
  ['none that Temporal remembers', [], { state: 'absent' }],
  ['one without a time', [{ identity: 'x', silentMs: Infinity }], { state: 'absent' }],
])('%s', (_, pollers, expected) => {
  expect(engineWorkerOf(pollers)).toEqual(expected);
});
