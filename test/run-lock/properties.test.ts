import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reduceRunLock } from '../../domain/run-lock/reduce.js';
import { IS_THOROUGH, triedOf } from '../how-thorough.js';
import { anyScript } from './commands.js';
import { COUNTEREXAMPLES } from './counterexamples.js';
import { playHistory } from './play-history.js';
import { checkProperties } from './properties.js';

/** How many histories are played for each policy: together 10,000, or one in ten of them. */
const HISTORIES = triedOf(2_500);
/** After this, a history that breaks a property is reported as it is, though a shorter one might be found. */
const LONGEST_MS = 240_000;

const POLICIES = ['fifo', 'yield-queued', 'yield-all', 'batch'] as const;

/**
 * The histories are the same each time, so that what breaks was broken by a change. Where all of them are played, as many
 * others are, too: others each time. `AUTOSYNC_SEED` with a seed that was printed plays those again.
 */
const { AUTOSYNC_SEED = '4711' } = process.env;
const SEEDS = IS_THOROUGH ? [AUTOSYNC_SEED, 'random'] : [AUTOSYNC_SEED];

it.each(POLICIES.flatMap((policy) => SEEDS.map((seed) => [policy, seed] as const)))(
  'the run lock keeps its properties in every history that begins under policy %s, from seed %s',
  { timeout: LONGEST_MS + 10_000 },
  (policy, from) => {
    const seed = from === 'random' ? Math.trunc(Math.random() * 2 ** 31) : Number(from);
    console.info(`policy ${policy}: ${HISTORIES} histories from seed ${seed}`);
    const outcome = fc.check(
      fc.property(anyScript(policy), (script) => {
        checkProperties(playHistory(script, reduceRunLock), reduceRunLock);
      }),
      {
        seed,
        numRuns: HISTORIES,
        interruptAfterTimeLimit: LONGEST_MS,
        markInterruptAsFailure: true,
        includeErrorInReport: true,
      },
    );
    expect(outcome.failed, fc.defaultReportMessage(outcome)).toBe(false);
  },
);

it.each(COUNTEREXAMPLES.map(({ what, script }) => [what, script] as const))(
  'the run lock keeps its properties when %s',
  (_what, script) => {
    expect(() => checkProperties(playHistory(script, reduceRunLock), reduceRunLock)).not.toThrow();
  },
);
