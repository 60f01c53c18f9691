import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { ensureError } from '../../domain/errors.js';
import { PROBLEM_MEDIA_TYPE, toProblem } from './problem.js';

/** Answers every error as a problem, and logs the ones that nobody expected. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const route = `${request.method} ${request.path}`;
    const { problem, unexpected } = toProblem(thrown, route);
    if (unexpected) this.#logger.error({ err: ensureError(thrown), route }, 'a request failed unexpectedly');
    // A body that is already on its way cannot become another one; cutting it tells the client that it is broken.
    if (response.headersSent) response.destroy();
    else response.status(problem.status).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem));
  }
}
