import type { AutoSyncEvent } from '../../domain/events.js';
import type { NotSimulated } from '../../simulator/definition/world-definition.js';
import type { Audit, SimulatedRun, TrackedChange, Violation } from '../../simulator/http-contract.js';

/** What `npm run rehearse -- --json` prints: one document. */
export interface RehearsalReport {
  /** The name of the exported sync server. */
  readonly server: string;
  readonly managementAgents: readonly ReportedManagementAgent[];
  /** Every run after the world had come to rest, in the order of their starts. */
  readonly runs: readonly ReportedRun[];
  /** From a change in a directory to the moment when nothing that it caused was left to do; in seconds, as they passed. */
  readonly propagation: { readonly p50: number; readonly p95: number; readonly max: number };
  readonly notSimulated: readonly NotSimulated[];
  readonly violations: readonly Violation[];
  readonly audit: Pick<Audit, 'atRest' | 'consistent' | 'differences'>;
  /** Changes that were made, and those that had not arrived everywhere at the end. */
  readonly changes: { readonly made: number; readonly notSettled: number };
  /** How long runs waited for the run lock; in seconds. */
  readonly waits: { readonly p50: number; readonly p95: number; readonly max: number };
  readonly seed: number;
  readonly speed: number;
}

export interface ReportedManagementAgent {
  readonly name: string;
  readonly category: string;
  readonly partitions: readonly string[];
  /** Runs by run profile. */
  readonly runs: Readonly<Record<string, number>>;
}

export interface ReportedRun {
  readonly managementAgent: string;
  readonly runProfile: string;
  readonly runNumber: number;
  /** ISO 8601, UTC. */
  readonly start: string;
  readonly end: string;
  readonly result: string;
  /** Why it ran, in words. */
  readonly cause: string;
}

type RunFinished = Extract<AutoSyncEvent, { event: 'run-finished' }>;

/** What a rehearsal has seen. */
export interface RehearsalRecord {
  readonly server: string;
  readonly managementAgents: readonly {
    readonly name: string;
    readonly category: string;
    readonly partitions: readonly string[];
  }[];
  /** The engine's own history of the runs after the world had come to rest. */
  readonly history: readonly SimulatedRun[];
  readonly finished: readonly RunFinished[];
  readonly changes: readonly TrackedChange[];
  readonly notSimulated: readonly NotSimulated[];
  readonly violations: readonly Violation[];
  readonly audit: Audit;
  readonly seed: number;
  readonly speed: number;
}

/** Makes the report of what a rehearsal has seen. */
export function reportOf(record: RehearsalRecord): RehearsalReport {
  const causes = new Map(
    record.finished.map((run) => [`${run.managementAgent}/${run.runNumber}`, run.reason]),
  );
  const settled = record.changes.flatMap((change) =>
    change.settledAt === undefined ? [] : [(Date.parse(change.settledAt) - Date.parse(change.at)) / 1000],
  );
  return {
    server: record.server,
    managementAgents: record.managementAgents.map((ma) => ({
      ...ma,
      runs: countBy(
        record.history.filter((run) => run.managementAgentName === ma.name).map((run) => run.runProfile),
      ),
    })),
    runs: record.history.map((run) => ({
      managementAgent: run.managementAgentName,
      runProfile: run.runProfile,
      runNumber: run.runNumber,
      start: run.start,
      end: run.end ?? '',
      result: run.result,
      cause: causes.get(`${run.managementAgentName}/${run.runNumber}`) ?? 'unknown',
    })),
    propagation: distribution(settled),
    notSimulated: record.notSimulated,
    violations: record.violations,
    audit: {
      atRest: record.audit.atRest,
      consistent: record.audit.consistent,
      differences: record.audit.differences,
    },
    changes: { made: record.changes.length, notSettled: record.changes.length - settled.length },
    waits: distribution(record.finished.map((run) => run.waitedMs / 1000)),
    seed: record.seed,
    speed: record.speed,
  };
}

/** Whether the rehearsal went as it must: all is at rest, consistent and without violation, and every change arrived. */
export function succeeded(report: RehearsalReport): boolean {
  return (
    report.audit.atRest &&
    report.audit.consistent &&
    report.violations.length === 0 &&
    report.changes.notSettled === 0
  );
}

function distribution(values: readonly number[]): { p50: number; p95: number; max: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
