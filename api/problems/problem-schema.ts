import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../../domain/errors.js';
import { PROBLEM_MEDIA_TYPE, problemOf, type Problem } from './problem.js';

/** {@link Problem}, for the API's documentation. */
export const problemSchema: z.ZodType<Problem> = z
  .strictObject({
    type: z.string().describe('`urn:autosync:problem:` and the code.'),
    title: z.string().describe('The code in words.'),
    status: z.int().describe('The HTTP status.'),
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]).describe('What happened.'),
    detail: z.string().describe('What happened here, with the value and the choices.'),
    operatorAction: z.string().describe('What to do about it.'),
    retryable: z.boolean().describe('Whether the same request may succeed later.'),
  })
  .meta({ id: 'Problem' });

/** Documents the problems that a route may answer with, by their HTTP status. */
export function AnswersProblems(...codes: readonly ErrorCode[]): MethodDecorator & ClassDecorator {
  const statuses = [...new Set(codes.map((code) => ERRORS[code].httpStatus))];
  return applyDecorators(
    ...statuses.map((status) => {
      const ofStatus = codes.filter((code) => ERRORS[code].httpStatus === status);
      return ApiResponse({
        status,
        description: ofStatus.map((code) => `\`${code}\``).join(', '),
        content: {
          [PROBLEM_MEDIA_TYPE]: {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(
              ofStatus.map((code) => [
                code,
                { summary: code, value: problemOf(code, ERRORS[code].operator) },
              ]),
            ),
          },
        },
      });
    }),
  );
}
