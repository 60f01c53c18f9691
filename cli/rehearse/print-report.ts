import type { AuditDifference } from '../../simulator/http-contract.js';
import { succeeded, type RehearsalReport } from './report.js';

const RUNS_SHOWN = 40;
const DIFFERENCES_SHOWN = 20;

/** The report for a person: what ran and why, how long changes took, what to know, and whether all is well. */
export function printReport(report: RehearsalReport): string {
  return [
    `Rehearsal of ${report.server}: ${report.managementAgents.length} management agents, seed ${report.seed}, speed ${report.speed}`,
    '',
    'Runs after the world had come to rest',
    ...report.managementAgents.map(
      ({ name, runs }) =>
        `  ${name}: ${
          Object.entries(runs)
            .map(([runProfile, count]) => `${count} × ${runProfile}`)
            .join(', ') || 'none'
        }`,
    ),
    '',
    'Each run and why',
    ...report.runs
      .slice(0, RUNS_SHOWN)
      .map(
        (run) =>
          `  ${run.start.slice(11, 23)} ${run.managementAgent}, ${run.runProfile} (${run.runNumber}): ${run.result}; ${run.cause}`,
      ),
    ...more(report.runs.length - RUNS_SHOWN, 'runs, all of them with --json'),
    '',
    `Changes: ${report.changes.made} made, ${report.changes.notSettled} not carried to the end`,
    `Times as they passed here, at ${report.speed} times the speed of a real engine:`,
    `Propagation, from a change to everything confirmed: p50 ${report.propagation.p50} s, p95 ${report.propagation.p95} s, worst ${report.propagation.max} s`,
    `Waits for the run lock: p50 ${report.waits.p50} s, p95 ${report.waits.p95} s, worst ${report.waits.max} s`,
    '',
    `What the configuration holds that the simulator does otherwise: ${report.notSimulated.length === 0 ? 'nothing' : ''}`,
    ...report.notSimulated.map(
      ({ managementAgent, what, instead }) => `  ${managementAgent ?? 'metaverse'}: ${what}: ${instead}`,
    ),
    '',
    ...report.violations.map(
      (violation) => `VIOLATION ${violation.at} ${violation.rule}: ${violation.message}`,
    ),
    `Audit: ${report.audit.atRest ? 'at rest' : 'NOT AT REST'}, ${report.audit.consistent ? 'every directory holds what the flows say' : 'NOT CONSISTENT'}, ${report.violations.length} violations of the engine's rules`,
    ...report.audit.differences.slice(0, DIFFERENCES_SHOWN).map(describeDifference),
    ...more(report.audit.differences.length - DIFFERENCES_SHOWN, 'differences'),
    succeeded(report) ? 'All is well.' : 'Not all is well: see above.',
    '',
  ].join('\n');
}

function describeDifference(difference: AuditDifference): string {
  const { kind, managementAgent, dn, attribute, expected, actual } = difference;
  const values =
    attribute === undefined
      ? ''
      : `, ${attribute}: expected ${expected ?? 'nothing'}, found ${actual ?? 'nothing'}`;
  return `  ${kind}: ${dn} in ${managementAgent}${values}`;
}

function more(count: number, what: string): readonly string[] {
  return count > 0 ? [`  … and ${count} more ${what}`] : [];
}
