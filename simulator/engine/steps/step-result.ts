import type { StepRecord } from '../run-record.js';

/**
 * The result of a step that went through to its end, by the engine's vocabulary.
 *
 * @param verdicts what its phases found, apart from errors
 */
export function stepResult(record: StepRecord, verdicts: readonly string[]): string {
  if (record.dropFile) return 'completed-warnings';
  if (record.discoveryErrors.length > 0) return 'completed-discovery-errors';
  if (record.importErrors.length > 0) return 'completed-sync-errors';
  if (record.exportErrors.length > 0) return 'completed-export-errors';
  return verdicts[0] ?? 'success';
}

/** Whether the later steps of a run profile do not run after a step with this result. */
export function stopsTheRun(result: string): boolean {
  return (
    result.startsWith('stopped-') ||
    result.startsWith('no-start-') ||
    result === 'missing-partition-for-run-step' ||
    result === 'completed-discovery-errors'
  );
}
