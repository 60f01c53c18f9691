import { BadRequestException, InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import { AutoSyncError, ERRORS, type ErrorCode } from '../../domain/errors.js';
import { toProblem } from './problem.js';
import { problemSchema } from './problem-schema.js';

const ROUTE = 'GET /api/v1/x';

describe('toProblem', () => {
  test.each(Object.keys(ERRORS) as ErrorCode[])('%s has its status and its instruction', (code) => {
    const { problem } = toProblem(new AutoSyncError(code, 'what happened'), ROUTE);
    expect(problemSchema.parse(problem)).toMatchObject({
      type: `urn:autosync:problem:${code}`,
      status: ERRORS[code].httpStatus,
      code,
      detail: 'what happened',
      operatorAction: ERRORS[code].operator,
    });
  });

  test("Nest's 404 is an unknown route", () => {
    expect(toProblem(new NotFoundException('Cannot GET /x'), ROUTE)).toMatchObject({
      problem: { status: 404, code: 'unknown-route', detail: 'This API has no GET /api/v1/x.' },
      unexpected: false,
    });
  });

  test('what Nest holds against a request is invalid input', () => {
    expect(toProblem(new BadRequestException('Failed to decode param'), ROUTE).problem).toMatchObject({
      status: 400,
      code: 'invalid-input',
      detail: 'GET /api/v1/x cannot be read: Failed to decode param.',
    });
  });

  test.each([new Error('secret'), new InternalServerErrorException('secret'), 'secret', undefined])(
    'anything else is unexpected, and the caller learns nothing of it: %s',
    (thrown) => {
      const { problem, unexpected } = toProblem(thrown, ROUTE);
      expect(unexpected).toBe(true);
      expect(problem).toMatchObject({ status: 500, code: 'internal' });
      expect(JSON.stringify(problem)).not.toContain('secret');
    },
  );
});
