import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classifyResult,
  gravestResult,
  hasMoreToCome,
  isFailure,
  isRunning,
  RESULT_TABLE,
  rowOf,
  type ResultClass,
} from './run-result.js';

const CLASSES: Readonly<Record<ResultClass, readonly string[]>> = {
  running: ['in-progress', 'completing-referential-updates', 'completing-obsoletion'],
  success: ['success', 'completed-no-objects'],
  warning: [
    'completed-warnings',
    'completed-transient-objects',
    'completed-sync-errors',
    'completed-export-errors',
    'completed-anything-else',
  ],
  'discovery-errors': ['completed-discovery-errors'],
  'not-started': [
    'no-start-ma-already-running',
    'no-start-ma-update-in-progress',
    'no-start-unknown-profile-name',
    'no-start-concurrent-execution-not-support',
    'no-start-credentials',
    'no-start-connection',
    'no-start-partition-not-configured',
    'no-start-anything-else',
    'missing-partition-for-run-step',
  ],
  stopped: [
    'stopped-deadlocked',
    'stopped-connectivity',
    'stopped-database-connection-lost',
    'stopped-deletion-limit',
    'stopped-object-limit',
    'stopped-user-termination-from-wmi-or-ui',
    'stopped-database-disk-full',
    'stopped-error-limit',
    'stopped-credentials',
    'stopped-extension-dll-exception',
    'stopped-server-down',
    'stopped-anything-else',
    'run-abandoned-by-engine',
  ],
  refused: ['access-denied'],
  unanswered: ['call-failure', 'connection-failure'],
  unknown: ['no such result', ''],
};

const ALL = Object.entries(CLASSES).flatMap(([resultClass, results]) =>
  results.map((result) => [result, resultClass as ResultClass] as const),
);

describe('classifyResult', () => {
  it.each(ALL)('"%s" is %s', (result, expected) => {
    expect(classifyResult(result)).toBe(expected);
  });

  it.each([
    ['stopped-connectivity:0x80230729', 'stopped'],
    ['no-start-something-that-comes-next-year', 'not-started'],
    ['completed-something-new', 'warning'],
    ['completed-discovery-errors (12)', 'discovery-errors'],
    ['call-failure:0x8023063D', 'unanswered'],
    ['success-with-detail', 'success'],
  ])('goes by the prefix: "%s" is %s', (result, expected) => {
    expect(classifyResult(result)).toBe(expected);
  });

  it.each([
    [' Success \n', 'success'],
    ['STOPPED-DEADLOCKED', 'stopped'],
  ])('does not mind case and blanks: %j is %s', (result, expected) => {
    expect(classifyResult(result)).toBe(expected);
  });
});

/** What a person who reads the reference would write down, result by result: `follow-ups, later steps, retrying`. */
const DECISIONS: Readonly<Record<string, string>> = {
  'in-progress': 'no, no, pointless',
  'completing-referential-updates': 'no, no, pointless',
  'completing-obsoletion': 'no, no, pointless',
  success: 'yes, yes, pointless',
  'completed-no-objects': 'yes, yes, pointless',
  'completed-warnings': 'yes, yes, pointless',
  'completed-transient-objects': 'yes, yes, pointless',
  'completed-sync-errors': 'yes, yes, pointless',
  'completed-export-errors': 'yes, yes, pointless',
  'completed-anything-else': 'yes, yes, pointless',
  'completed-discovery-errors': 'yes, no, on-request',
  'no-start-ma-already-running': 'no, no, when-idle',
  'no-start-ma-update-in-progress': 'no, no, when-idle',
  'no-start-unknown-profile-name': 'no, no, never',
  'no-start-concurrent-execution-not-support': 'no, no, on-request',
  'no-start-credentials': 'no, no, never',
  'no-start-connection': 'no, no, on-request',
  'no-start-partition-not-configured': 'no, no, never',
  'no-start-anything-else': 'no, no, on-request',
  'missing-partition-for-run-step': 'no, no, never',
  'stopped-deadlocked': 'yes, no, by-default',
  'stopped-connectivity': 'yes, no, by-default',
  'stopped-database-connection-lost': 'yes, no, by-default',
  'stopped-database-disk-full': 'yes, no, never',
  'stopped-deletion-limit': 'no, no, never',
  'stopped-object-limit': 'yes, no, never',
  'stopped-error-limit': 'yes, no, never',
  'stopped-user-termination-from-wmi-or-ui': 'yes, no, never',
  'stopped-credentials': 'yes, no, never',
  'stopped-extension-dll-exception': 'yes, no, on-request',
  'stopped-server-down': 'yes, no, on-request',
  'stopped-anything-else': 'yes, no, on-request',
  'run-abandoned-by-engine': 'yes, no, on-request',
  'access-denied': 'no, no, never',
  'call-failure': 'no, no, after-a-look',
  'connection-failure': 'no, no, after-a-look',
  'no such result': 'yes, no, on-request',
  '': 'yes, no, on-request',
};

