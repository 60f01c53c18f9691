import { SetMetadata } from '@nestjs/common';
import type { Role } from '../../domain/access/role.js';

/** Who may call a route: whoever has a role, or, for a reason, anybody. */
export type Access = { readonly needs: Role } | { readonly open: string };

/** Nest's name for the {@link Access} of a handler. */
export const ACCESS = Symbol('Access');

/**
 * What a caller of this route must be. Every route says it, or says that it is {@link Open}: one that says neither is
 * refused to everybody.
 *
 * @param role `viewer` for what only shows; `operator` for what drives; `admin` for what sets up
 */
export function Needs(role: Role): MethodDecorator {
  return SetMetadata(ACCESS, { needs: role } satisfies Access);
}

/**
 * Lets anybody call this route without a token.
 *
 * @param why why that is safe: for example that a signature is checked, or that nothing is told
 */
export function Open(why: string): MethodDecorator {
  return SetMetadata(ACCESS, { open: why } satisfies Access);
}
