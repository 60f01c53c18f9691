import type { SoakRecord } from '../records/soak-record.js';
import { findDoubleRuns } from './double-runs.js';
import type { Finding } from './finding.js';
import { findLostChanges } from './lost-changes.js';
import { findStuckLeases } from './stuck-leases.js';
import { findUnexplainedFailures } from './unexplained-failures.js';
import { findViolations } from './violations.js';

/** What the oracle says: all empty if AutoSync did what it claims. */
export interface Verdict {
  readonly violations: readonly Finding[];
  readonly lostChanges: readonly Finding[];
  readonly doubleRuns: readonly Finding[];
  readonly stuckLeases: readonly Finding[];
  readonly unexplainedFailures: readonly Finding[];
}

export function judge(record: SoakRecord): Verdict {
  return {
    violations: findViolations(record),
    lostChanges: findLostChanges(record),
    doubleRuns: findDoubleRuns(record),
    stuckLeases: findStuckLeases(record),
    unexplainedFailures: findUnexplainedFailures(record),
  };
}

export function isClean(verdict: Verdict): boolean {
  return Object.values<readonly Finding[]>({ ...verdict }).every((findings) => findings.length === 0);
}
