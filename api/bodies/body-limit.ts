import { SetMetadata } from '@nestjs/common';

/** Nest's name for how large the body of a handler may be. */
export const BODY_LIMIT = Symbol('BodyLimit');

/** What the body of a handler may hold that says nothing else: 100 kB. */
export const USUAL_BODY_LIMIT = 100 * 1024;

/** Lets the body of a route be larger, or only smaller, than usual. */
export function BodyUpTo(bytes: number): MethodDecorator {
  return SetMetadata(BODY_LIMIT, bytes);
}
