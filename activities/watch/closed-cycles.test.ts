import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isClosed } from './closed-cycles.js';

const ENDED_AT = Date.UTC(2001, 1, 3);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it.each([
  ['is under way', { status: 'RUNNING', closeTime: undefined }, 3_600_000, false],
  ['has just been terminated', { status: 'TERMINATED', closeTime: new Date(ENDED_AT) }, 0, false],
  [
    'was terminated, and its attempt may start a run yet',
    { status: 'TERMINATED', closeTime: new Date(ENDED_AT) },
    5_000,
    false,
  ],
  [
    'was terminated, and its attempt has noticed',
    { status: 'TERMINATED', closeTime: new Date(ENDED_AT) },
    7_001,
    true,
  ],
  ['has completed', { status: 'COMPLETED', closeTime: new Date(ENDED_AT) }, 0, true],
])('a cycle that %s: closed?', async (_case, { status, closeTime }, later, closed) => {
  vi.setSystemTime(ENDED_AT + later);
  const client = clientWhose(() => Promise.resolve({ status: { name: status }, closeTime }));
  expect(await isClosed(client, { cycle: 'cycle', mayBeStarting: false })).toBe(closed);
});

it.each([
  ['is closed', false, true],
  ['is not closed while it may be starting', true, false],
])('a cycle that Temporal does not know %s', async (_case, mayBeStarting, closed) => {
  const client = clientWhose(() => Promise.reject(new WorkflowNotFoundError('none', 'cycle', undefined)));
  expect(await isClosed(client, { cycle: 'cycle', mayBeStarting })).toBe(closed);
});

it('where Temporal does not answer, nobody knows', async () => {
  const client = clientWhose(() => Promise.reject(new Error('away')));
  await expect(isClosed(client, { cycle: 'cycle', mayBeStarting: false })).rejects.toThrow('away');
});

function clientWhose(describe: () => Promise<unknown>): Client {
  return { workflow: { getHandle: () => ({ describe }) } } as unknown as Client;
}
