import { expect, it } from 'vitest';
import { ASKED_AFTER_THE_END } from '../contract.js';
import { watchForHalfATask } from './half-a-task.js';

const BEGINNING = { jobs: [{ initializeWorkflow: {} }] };
const TASK = { jobs: [{}] };
const QUERY = { jobs: [{ queryWorkflow: { queryId: 'legacy_query' } }] };
const QUERY_OF_A_TASK = { jobs: [{ queryWorkflow: { queryId: '0198c5b2' } }] };

function replayed<T extends object>(activation: T) {
  return { ...activation, isReplaying: true };
}

/** Whether each of them is refused, where so many milliseconds pass from one to the next. */
function refused(activations: readonly object[], apartMs: number): readonly boolean[] {
  let now = 1_000_000;
  const watch = watchForHalfATask(() => now);
  return activations.map((activation) => {
    now += apartMs;
    const isRefused = watch.step(activation);
    watch.done();
    return isRefused;
  });
}

it.each([
  ['begun here', [BEGINNING, QUERY, TASK, QUERY]],
  ['replayed for the query', [replayed(BEGINNING), replayed(TASK), QUERY]],
  ['that goes on after a replay', [replayed(BEGINNING), TASK, TASK, QUERY, TASK, QUERY]],
  ['asked with a task', [replayed(BEGINNING), TASK, QUERY_OF_A_TASK]],
])('a workflow %s is whole', (_, activations) => {
  expect(refused(activations, 0)).not.toContain(true);
});

it.each([
  ['after a replay', [replayed(BEGINNING), TASK, QUERY]],
  ['after a replay for a query', [replayed(BEGINNING), QUERY, TASK, QUERY]],
  ['after a replay of what another worker has done', [BEGINNING, TASK, replayed(TASK), TASK, QUERY]],
])('one step %s may be half a task, unless the query came later', (_, activations) => {
  expect(refused(activations, 0).at(-1)).toBe(true);
  expect(refused(activations, 300).at(-1)).toBe(true);
  expect(refused(activations, 1_000)).not.toContain(true);
});

it('one that has ended has no whole one to come', () => {
  const query = { queryWorkflow: { queryId: 'legacy_query', headers: { [ASKED_AFTER_THE_END]: {} } } };
  expect(refused([replayed(BEGINNING), TASK, { jobs: [query] }], 0)).not.toContain(true);
});
