import { QueryRejectedError, type WorkflowQueryInput } from '@temporalio/client';
import { expect, it, vi } from 'vitest';
import { ASKED_AFTER_THE_END, HISTORY_MOVED_ON } from '../workflows/contract.js';
import { askWorkflow } from './ask-workflow.js';

/** `QUERY_REJECT_CONDITION_NOT_OPEN` and `WORKFLOW_EXECUTION_STATUS_TERMINATED` of Temporal's protocol. */
const NOT_OPEN = 2;
const TERMINATED = 5;
const QUESTION: WorkflowQueryInput = {
  queryType: 'status',
  args: [],
  headers: {},
  workflowExecution: { workflowId: 'workflow' },
};

function asked() {
  return vi.fn<(question: WorkflowQueryInput) => Promise<number>>();
}

it('asks again what was asked too soon', async () => {
  const ask = asked().mockRejectedValueOnce(new Error(HISTORY_MOVED_ON)).mockResolvedValue(7);
  expect(await askWorkflow(QUESTION, ask)).toBe(7);
  expect(ask.mock.calls).toEqual([[QUESTION], [{ ...QUESTION, queryRejectCondition: NOT_OPEN }]]);
});

it('gives up some time, and at once where another failure says why', async () => {
  const refuses = asked().mockRejectedValue(new Error(HISTORY_MOVED_ON));
  await expect(askWorkflow(QUESTION, refuses)).rejects.toThrow(HISTORY_MOVED_ON);
  expect(refuses).toHaveBeenCalledTimes(6);
  const fails = asked().mockRejectedValue(new Error('no worker'));
  await expect(askWorkflow(QUESTION, fails)).rejects.toThrow('no worker');
  expect(fails).toHaveBeenCalledTimes(1);
});

it('tells a workflow that has ended so, if it refuses: nothing will be dealt with any more', async () => {
  const ask = asked()
    .mockRejectedValueOnce(new Error(HISTORY_MOVED_ON))
    .mockRejectedValueOnce(new QueryRejectedError(TERMINATED))
    .mockResolvedValue(7);
  expect(await askWorkflow(QUESTION, ask)).toBe(7);
  expect(ask.mock.lastCall).toEqual([
    { ...QUESTION, headers: { [ASKED_AFTER_THE_END]: expect.anything() as object } },
  ]);
});

it('leaves the refusal of one that has ended to whoever asked for that', async () => {
  const ask = asked().mockRejectedValue(new QueryRejectedError(TERMINATED));
  await expect(askWorkflow({ ...QUESTION, queryRejectCondition: NOT_OPEN }, ask)).rejects.toThrow(
    QueryRejectedError,
  );
  expect(ask).toHaveBeenCalledTimes(1);
});
