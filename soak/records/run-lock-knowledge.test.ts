import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { describe, expect, it } from 'vitest';
import { HISTORIES } from '../../test/replay/histories.js';
import { fromRunLock } from '../../workflows/contract.js';
import { readRunLockKnowledge } from './run-lock-knowledge.js';

/** What somebody else runs, as the watch tells it. */
const NEWS = {
  kind: 'seen',
  observation: {
    lastRuns: [
      { managementAgentId: '{1}', busy: true, runNumber: 4 },
      { managementAgentId: '{2}', busy: false, runNumber: 7 },
    ],
  },
  closedCycles: [],
};
const NO_NEWS = { kind: 'unreachable', reason: 'It is away.' };

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** As Temporal's API writes JSON. */
function payloadsOf(value: unknown) {
  return {
    payloads: [{ metadata: { encoding: base64('json/plain') }, data: base64(JSON.stringify(value)) }],
  };
}

const taskStarted = { workflowTaskStartedEventAttributes: {} };
const taskCompleted = { workflowTaskCompletedEventAttributes: {} };
const granted = {
  signalExternalWorkflowExecutionInitiatedEventAttributes: {
    signalName: fromRunLock.granted.name,
    input: payloadsOf({ kind: 'granted', requestId: 'cycle#1' }),
  },
};

function told(news: unknown) {
  return { activityTaskCompletedEventAttributes: { scheduledEventId: '0', result: payloadsOf(news) } };
}

/** The events of a run lock, one a second. The first is the watch's begin. */
function knowledgeIn(...events: readonly object[]) {
  const watched = { activityTaskScheduledEventAttributes: { activityType: { name: 'watchEngine' } } };
  return readRunLockKnowledge(
    historyFromJSON({
      events: [watched, ...events].map((event, index) => ({
        ...event,
        eventId: String(index),
        eventTime: second(index),
      })),
    }),
  );
}

function second(number: number): string {
  return new Date(number * 1000).toISOString();
}

describe('what a run lock knew', () => {
  it('is the runs that go on, from the end of the task in which it was told', () => {
    expect(knowledgeIn(told(NEWS), taskStarted, taskCompleted).seen).toEqual([
      { managementAgentId: '{1}', runNumber: 4, at: second(3) },
    ]);
  });

  it('is nothing as long as no task has ended', () => {
    expect(knowledgeIn(taskStarted, told(NEWS), taskCompleted, taskStarted).seen).toEqual([]);
  });

  it('is nothing of an engine that does not answer', () => {
    expect(knowledgeIn(told(NO_NEWS), taskStarted, taskCompleted).seen).toEqual([]);
  });

  it('counts for a grant as it was when the task began in which that was decided', () => {
    expect(knowledgeIn(taskStarted, taskCompleted, granted).granted).toEqual([
      { requestId: 'cycle#1', at: second(1) },
    ]);
  });

  it('is read out of a history', () => {
    const json = readFileSync(join(HISTORIES, 'run-lock-from-nothing.json'), 'utf8');
    const { granted: grants } = readRunLockKnowledge(historyFromJSON(JSON.parse(json)));
    expect(grants.length).toBeGreaterThan(0);
    expect(grants.every(({ requestId }) => requestId.includes('/cycle/'))).toBe(true);
  });
});
