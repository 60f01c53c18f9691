import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPayloadConverter } from '@temporalio/common';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import proto from '@temporalio/proto';
import { describe, expect, it } from 'vitest';
import { requestId } from '../../domain/cycle/request.js';
import { HISTORIES } from '../../test/replay/histories.js';
import { toRunLock } from '../../workflows/contract.js';
import { readCycle, taskFailures } from './cycle-record.js';
import type { History } from './history.js';
import type { CycleRecord } from './soak-record.js';

const NAMED = { cycle: 'autosync/x/cycle/HR/1', server: 'x', managementAgent: 'HR' };

function recorded(name: string): History {
  return historyFromJSON(JSON.parse(readFileSync(join(HISTORIES, `cycle-${name}.json`), 'utf8')));
}

function failed(cause: number): History {
  return { events: [{ workflowTaskFailedEventAttributes: { cause, failure: { message: 'why' } } }] };
}

function read(name: string): CycleRecord {
  return readCycle(NAMED, recorded(name));
}

describe('a cycle, read out of its history', () => {
  it('tells what it asked, what it ran and whom it started', () => {
    const {
      status,
      outcome,
      requests,
      grants,
      children,
      startedChildren,
      taskFailures: failures,
    } = read('hire');
    expect({ status, outcome, failures }).toEqual({
      status: 'completed',
      outcome: 'completed',
      failures: [],
    });
    expect(requests.map(({ answer }) => answer?.kind)).toEqual(['granted', 'granted']);
    const times = requests.flatMap(({ askedAt, answeredAt }) => [askedAt, answeredAt ?? 'never']);
    expect(times).toEqual(times.toSorted());
    expect(times).not.toContain('never');
    expect(grants.map(({ runNumber, released }) => ({ runNumber: typeof runNumber, released }))).toEqual([
      { runNumber: 'number', released: true },
      { runNumber: 'number', released: true },
    ]);
    expect(grants.every(({ scheduledAt }) => scheduledAt !== undefined)).toBe(true);
    expect(children.length).toBeGreaterThan(0);
    expect(startedChildren.toSorted()).toEqual(children.toSorted());
  });

  it('tells what its parent asked in its place', () => {
    const history = recorded('asked-for-by-its-parent');
    const { workflowId } = history.events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
    const { start, requests, grants } = readCycle({ ...NAMED, cycle: workflowId ?? '' }, history);
    expect(requests[0]).toMatchObject({ askedAt: start, answer: { kind: 'granted' }, withdrawn: false });
    expect(grants[0]).toMatchObject({ requestId: requests[0]?.id, runNumber: expect.any(Number) as number });
  });

  it('tells what it asked itself since the run lock never heard its parent', () => {
    const history = recorded('asked-for-by-its-parent');
    const { workflowId } = history.events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
    const cycle = workflowId ?? '';
    const [ofParent, own] = [requestId(cycle, 1), requestId(cycle, 2)];
    const request = { id: own, insteadOf: ofParent };
    const sent = {
      signalName: toRunLock.requested.name,
      input: { payloads: [defaultPayloadConverter.toPayload({ request })] },
    };
    const { requests } = readCycle(
      { ...NAMED, cycle },
      {
        events: [
          ...(history.events?.slice(0, 1) ?? []),
          { signalExternalWorkflowExecutionInitiatedEventAttributes: sent },
        ],
      },
    );
    expect(requests.map(({ id, insteadOf }) => ({ id, insteadOf }))).toEqual([
      { id: ofParent, insteadOf: undefined },
      { id: own, insteadOf: ofParent },
    ]);
  });

  it('tells how it ended', () => {
    expect(read('failed-run')).toMatchObject({ status: 'failed', failure: { type: expect.any(String) } });
    expect(read('cancelled-in-a-run').status).toBe('cancelled');
    expect(read('refused')).toMatchObject({ status: 'completed', outcome: 'refused' });
    expect(read('refused').requests.map(({ answer }) => answer?.kind)).toEqual(['refused']);
    expect(read('coalesced').requests.map(({ answer }) => answer?.kind)).toEqual(['coalesced']);
  });

  it('tells of a request that was withdrawn', () => {
    const { requests, grants } = read('cancelled-while-waiting');
    expect(requests).toMatchObject([{ withdrawn: true }]);
    expect(grants).toEqual([]);
  });

  it('is open as long as its history has no end', () => {
    const { events } = recorded('hire');
    const record = readCycle(NAMED, { events: events?.slice(0, 6) ?? [] });
    expect(record).toMatchObject({ status: 'open', start: expect.stringMatching(/Z$/) });
    expect(record.end).toBeUndefined();
  });
});

describe('workflow tasks that failed', () => {
  const { WorkflowTaskFailedCause } = proto.temporal.api.enums.v1;
  it('are told with their cause', () => {
    const cause = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR;
    expect(taskFailures('w', failed(cause))).toMatchObject([
      { workflow: 'w', why: 'WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR: why' },
    ]);
  });

  it.each([
    ['a signal arrived meanwhile', WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND],
    ['the workflow was terminated', WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND],
  ])('are left out where %s', (_why, cause) => {
    expect(taskFailures('w', failed(cause))).toEqual([]);
  });
});
