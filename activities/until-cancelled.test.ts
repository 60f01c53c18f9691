import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it, vi } from 'vitest';
import { untilCancelled } from './until-cancelled.js';

const noAnswer = () => new Promise<never>(() => undefined);

it('gives the answer', async () => {
  expect(await new MockActivityEnvironment().run(() => untilCancelled(async () => 41))).toBe(41);
});

it('an activity that is cancelled while it asks waits for no answer', async () => {
  const environment = new MockActivityEnvironment();
  const asked = environment.run(() => untilCancelled(noAnswer));
  environment.cancel('WORKER_SHUTDOWN');
  await expect(asked).rejects.toThrow('WORKER_SHUTDOWN');
});

it('an activity that has been cancelled asks nothing', async () => {
  const environment = new MockActivityEnvironment();
  const ask = vi.fn<() => Promise<never>>(noAnswer);
  const asked = environment.run(() => {
    environment.cancel('WORKER_SHUTDOWN');
    return untilCancelled(ask);
  });
  await expect(asked).rejects.toThrow('WORKER_SHUTDOWN');
  expect(ask).not.toHaveBeenCalled();
});
