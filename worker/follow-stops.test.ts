import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { expect, test } from 'vitest';
import { followStops } from './follow-stops.js';

/** What is said of the first look at a run lock that fails so. */
async function saidOf(error: Error): Promise<readonly string[]> {
  const end = new AbortController();
  const client = {
    workflow: {
      getHandle: () => ({
        query: () => {
          setImmediate(() => end.abort());
          return Promise.reject(error);
        },
      }),
    },
  } as unknown as Client;
  const said: string[] = [];
  await followStops(client, 'default', end.signal, (problem) => said.push(problem));
  return said;
}

test('a run lock that is not made yet is nothing to warn of', async () => {
  expect(
    await saidOf(new WorkflowNotFoundError('not found', 'autosync/default/run-lock', undefined)),
  ).toEqual([]);
});

test('anything else that hinders the look is told', async () => {
  expect(await saidOf(new Error('Temporal is away'))).toEqual(['Temporal is away']);
});
