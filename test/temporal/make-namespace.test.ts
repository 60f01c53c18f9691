import { Client } from '@temporalio/client';
import { expect, it, onTestFinished } from 'vitest';
import { connectToTemporal } from '../../temporal/connection.js';
import { makeNamespace } from '../../temporal/make-namespace.js';
import { namespaceOfItsOwn } from '../rig/namespace-of-its-own.js';

it('a namespace that was made can be worked in at once, and is made only once', async () => {
  const settings = await namespaceOfItsOwn();
  const { namespace } = settings;
  const connection = await connectToTemporal(settings);
  onTestFinished(() => connection.close());
  const { workflow, schedule } = new Client({ connection, namespace });
  await workflow.start('aWorkflow', { workflowId: 'one', taskQueue: 'nobody' });
  expect((await workflow.getHandle('one').describe()).status.name).toBe('RUNNING');
  await schedule.create({
    scheduleId: 'one',
    spec: { intervals: [{ every: '1 hour' }] },
    action: { type: 'startWorkflow', workflowType: 'aWorkflow', taskQueue: 'nobody' },
  });

  await expect(makeNamespace(settings, namespace, 'The same again')).rejects.toThrow(
    expect.objectContaining({
      code: 'temporal-unreachable',
      message: expect.stringMatching(
        new RegExp(`^The namespace ${namespace} cannot be made on .*already exists`),
      ) as string,
    }),
  );
});
