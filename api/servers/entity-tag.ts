import { createHash } from 'node:crypto';
import type { Queue } from './server-status.js';

/**
 * The entity tag of a status, or of a part of it: its version, and a hash because a run lock that starts from nothing
 * counts its versions from the beginning again, and because it does not count what runs go through and who works.
 */
export function statusEntityTag(status: Queue): string {
  const hash = createHash('sha256').update(JSON.stringify(status)).digest('base64url').slice(0, 12);
  return `"${status.version}-${hash}"`;
}

/**
 * Whether an `If-None-Match` header names the entity tag. Express's own check does not: it answers in full
 * whenever the request says `Cache-Control: no-cache`, as `fetch` does beside each `If-None-Match`.
 */
export function matchesEntityTag(ifNoneMatch: string | undefined, entityTag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === entityTag);
}
