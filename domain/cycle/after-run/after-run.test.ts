import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleRun, type SampleStepDetails } from '../../../test/sample-run.js';
import { AD, BRANCH, HR, MIM_SERVICE } from '../../../test/sample-server.js';
import { RESULT_TABLE, type ResultRow } from '../../run-result/run-result.js';
import { DEFAULT_RETRY_POLICY } from './retry.js';
import {
  afterRefusedStart,
  afterRun,
  describeAgain,
  MOST_LIMITED_RUNS,
  NO_TRIES,
  type AfterRun,
  type TryRules,
} from './after-run.js';

/** Chance that changes nothing. */
const EVEN = 0.5;
const rules = (more: Partial<TryRules> = {}): TryRules => ({
  retry: DEFAULT_RETRY_POLICY,
  tries: NO_TRIES,
  random: EVEN,
  ...more,
});

/** What follows, in words without reasons. */
const kindsOf = ({ followUps }: AfterRun) => followUps.map(({ kind }) => kind);

/** A string that a row of the table stands for. */
const exampleOf = ({ prefix }: ResultRow) =>
  prefix === '' ? 'no such result' : prefix.endsWith('-') ? `${prefix}x` : prefix;

/**
 * What happens next, for each row: said once more here, so that a change of the table is a change of this list.
 *
 * - `goes-on`: nothing is amiss
 * - `with-errors`: goes on, and the cycle's outcome says so
 * - `fails`: the cycle is to end with it
 * - `retries`: the same once more, after a wait
 * - `more`: the same once more, at once
 */
const NEXT: Readonly<Record<string, 'goes-on' | 'with-errors' | 'fails' | 'retries' | 'more'>> = {
  success: 'goes-on',
  'completed-no-objects': 'goes-on',
  'completed-warnings': 'goes-on',
  'completed-transient-objects': 'goes-on',
  'completed-': 'goes-on',
  'completed-sync-errors': 'with-errors',
  'completed-export-errors': 'with-errors',
  'completed-discovery-errors': 'fails',
  'stopped-deadlocked': 'retries',
  'stopped-connectivity': 'retries',
  'stopped-database-connection-lost': 'retries',
  'no-start-ma-already-running': 'retries',
  'no-start-ma-update-in-progress': 'retries',
  'call-failure': 'retries',
  'connection-failure': 'retries',
  'stopped-object-limit': 'more',
};

const ENDED = RESULT_TABLE.filter(({ resultClass }) => resultClass !== 'running');
/** Nothing ran with these results: there are no run details to judge. */
const ranNothing = ({ resultClass }: ResultRow) =>
  resultClass === 'not-started' || resultClass === 'refused' || resultClass === 'unanswered';

const DID_SOMETHING: readonly (readonly [string, SampleStepDetails, string])[] = [
  ['an import', { type: 'delta-import', staged: { add: 1 } }, 'delta-sync'],
  ['a synchronization', { type: 'delta-sync', outbound: [[AD, 1]] }, 'export'],
  ['an export', { type: 'export', exported: { add: 1 } }, 'confirming-import'],
];

const outcomeOf = (after: AfterRun) => {
  if (after.failure) return 'fails';
  if (after.again) return after.again.waitMs > 0 ? 'retries' : 'more';
  return after.errors === undefined ? 'goes-on' : 'with-errors';
};

