import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { closedCyclesOf } from './closed-cycles.js';

const CYCLE = { cycle: 'cycle', mayBeStarting: false };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('a cycle that is under way is not closed, one that has completed is', async () => {
  const states = [{ status: 'RUNNING' }, { status: 'COMPLETED' }];
  const isClosed = closedCyclesOf(clientThatTells(() => states.shift()));
  expect(await isClosed(CYCLE)).toBe(false);
  expect(await isClosed(CYCLE)).toBe(true);
});

it.each([
  ['was terminated', () => ({ status: 'TERMINATED', closeTime: new Date(Date.now() - 3_600_000) })],
  ['has timed out', () => ({ status: 'TIMED_OUT', closeTime: new Date(Date.now() - 3_600_000) })],
  ['was deleted', () => undefined],
])(
  'one that %s may start a run yet, until 7 s after that was seen, whatever the clocks say',
  async (_how, state) => {
    const isClosed = closedCyclesOf(clientThatTells(state));
    expect(await isClosed(CYCLE)).toBe(false);
    vi.advanceTimersByTime(7_000);
    expect(await isClosed(CYCLE)).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await isClosed(CYCLE)).toBe(true);
    expect(await isClosed(CYCLE)).toBe(true);
  },
);

it('each is counted for itself', async () => {
  const isClosed = closedCyclesOf(clientThatTells(() => undefined));
  await isClosed(CYCLE);
  vi.advanceTimersByTime(7_001);
  expect(await isClosed({ cycle: 'another', mayBeStarting: false })).toBe(false);
  expect(await isClosed(CYCLE)).toBe(true);
});

it('a cycle that is not there yet is not closed, and its time does not run before it might be', async () => {
  const isClosed = closedCyclesOf(clientThatTells(() => undefined));
  expect(await isClosed({ ...CYCLE, mayBeStarting: true })).toBe(false);
  vi.advanceTimersByTime(60_000);
  expect(await isClosed(CYCLE)).toBe(false);
  vi.advanceTimersByTime(7_001);
  expect(await isClosed(CYCLE)).toBe(true);
});

it('one that was not found and is there now is not closed', async () => {
  const states = [undefined, { status: 'RUNNING' }, undefined];
  const isClosed = closedCyclesOf(clientThatTells(() => states.shift()));
  await isClosed(CYCLE);
  vi.advanceTimersByTime(7_001);
  expect(await isClosed(CYCLE)).toBe(false);
  expect(await isClosed(CYCLE)).toBe(false);
});

it('where Temporal does not answer, nobody knows', async () => {
  const isClosed = closedCyclesOf(clientWhose(() => Promise.reject(new Error('away'))));
  await expect(isClosed(CYCLE)).rejects.toThrow('away');
});

/** One whose cycle is in the state that is told, or not found. */
function clientThatTells(state: () => { readonly status: string } | undefined): Client {
  return clientWhose(async () => {
    const told = state();
    if (told === undefined) throw new WorkflowNotFoundError('none', 'cycle', undefined);
    return { ...told, status: { name: told.status } };
  });
}

function clientWhose(describe: () => Promise<unknown>): Client {
  return { workflow: { getHandle: () => ({ describe }) } } as unknown as Client;
}
