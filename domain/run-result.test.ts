import { describe, expect, it } from 'vitest';
import { classifyResult, gravestResult, isFailure, type ResultClass } from './run-result.js';

const CLASSES: Readonly<Record<ResultClass, readonly string[]>> = {
  running: ['in-progress', 'completing-referential-updates', 'completing-obsoletion'],
  success: ['success', 'completed-no-objects'],
  warning: [
    'completed-warnings',
    'completed-transient-objects',
    'completed-sync-errors',
    'completed-export-errors',
  ],
  'discovery-errors': ['completed-discovery-errors'],
  'not-started': [
    'no-start-ma-already-running',
    'no-start-ma-update-in-progress',
    'no-start-unknown-profile-name',
    'no-start-concurrent-execution-not-support',
    'no-start-credentials',
    'missing-partition-for-run-step',
  ],
  stopped: [
    'stopped-deadlocked',
    'stopped-connectivity',
    'stopped-database-connection-lost',
    'stopped-deletion-limit',
    'stopped-object-limit',
    'stopped-user-termination-from-wmi-or-ui',
  ],
  refused: ['access-denied'],
  unknown: ['call-failure', 'connection-failure', 'no such result', ''],
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
    ['call-failure:0x8023063D', 'unknown'],
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
