import { expect, it } from 'vitest';
import { watchForHalfATask } from './half-a-task.js';

const SIGNAL = { signalWorkflow: {} };
const QUERY = { queryWorkflow: {} };

function at(seconds: number, historyLength: number, ...jobs: readonly object[]) {
  return { timestamp: { seconds, nanos: 5 }, historyLength, jobs };
}

it('tasks that have begun are handled, one after the other, and again in a replay', () => {
  const isHalfATask = watchForHalfATask();
  const tasks = [at(1, 3, {}), at(2, 7, SIGNAL), at(2, 7, SIGNAL), at(2, 7, QUERY), at(3, 12, SIGNAL)];
  expect(tasks.map(isHalfATask)).toEqual([false, false, false, false, false]);
});

it('more history at the time of the task before belongs to a task that has not begun', () => {
  const isHalfATask = watchForHalfATask();
  expect([at(1, 3, {}), at(2, 7, SIGNAL), at(2, 9, SIGNAL)].map(isHalfATask)).toEqual([false, false, true]);
});

it('a query knows of no time, and is none of it', () => {
  const isHalfATask = watchForHalfATask();
  isHalfATask(at(2, 7, SIGNAL));
  expect([{ jobs: [QUERY] }, at(2, 9, QUERY), at(3, 12, SIGNAL)].map(isHalfATask)).toEqual([
    false,
    false,
    false,
  ]);
});
