import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it, vi } from 'vitest';
import { untilCancelled } from './until-cancelled.js';

/** As Temporal's client: only a signal that comes from now on ends a call. */
const client = {
  withDeadline: (_deadline: number, ask: () => Promise<unknown>) => ask(),
  withAbortSignal: (signal: AbortSignal, ask: () => Promise<unknown>) =>
    Promise.race([
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('call cancelled')))),
      ask(),
    ]),
} as Partial<Client> as Client;

const noAnswer = () => new Promise<never>(() => undefined);

it('gives the answer', async () => {
  expect(await new MockActivityEnvironment().run(() => untilCancelled(client, async () => 41))).toBe(41);
});

it('an activity that is cancelled while it asks waits for no answer', async () => {
  const environment = new MockActivityEnvironment();
  const asked = environment.run(() => untilCancelled(client, noAnswer));
  environment.cancel('WORKER_SHUTDOWN');
  await expect(asked).rejects.toThrow('call cancelled');
});

it('an activity that has been cancelled asks nothing', async () => {
  const environment = new MockActivityEnvironment();
  const ask = vi.fn<() => Promise<never>>(noAnswer);
  const asked = environment.run(() => {
    environment.cancel('WORKER_SHUTDOWN');
    return untilCancelled(client, ask);
  });
  await expect(asked).rejects.toThrow('WORKER_SHUTDOWN');
  expect(ask).not.toHaveBeenCalled();
});

it('no answer is waited for longer than an answer takes', async () => {
  const withDeadline = vi.spyOn(client, 'withDeadline');
  const before = Date.now();
  await new MockActivityEnvironment().run(() => untilCancelled(client, async () => 41));
  expect(Number(withDeadline.mock.lastCall?.[0]) - before).toBeLessThan(10_000);
});
