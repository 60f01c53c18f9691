import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { ErrorCode } from '../../domain/errors.js';
import { AnswersProblems } from '../problems/problem-schema.js';
import { carriedOutSchema } from './control-schema.js';

/**
 * Makes a route a control, and documents it as such.
 *
 * @param refusals for which reasons the run lock may refuse it, beside that nobody can be reached
 */
export function ControlRoute(
  summary: string,
  description: string,
  refusals: readonly ErrorCode[],
): MethodDecorator {
  return applyDecorators(
    HttpCode(200),
    ApiOperation({ summary, description }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'The same request that is sent again with the same key is carried out once.',
    }),
    ApiOkResponse({ standardSchema: carriedOutSchema }),
    AnswersProblems(
      'invalid-input',
      'unknown-server',
      ...refusals,
      'run-lock-unreachable',
      'worker-unreachable',
      'temporal-unreachable',
    ),
  );
}
