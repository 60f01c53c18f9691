import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { replaceableConfiguration } from '../../config/configuration-in-force.js';
import { parseConfiguration } from '../../config/load.js';
import { awaitRevision } from './awaited-revision.js';

const configuration = parseConfiguration('servers: { main: {} }', 'a test');

function awaitSecond(inForce: ReturnType<typeof replaceableConfiguration>, longestMs: number) {
  return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(() =>
    awaitRevision(inForce, { number: 2, at: 2_000 }, longestMs),
  );
}

it('a worker that goes by an earlier revision as yet waits until it goes by this one', async () => {
  const inForce = replaceableConfiguration();
  inForce.replace({ revision: { number: 1 }, configuration });
  const awaited = awaitSecond(inForce, 30_000);
  inForce.replace({ revision: { number: 2 }, configuration });
  expect(await awaited).toMatchObject({ configuration });
});

it('a later one will do', async () => {
  const inForce = replaceableConfiguration();
  inForce.replace({ revision: { number: 3 }, configuration });
  expect(await awaitSecond(inForce, 0)).toMatchObject({ configuration });
});

it('so will the first one after Temporal has lost its data', async () => {
  const inForce = replaceableConfiguration();
  inForce.replace({ revision: { number: 1, at: 3_000 }, configuration });
  expect(await awaitSecond(inForce, 0)).toMatchObject({ configuration });
});

it('one that does not come to know it leaves it to another worker', async () => {
  const inForce = replaceableConfiguration();
  inForce.replace({ revision: { number: 1 }, configuration });
  await expect(awaitSecond(inForce, 0)).rejects.toMatchObject({
    type: 'revision-not-known',
    nonRetryable: false,
    message: 'This worker goes by revision 1 of the configuration as yet, not by 2.',
  });
});
