/**
 * What a result string of the engine means for what happens next.
 *
 * - `running`: the step still works, also while it only completes referential updates
 * - `success`: everything went through
 * - `warning`: the step went through, some objects did not; later steps of the profile still run
 * - `discovery-errors`: the import stopped early: no obsoletion, and the next step of the profile did not run
 * - `not-started`: the engine refused the start; nothing ran
 * - `stopped`: the run ended before its work was done
 * - `refused`: the account may not do this
 * - `unknown`: a string that this version does not know; treated as a failure
 */
export type ResultClass =
  | 'running'
  | 'success'
  | 'warning'
  | 'discovery-errors'
  | 'not-started'
  | 'stopped'
  | 'refused'
  | 'unknown';

/**
 * Longest prefix first. Results are matched by prefix, because the engine appends detail to some.
 *
 * Source: `MIIS_ManagementAgent.Execute` of Microsoft's WMI provider reference, MS-UPSDBDAP, captures of run history.
 */
const CLASS_BY_PREFIX: readonly (readonly [string, ResultClass])[] = [
  ['completed-discovery-errors', 'discovery-errors'],
  ['completed-no-objects', 'success'],
  ['completed-', 'warning'],
  ['completing-', 'running'],
  ['in-progress', 'running'],
  ['success', 'success'],
  ['no-start-', 'not-started'],
  ['missing-partition-for-run-step', 'not-started'],
  ['stopped-', 'stopped'],
  ['access-denied', 'refused'],
  ['call-failure', 'unknown'],
  ['connection-failure', 'unknown'],
];

/** Classes a result string. Never rejects one: what it does not know is `unknown`. */
export function classifyResult(result: string): ResultClass {
  const text = result.trim().toLowerCase();
  return CLASS_BY_PREFIX.find(([prefix]) => text.startsWith(prefix))?.[1] ?? 'unknown';
}

/** From harmless to grave. */
const GRAVITY: readonly ResultClass[] = [
  'success',
  'warning',
  'discovery-errors',
  'running',
  'not-started',
  'stopped',
  'refused',
  'unknown',
];

/** Whether a run with this result is a failed run: what it set out to do, it did not do. */
export function isFailure(result: string): boolean {
  const resultClass = classifyResult(result);
  return resultClass !== 'success' && resultClass !== 'warning' && resultClass !== 'running';
}

/** The gravest of the results; the later one of two that are equally grave. `success` if there is none. */
export function gravestResult(results: readonly string[]): string {
  return results.reduce(
    (gravest, result) =>
      GRAVITY.indexOf(classifyResult(result)) >= GRAVITY.indexOf(classifyResult(gravest)) ? result : gravest,
    'success',
  );
}
