import type { Finding } from '../../../config/checking/finding.js';
import { printable } from '../printing/printable.js';

/** What does not fit, for people: each with its path, and what to do about it. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings
    .map(
      ({ severity, path, message, fix }) =>
        `${severity} ${printable(path)}\n  ${printable(message)}\n  ${printable(fix)}\n`,
    )
    .join('');
}
