import { describe, expect, it } from 'vitest';
import { AutoSyncError, ensureError, ERRORS, type ErrorCode } from './errors.js';

const CODES = Object.keys(ERRORS) as ErrorCode[];

describe('the table of errors', () => {
  it.each(CODES)('%s has an HTTP status of an error and a sentence for the operator', (code) => {
    const { httpStatus, operator } = ERRORS[code];
    expect(httpStatus).toBeGreaterThanOrEqual(400);
    expect(httpStatus).toBeLessThan(600);
    expect(operator).toMatch(/^[A-Z].*\.$/);
  });

  it.each(CODES.filter((code) => code.startsWith('unknown-')))('%s is a 404 that no retry helps', (code) => {
    expect(ERRORS[code]).toMatchObject({ httpStatus: 404, retryable: false });
  });

  it.each(CODES.filter((code) => code.endsWith('-unreachable')))('%s is a 503 that may pass', (code) => {
    expect(ERRORS[code]).toMatchObject({ httpStatus: 503, retryable: true });
  });
});

describe('AutoSyncError', () => {
  it('knows what its code means', () => {
    const cause = new Error('connect ECONNREFUSED');
    const error = new AutoSyncError('engine-unreachable', 'The engine does not answer', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'AutoSyncError',
      code: 'engine-unreachable',
      message: 'The engine does not answer',
      httpStatus: 503,
      retryable: true,
      operatorAction: ERRORS['engine-unreachable'].operator,
      cause,
    });
  });
});

describe('ensureError', () => {
  it('leaves an error as it is, and makes one of anything else', () => {
    const error = new TypeError('no');
    expect(ensureError(error)).toBe(error);
    expect(ensureError('gone').message).toBe('gone');
    expect(ensureError(undefined).message).toBe('undefined');
  });
});
