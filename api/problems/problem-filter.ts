import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { AutoSyncError, ensureError } from '../../domain/errors.js';
import { TooManyAttempts } from '../access/failed-log-ins.js';
import { PROBLEM_MEDIA_TYPE, toProblem } from './problem.js';

/** Answers every error as a problem, and logs the ones that nobody expected. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;

  /** @param methodsOf the methods that a path can be called with; none, if there is no such path */
  constructor(
    logger: Logger,
    private readonly methodsOf: (path: string) => readonly string[],
  ) {
    this.#logger = logger;
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const route = `${request.method} ${request.path}`;
    const { problem, unexpected } = toProblem(this.#orMethod(thrown, request, response), route);
    if (thrown instanceof TooManyAttempts && !response.headersSent) {
      response.set('Retry-After', String(thrown.retryAfterS));
    }
    if (unexpected) this.#logger.error({ err: ensureError(thrown), route }, 'a request failed unexpectedly');
    // A body that is already on its way cannot become another one; cutting it tells the client that it is broken.
    if (response.headersSent) response.destroy();
    else response.status(problem.status).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem));
  }

  /** A path that there is with other methods is not unknown. */
  #orMethod(thrown: unknown, { method, path }: Request, response: Response): unknown {
    if (!(thrown instanceof NotFoundException)) return thrown;
    const methods = this.methodsOf(path);
    if (methods.length === 0) return thrown;
    const allowed = methods.join(', ');
    response.set('Allow', allowed);
    return new AutoSyncError('method-not-allowed', `${path} takes ${allowed}, not ${method}.`);
  }
}
