import { expect, it, vi } from 'vitest';
import { HISTORY_MOVED_ON } from '../workflows/contract.js';
import { askWorkflow } from './ask-workflow.js';

it('asks again what was asked too soon', async () => {
  const ask = vi
    .fn<() => Promise<number>>()
    .mockRejectedValueOnce(new Error(HISTORY_MOVED_ON))
    .mockResolvedValue(7);
  expect(await askWorkflow(ask)).toBe(7);
  expect(ask).toHaveBeenCalledTimes(2);
});

it('gives up some time, and at once where another failure says why', async () => {
  const refuses = vi.fn<() => Promise<number>>().mockRejectedValue(new Error(HISTORY_MOVED_ON));
  await expect(askWorkflow(refuses)).rejects.toThrow(HISTORY_MOVED_ON);
  expect(refuses).toHaveBeenCalledTimes(6);
  const fails = vi.fn<() => Promise<number>>().mockRejectedValue(new Error('no worker'));
  await expect(askWorkflow(fails)).rejects.toThrow('no worker');
  expect(fails).toHaveBeenCalledTimes(1);
});
