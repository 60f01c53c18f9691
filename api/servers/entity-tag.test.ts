import { describe, expect, test } from 'vitest';
import { STATUS as OF_RUN_LOCK } from '../../test/api/fake-dependencies.js';
import { matchesEntityTag, statusEntityTag } from './entity-tag.js';

const STATUS = { ...OF_RUN_LOCK, engineWorker: { state: 'present' } } as const;

describe('statusEntityTag', () => {
  test('is the same for the same status and names its version', () => {
    expect(statusEntityTag(STATUS)).toBe(statusEntityTag(structuredClone(STATUS)));
    expect(statusEntityTag(STATUS)).toMatch(/^"7-/);
  });

  test('differs for another run lock that has come to the same version', () => {
    expect(statusEntityTag({ ...STATUS, waiting: [] })).not.toBe(statusEntityTag(STATUS));
  });
});

describe('matchesEntityTag', () => {
  test.each([
    ['"7-a"', true],
    ['W/"7-a"', true],
    ['"6-a", "7-a"', true],
    ['*', true],
    ['"7-b"', false],
    [undefined, false],
  ])('%s against "7-a": %s', (header, expected) => {
    expect(matchesEntityTag(header, '"7-a"')).toBe(expected);
  });
});