describe.each(ENDED.map((row) => [exampleOf(row), row] as const))('%s', (result, row) => {
  const expected = NEXT[row.prefix] ?? 'fails';

  describe.each(DID_SOMETHING)('of %s', (_, step, followUp) => {
    it.each<[string, SampleStepDetails[], string[]]>([
      ['alone', [{ ...step, result }], row.followUps ? [followUp] : []],
      // The steps before it are done, whatever came of it.
      [
        'after another step',
        [
          { type: 'delta-import', partition: BRANCH, staged: { add: 1 } },
          { ...step, result },
        ],
        row.followUps ? ['delta-sync', followUp] : ['delta-sync'],
      ],
    ])('%s', (__, steps, followUps) => {
      const after = afterRun(sampleRun(HR, ...steps), rules());
      expect(outcomeOf(after)).toBe(expected);
      expect(kindsOf(after)).toEqual(ranNothing(row) ? [] : followUps);
      expect(after.failure?.type).toBe(expected === 'fails' ? result : undefined);
    });
  });

  it('is not tried again where the policy says so, whatever the result', () => {
    const after = afterRun(
      sampleRun(HR, { type: 'delta-import', staged: { add: 1 }, result }),
      rules({ retry: { ...DEFAULT_RETRY_POLICY, retries: 0 } }),
    );
    expect(outcomeOf(after)).toBe(expected === 'retries' ? 'fails' : expected);
  });
});

it.each(ENDED.filter(ranNothing).map((row) => [exampleOf(row), row] as const))(
  'a start that is answered %s',
  (result, row) => {
    const expected = NEXT[row.prefix] ?? 'fails';
    const refused = { managementAgentName: 'HR', runProfile: 'DI', result };
    const after = afterRefusedStart(refused, rules());
    expect(after.followUps).toEqual([]);
    expect(outcomeOf(after)).toBe(expected);
    expect(after.failure).toEqual(
      expected === 'fails' ? { type: result, message: `HR did not start DI: ${result}` } : undefined,
    );
  },
);

describe('errors of a run that went through', () => {
  it('are counted', () => {
    const run = sampleRun(
      HR,
      { type: 'delta-import', staged: { add: 4 }, errorCount: 1 },
      { type: 'delta-sync', result: 'completed-sync-errors', errorCount: 2 },
    );
    expect(afterRun(run, rules()).errors).toBe('sample of HR, run 7: completed-sync-errors, 3 errors');
  });

  it('are counted of a run that stopped at its limit of objects, too', () => {
    const result = 'stopped-object-limit';
    const run = sampleRun(HR, { type: 'delta-import', staged: { add: 4 }, errorCount: 1, result });
    expect(afterRun(run, rules())).toMatchObject({
      again: { tries: { limited: 1 } },
      errors: 'sample of HR, run 7: stopped-object-limit, 1 error',
    });
  });

  it('are none where the engine counts none and the result means no errors', () => {
    const run = sampleRun(HR, { type: 'export', result: 'completed-warnings' });
    expect(afterRun(run, rules())).toEqual({ followUps: [] });
  });
});

describe('after discovery errors', () => {
  it('what the import staged is carried on, and nothing of the step that did not run', () => {
    const after = afterRun(
      sampleRun(HR, {
        type: 'full-import',
        staged: { add: 3 },
        result: 'completed-discovery-errors',
        errorCount: 1,
      }),
      rules(),
    );
    expect(after).toEqual({
      followUps: [
        {
          kind: 'delta-sync',
          partition: 'default',
          reason: 'step 1 staged 3 adds in partition default before it ended with completed-discovery-errors',
        },
      ],
      failure: {
        type: 'completed-discovery-errors',
        message: 'sample of HR, run 7 ended with completed-discovery-errors',
      },
    });
  });
});

describe('a synchronization before an import that fails', () => {
  it('has its exports; the import is tried again, and what it staged is synchronized then', () => {
    const after = afterRun(
      sampleRun(
        HR,
        { type: 'delta-sync', outbound: [[MIM_SERVICE, 2]] },
        { type: 'delta-import', staged: { add: 1 }, result: 'stopped-connectivity' },
      ),
      rules(),
    );
    expect(kindsOf(after)).toEqual(['export', 'delta-sync']);
    expect(after.again?.reason).toBe('retry 1 of 5 after stopped-connectivity');
  });
});

const failedBefore = (failed: number) => rules({ tries: { failed, limited: 3 } });

