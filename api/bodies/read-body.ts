import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { json, type Request, type RequestHandler, type Response } from 'express';
import type { Observable } from 'rxjs';
import { AutoSyncError, ensureError } from '../../domain/errors.js';
import { BODY_LIMIT, USUAL_BODY_LIMIT } from './body-limit.js';

/**
 * Reads the body of a request, once it is known that its caller may send one: before, nothing of it is read. JSON
 * only: what any web page may send here without asking, a form or a text, is not looked at.
 */
@Injectable()
export class ReadBody implements NestInterceptor {
  readonly #readers = new Map<number, RequestHandler>();

  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const limit =
      this.reflector.get<number | undefined>(BODY_LIMIT, context.getHandler()) ?? USUAL_BODY_LIMIT;
    const request = http.getRequest<Request>();
    await read(this.#reader(limit), request, http.getResponse<Response>());
    if (request.body === undefined && hasBody(request)) {
      throw new AutoSyncError(
        'unsupported-media-type',
        `Content-Type is "${request.get('content-type') ?? ''}": a body is JSON, application/json.`,
      );
    }
    return next.handle();
  }

  #reader(limit: number): RequestHandler {
    const known = this.#readers.get(limit);
    if (known) return known;
    // A signature is of the bytes, so they are kept for whoever checks one.
    const reader = json({
      limit,
      verify: (request, _response, bytes) => void Object.assign(request, { rawBody: bytes }),
    });
    this.#readers.set(limit, reader);
    return reader;
  }
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function read(reader: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((done, failed) => {
    void reader(request, response, (error?: unknown) => {
      if (error === undefined) done();
      else failed(ensureError(error));
    });
  });
}
