import { HttpException } from '@nestjs/common';
import { AutoSyncError, ensureError, ERRORS, type ErrorCode } from '../../domain/errors.js';

/** The media type of every error body: RFC 9457. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The body of every error answer: RFC 9457 with a code and an instruction of ours. */
export interface Problem {
  /** `urn:autosync:problem:<code>`. */
  readonly type: string;
  /** The code in words; the same for every problem of this code. */
  readonly title: string;
  /** The HTTP status. */
  readonly status: number;
  readonly code: ErrorCode;
  /** What happened here: names the thing and the value, and where it helps the choices. */
  readonly detail: string;
  /** What the operator should do about it. */
  readonly operatorAction: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
}

/** The problem for a code of `domain/errors.ts`. */
export function problemOf(code: ErrorCode, detail: string): Problem {
  const { httpStatus, operator, retryable } = ERRORS[code];
  const words = code.replaceAll('-', ' ');
  return {
    type: `urn:autosync:problem:${code}`,
    title: words.charAt(0).toUpperCase() + words.slice(1),
    status: httpStatus,
    code,
    detail,
    operatorAction: operator,
    retryable,
  };
}

/**
 * Turns whatever a request threw into the problem that the caller sees.
 *
 * @param route method and path of the request, for example `GET /api/v1/servers`
 * @returns `unexpected` is true for a defect of ours: the caller learns nothing of it, so the log must
 */
export function toProblem(
  thrown: unknown,
  route: string,
): { readonly problem: Problem; readonly unexpected: boolean } {
  if (thrown instanceof AutoSyncError) {
    return { problem: problemOf(thrown.code, thrown.message), unexpected: thrown.code === 'internal' };
  }
  const status = clientErrorStatus(thrown);
  if (status === 404) {
    return { problem: problemOf('unknown-route', `This API has no ${route}.`), unexpected: false };
  }
  if (status === 413) {
    return { problem: problemOf('payload-too-large', describeTooLarge(thrown, route)), unexpected: false };
  }
  if (status === 415) {
    const detail = describeClientError(thrown, route);
    return { problem: problemOf('unsupported-media-type', detail), unexpected: false };
  }
  if (status !== undefined) {
    return { problem: problemOf('invalid-input', describeClientError(thrown, route)), unexpected: false };
  }
  return {
    problem: problemOf('internal', `${route} failed for a reason that AutoSync does not know; see its log.`),
    unexpected: true,
  };
}

/** The 4xx status of an error of Nest, Express or the body parser; `undefined` for everything else. */
function clientErrorStatus(thrown: unknown): number | undefined {
  const status =
    thrown instanceof HttpException
      ? thrown.getStatus()
      : thrown instanceof Error && 'statusCode' in thrown
        ? thrown.statusCode
        : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

function describeClientError(thrown: unknown, route: string): string {
  const { message, cause } = ensureError(thrown);
  // The body parser's own name for the failure: Nest wraps its error, and the message alone does not say enough.
  const type = [thrown, cause].find(isNamedByBodyParser)?.type;
  if (type === 'entity.parse.failed') {
    // JSON.parse quotes what is around the fault: that may be a secret.
    const fault = message.replace(/, (?:\.\.\.)?".*$/s, '');
    return `${route}: the body is no valid JSON (${fault}).`;
  }
  return `${route} cannot be read: ${message}.`;
}

function describeTooLarge(thrown: unknown, route: string): string {
  const limit = [thrown, ensureError(thrown).cause].find(
    (error): error is { readonly limit: number } =>
      typeof error === 'object' && error !== null && 'limit' in error && typeof error.limit === 'number',
  )?.limit;
  return `${route}: the body is larger than ${limit === undefined ? 'is read' : `${Math.floor(limit / 1024)} kB`}.`;
}

function isNamedByBodyParser(thrown: unknown): thrown is { readonly type: string } {
  return typeof thrown === 'object' && thrown !== null && 'type' in thrown && typeof thrown.type === 'string';
}
