import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Caller } from '../../domain/access/caller.js';

const CALLERS = new WeakMap<Request, Caller>();

/** Remembers who stands behind a request. */
export function setCaller(request: Request, caller: Caller): void {
  CALLERS.set(request, caller);
}

/** Who stands behind a request; `undefined` on an open route, and as long as nobody has looked. */
export function callerOf(request: Request): Caller | undefined {
  return CALLERS.get(request);
}

/**
 * A parameter of a handler: the {@link Caller} of the request. Sign what is kept with `signatureOf(caller)`. It is
 * `undefined` on an open route.
 */
export const By = createParamDecorator((_data: undefined, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<Request>()),
);
