import type { ManagementAgent } from '../../management-agent/management-agent.js';

/**
 * A short text that is another one for another catalogue: so that whoever looks at the engine can tell whether the run
 * lock knows what it has found, without being told the whole of it each time.
 *
 * Its length and two hashes over its JSON; the first is FNV-1a. A workflow has no library of hashes.
 */
export function catalogueFingerprint(catalogue: readonly ManagementAgent[]): string {
  const text = JSON.stringify(catalogue);
  let one = 0x811c9dc5;
  let two = 0x01000193;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ (code + index), 0x85ebca6b);
  }
  return `${text.length}-${(one >>> 0).toString(16)}-${(two >>> 0).toString(16)}`;
}
