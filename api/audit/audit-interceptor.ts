import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { catchError, concatMap, defaultIfEmpty, type Observable } from 'rxjs';
import { callerOf } from '../access/by.js';
import { toProblem } from '../problems/problem.js';
import { askChange, isChangeAsked } from './ask-change.js';
import { AUDIT_LOG, type AuditLog } from './audit-record.js';
import { answeredIn, askedIn, describeRequest, reasonIn } from './describe-request.js';
import { Refusals } from './refusals.js';

/** Methods that only show. */
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Records every change: what is asked for before anything is done, so that nothing is done that is not recorded; and
 * what came of it before the caller is told.
 *
 * On an open route nobody knows yet who asks: its handler records what is asked for when the request has shown what it
 * is. Else anybody could fill the log with requests that were never signed.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    @Inject(AUDIT_LOG) private readonly audit: AuditLog,
    @Inject(Refusals) private readonly refusals: Refusals,
  ) {}

  /** @throws {AutoSyncError} `audit-unavailable`, and nothing is done */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    if (READS.has(request.method)) return next.handle();
    const response = http.getResponse<Response>();
    const about = describeRequest(request);
    if (callerOf(request)) {
      const why = reasonIn(request);
      const asked = askedIn(request);
      await askChange(this.audit, request, {
        ...(why !== undefined && { why }),
        ...(asked !== undefined && { asked }),
      });
    }
    return next.handle().pipe(
      defaultIfEmpty(undefined),
      concatMap(async (answer: unknown) => {
        const answered = answeredIn(answer);
        const outcome = { ...about, status: response.statusCode, ...(answered && { answered }) };
        await this.#outcome({ event: 'change-done', ...outcome });
        return answer;
      }),
      catchError(async (thrown: unknown) => {
        const { status, code, detail } = toProblem(thrown, `${request.method} ${request.path}`).problem;
        const outcome = { ...about, status, code, detail };
        if (isChangeAsked(request)) await this.#outcome({ event: 'change-failed', ...outcome });
        else await this.refusals.record({ event: 'refused', ...outcome });
        throw thrown;
      }),
    );
  }

  /** What is done is done: that its outcome cannot be recorded is told by the health of the API. */
  async #outcome(record: Parameters<AuditLog['write']>[0]): Promise<void> {
    await this.audit.write(record).catch(() => undefined);
  }
}
