import { expect, it } from 'vitest';
import { readRunFixture } from '../../test/run-history-fixture.js';
import { progressOf } from './run-progress.js';

it('tells the step that runs, how far it is, and what all steps have done', () => {
  const run = readRunFixture('in-progress-referential-updates');
  expect(progressOf(run)).toMatchObject({
    runNumber: run.runNumber,
    step: 1,
    stepType: run.steps[0]?.type,
    result: 'completing-referential-updates',
    completing: run.steps[0]?.progress,
    errors: 0,
  });
});

it('adds up over steps', () => {
  const run = readRunFixture('combined-import-sync-two-partitions');
  const { step, staged, synchronized, outbound } = progressOf(run);
  expect(step).toBe(2);
  const [one, two] = run.steps.map((of) => progressOf({ ...run, steps: [of] }));
  expect(staged).toBe((one?.staged ?? 0) + (two?.staged ?? 0));
  expect(synchronized).toBe((one?.synchronized ?? 0) + (two?.synchronized ?? 0));
  expect(outbound).toBe((one?.outbound ?? 0) + (two?.outbound ?? 0));
  expect(staged + synchronized + outbound).toBeGreaterThan(0);
});

it('tells of a run that shows no step yet', () => {
  const run = { ...readRunFixture('full-import'), steps: [] };
  expect(progressOf(run)).toMatchObject({ step: 0, result: 'in-progress', summary: 'no changes' });
});
