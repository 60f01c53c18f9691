import { ServiceError } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import { untilHeard } from './until-heard.js';

/** As Temporal answers while a run lock continues as new. */
function notHeard(): Error {
  const details = 'Unable to perform workflow execution update due to unexpected workflow task failure.';
  const cause = Object.assign(new Error(`9 FAILED_PRECONDITION: ${details}`), {
    code: 9,
    details,
    metadata: {},
  });
  return new ServiceError('Workflow Update failed', { cause });
}

/** Fails so many times. */
function failing(times: number, error: Error) {
  const told = { tries: 0 };
  const send = () => {
    told.tries += 1;
    return told.tries > times ? Promise.resolve('carried out') : Promise.reject(error);
  };
  return { told, send };
}

describe('untilHeard', () => {
  test('sends again what a workflow could not hear just then', async () => {
    const { told, send } = failing(2, notHeard());
    expect(await untilHeard(send, 0)).toBe('carried out');
    expect(told.tries).toBe(3);
  });

  test('gives up after some tries', async () => {
    const { told, send } = failing(99, notHeard());
    await expect(untilHeard(send, 0)).rejects.toThrow('Workflow Update failed');
    expect(told.tries).toBe(4);
  });

  test('does not send again what has failed of something else', async () => {
    const { told, send } = failing(99, new Error('a defect'));
    await expect(untilHeard(send, 0)).rejects.toThrow('a defect');
    expect(told.tries).toBe(1);
  });
});
