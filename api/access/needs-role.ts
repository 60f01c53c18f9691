import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { Role } from '../../domain/access/role.js';
import { AnswersProblems } from '../problems/problem-schema.js';

/** Who may call a route: whoever has a role, or, for a reason, anybody. */
export type Access =
  | { readonly needs: Role }
  | {
      readonly open: string;
      /** Whether a token that is sent is looked at all the same. */ readonly recognizes: boolean;
    };

/** Nest's name for the {@link Access} of a handler. */
export const ACCESS = Symbol('Access');

/**
 * What a caller of this route must be. Every route says it, or says that it is {@link Open}: one that says neither is
 * refused to everybody.
 *
 * @param role `viewer` for what only shows; `operator` for what drives; `admin` for what sets up
 */
export function Needs(role: Role): MethodDecorator {
  return applyDecorators(
    SetMetadata(ACCESS, { needs: role } satisfies Access),
    ApiBearerAuth(),
    AnswersProblems('unauthenticated', 'forbidden', 'too-many-attempts'),
    ...(role === 'viewer' ? [] : [AnswersProblems('payload-too-large', 'unsupported-media-type')]),
  );
}

/**
 * Lets anybody call this route without a token.
 *
 * @param why why that is safe: for example that a signature is checked, or that nothing is told
 * @param options.recognizes looks at a token that is sent all the same, and refuses a wrong one; else an
 *   `Authorization` header is not looked at, since it may belong to something else
 */
export function Open(why: string, { recognizes = false } = {}): MethodDecorator {
  return SetMetadata(ACCESS, { open: why, recognizes } satisfies Access);
}
