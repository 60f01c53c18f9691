import type { Finding } from './oracle/finding.js';
import { isClean, type Verdict } from './oracle/verdict.js';

/** What `npm run soak -- --json` prints: one document. */
export interface SoakReport extends Verdict {
  readonly seed: number;
  /** How long the load was to last at least. */
  readonly minutes: number;
  /** Strokes of the killer. */
  readonly kills: number;
  /** Runs of all engines since all was at rest for the first time. */
  readonly runs: number;
  /** Changes that were made in the directories. */
  readonly changes: number;
  /** Cycles, all told. */
  readonly cycles: number;
  /** Moments of the plan. */
  readonly moments: number;
}

/** More of one kind say nothing more to a person. */
const SHOWN = 20;

/** The report for a person. */
export function printReport(report: SoakReport): string {
  return [
    `Soak with seed ${report.seed}: ${report.moments} moments, ${report.kills} strokes of the killer`,
    `${report.runs} runs in ${report.cycles} cycles carried ${report.changes} changes`,
    '',
    ...list('Rules that were broken', report.violations),
    ...list('Changes that were lost', report.lostChanges),
    ...list('Runs that were doubled', report.doubleRuns),
    ...list('Leases that are stuck', report.stuckLeases),
    ...list('Failures that nothing explains', report.unexplainedFailures),
    isClean(verdictOf(report))
      ? 'All is well.'
      : `Not all is well: see above. The same plan again: --seed ${report.seed} --minutes ${report.minutes} --kills ${report.kills}`,
    '',
  ].join('\n');
}

/** Whether the soak has found nothing. */
export function succeeded(report: SoakReport): boolean {
  return isClean(verdictOf(report));
}

function verdictOf(report: SoakReport): Verdict {
  const { violations, lostChanges, doubleRuns, stuckLeases, unexplainedFailures } = report;
  return { violations, lostChanges, doubleRuns, stuckLeases, unexplainedFailures };
}

function list(title: string, findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [`${title}: none`];
  return [
    `${title}: ${findings.length}`,
    ...findings
      .slice(0, SHOWN)
      .flatMap(({ what, excerpt }) => [`  ${what}`, ...excerpt.map((line) => `    ${line}`)]),
    ...(findings.length > SHOWN ? [`  … and ${findings.length - SHOWN} more, all of them with --json`] : []),
    '',
  ];
}