describe('a retry', () => {
  const deadlocked = sampleRun(HR, { type: 'delta-import', result: 'stopped-deadlocked' });

  it('waits longer each time and counts', () => {
    expect(afterRun(deadlocked, failedBefore(1)).again).toEqual({
      reason: 'retry 2 of 5 after stopped-deadlocked',
      waitMs: 10_000,
      tries: { failed: 2, limited: 3 },
    });
  });

  it('that fails too is the last one when all have been made', () => {
    expect(afterRun(deadlocked, failedBefore(5))).toEqual({
      followUps: [],
      failure: {
        type: 'stopped-deadlocked',
        message: 'sample of HR, run 7 ended with stopped-deadlocked, after 5 retries',
      },
    });
  });

  it('is told with its time', () => {
    const { again } = afterRun(deadlocked, rules());
    expect(again && describeAgain(again)).toBe(
      'the same again in 5 s: retry 1 of 5 after stopped-deadlocked',
    );
  });
});

const limitedBefore = (limited: number) => rules({ tries: { failed: 2, limited } });

describe('a run that stopped at its limit of objects', () => {
  const LIMIT = 'stopped-object-limit';
  const staged = sampleRun(HR, { type: 'delta-import', staged: { add: 100 }, result: LIMIT });

  it('is run again at once, with what it staged still to be synchronized', () => {
    const after = afterRun(staged, limitedBefore(0));
    expect(kindsOf(after)).toEqual(['delta-sync']);
    expect(after.again).toEqual({
      reason: 'more to come: sample of HR, run 7 stopped at its limit of objects',
      waitMs: 0,
      tries: { failed: 0, limited: 1 },
    });
    expect(after.again && describeAgain(after.again)).toMatch(/^the same again: more to come/);
  });

  it('is run again a hundred times and no more', () => {
    expect(afterRun(staged, limitedBefore(MOST_LIMITED_RUNS - 1)).again).toBeDefined();
    const last = afterRun(staged, limitedBefore(MOST_LIMITED_RUNS));
    expect(last.again).toBeUndefined();
    expect(last.failure?.message).toContain('for the 101th time in a row. Raise the limit');
    expect(kindsOf(last)).toEqual(['delta-sync']);
  });

  it.each<[string, SampleStepDetails, boolean]>([
    [
      'a delta import of objects that had not changed',
      { type: 'delta-import', staged: { noChange: 10 } },
      true,
    ],
    [
      'a full import of objects that had not changed',
      { type: 'full-import', staged: { noChange: 10 } },
      false,
    ],
    ['a delta import of nothing', { type: 'delta-import' }, false],
    ['an export', { type: 'export', exported: { add: 1 } }, true],
    ['an export in which all failed', { type: 'export', exported: { failure: 10 } }, false],
    ['a synchronization', { type: 'full-sync', inboundObjects: 10 }, true],
  ])('is run again only if that leads on: %s', (_, step, again) => {
    const after = afterRun(sampleRun(HR, { ...step, result: LIMIT }), rules());
    expect(after.again !== undefined).toBe(again);
    expect(after.failure !== undefined).toBe(!again);
  });
});

it('whatever happens, the same run does not go on for ever', () => {
  fc.assert(
    fc.property(
      fc.infiniteStream(fc.constantFrom(...ENDED.map(exampleOf))),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (results, random) => {
        let tries = NO_TRIES;
        let runs = 0;
        for (const result of results) {
          runs += 1;
          const run = sampleRun(HR, { type: 'delta-import', staged: { add: 1 }, result });
          const { again } = afterRun(run, rules({ tries, random }));
          if (!again) break;
          tries = again.tries;
        }
        // Between two limited runs all retries may be used up.
        expect(runs).toBeLessThanOrEqual((MOST_LIMITED_RUNS + 1) * (DEFAULT_RETRY_POLICY.retries + 1) + 1);
      },
    ),
  );
});
