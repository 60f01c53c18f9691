import type { Checked, Finding, FindingSeverity, RunDuration } from './finding.js';
import { checkLocks } from './locks.js';
import { checkNames } from './names.js';
import { checkRunProfiles } from './run-profiles.js';
import { checkSchedules } from './schedules.js';
import { checkTriggers } from './triggers.js';

const GRAVEST_FIRST: readonly FindingSeverity[] = ['error', 'warning', 'note'];

/**
 * What does not fit between the configuration of a sync server and its engine: names, run profiles, locks, schedules.
 *
 * @param durations how long run profiles took when they last ran, as far as that is known
 * @returns the gravest first
 */
export function checkAgainstEngine(
  checked: Checked,
  durations: readonly RunDuration[] = [],
): readonly Finding[] {
  const findings = [
    ...checkNames(checked),
    ...checkRunProfiles(checked),
    ...checkLocks(checked),
    ...checkSchedules(checked, durations),
    ...checkTriggers(checked, durations),
  ];
  return gravestFirst(findings);
}

/** Findings, the gravest first, and in their order where they are as grave. */
export function gravestFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => GRAVEST_FIRST.indexOf(a.severity) - GRAVEST_FIRST.indexOf(b.severity));
}