const yesOrNo = (is: boolean) => (is ? 'yes' : 'no');

describe('the decision table', () => {
  it('decides every result as the reference says', () => {
    const decided = ALL.map(([result]) => {
      const { followUps, laterStepsRun, retrying } = rowOf(result);
      return [result, `${yesOrNo(followUps)}, ${yesOrNo(laterStepsRun)}, ${retrying}`];
    });
    expect(Object.fromEntries(decided)).toEqual(DECISIONS);
  });

  it('has no row that the results above do not reach, and none twice', () => {
    const reached = new Set(Object.keys(DECISIONS).map((result) => rowOf(result).prefix));
    expect([...reached].toSorted()).toEqual(RESULT_TABLE.map(({ prefix }) => prefix).toSorted());
  });

  it('keeps a result in its row whatever the engine appends', () => {
    const rows = RESULT_TABLE.filter(({ prefix }) => prefix !== '' && !prefix.endsWith('-'));
    fc.assert(
      fc.property(fc.constantFrom(...rows), fc.string(), (row, detail) => {
        expect(rowOf(`${row.prefix}:${detail}`)).toBe(row);
      }),
    );
  });

  it('takes whatever it does not know for a failure that is not tried again by itself', () => {
    fc.assert(
      fc.property(fc.string(), (result) => {
        const row = rowOf(result);
        fc.pre(row.prefix === '');
        expect([isFailure(result), row.retrying]).toEqual([true, 'on-request']);
      }),
    );
  });

  it('never tries again what the engine is still doing or has done', () => {
    const harmless = RESULT_TABLE.filter(({ prefix }) => !isFailure(prefix));
    expect(new Set(harmless.map(({ retrying }) => retrying))).toEqual(new Set(['pointless']));
  });

  it('knows more to come at a limit of objects, and nowhere else', () => {
    expect(RESULT_TABLE.filter(({ prefix }) => hasMoreToCome(prefix))).toEqual([
      rowOf('stopped-object-limit'),
    ]);
  });

  it('says of each result what it means and what the operator should do, in a sentence', () => {
    for (const { meaning, operator } of RESULT_TABLE) {
      expect(meaning).toMatch(/^[A-Z].+\.$/);
      expect(operator).toMatch(/^[A-Z].+\.$/);
    }
  });
});

describe('isRunning', () => {
  it.each(ALL)('"%s" (%s)', (result, resultClass) => {
    expect(isRunning(result)).toBe(resultClass === 'running');
  });
});

describe('isFailure', () => {
  const HARMLESS: readonly ResultClass[] = ['success', 'warning', 'running'];

  it.each(ALL)('"%s" (%s)', (result, resultClass) => {
    expect(isFailure(result)).toBe(!HARMLESS.includes(resultClass));
  });
});

describe('gravestResult', () => {
  it.each([
    [[], 'success'],
    [['completed-no-objects'], 'completed-no-objects'],
    [['success', 'completed-warnings', 'success'], 'completed-warnings'],
    // The later of two that are equally grave.
    [['completed-sync-errors', 'completed-export-errors'], 'completed-export-errors'],
    [['completed-export-errors', 'completed-discovery-errors'], 'completed-discovery-errors'],
    [['success', 'stopped-deadlocked'], 'stopped-deadlocked'],
    // A step that still works hides the warnings before it, and no failure.
    [['completed-warnings', 'in-progress'], 'in-progress'],
    [['stopped-connectivity', 'in-progress'], 'stopped-connectivity'],
    [['stopped-connectivity', 'access-denied'], 'access-denied'],
    [['access-denied', 'what is this'], 'what is this'],
  ])('of %j is %s', (results, expected) => {
    expect(gravestResult(results)).toBe(expected);
  });
});
