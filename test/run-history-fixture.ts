import { readFileSync } from 'node:fs';
import { parseRunDetails } from '../domain/run-history/parse-run-details.js';
import type { RunDetails } from '../domain/run-history/run-details.js';

/** Run history of an invented sync server, in the engine's own shape; see `fixtures/run-history`. */
export type RunHistoryFixture =
  | 'combined-import-sync-two-partitions'
  | 'delta-import'
  | 'delta-sync-two-outbound'
  | 'every-kind-of-error'
  | 'export-failures-only'
  | 'export-with-errors'
  | 'exported-change-not-reimported'
  | 'full-import'
  | 'in-progress-referential-updates'
  | 'in-progress-second-step'
  | 'multi-step-newest-first'
  | 'never-ran'
  | 'stopped-second-step';

/** The text of a fixture. */
export function readRunHistoryXml(fixture: RunHistoryFixture): string {
  return readFileSync(new URL(`fixtures/run-history/${fixture}.xml`, import.meta.url), 'utf8');
}

/** The run of a fixture that holds one. */
export function readRunFixture(fixture: Exclude<RunHistoryFixture, 'never-ran'>): RunDetails {
  return parseRunDetails(readRunHistoryXml(fixture));
}
