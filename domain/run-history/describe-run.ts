import { gravestResult } from '../run-result/run-result.js';
import {
  exportedChanges,
  stagedChanges,
  type OutboundChanges,
  type RunDetails,
  type StepDetails,
} from './run-details.js';

/** The gravest result of a run's steps. */
export function runResult(run: RunDetails): string {
  return gravestResult(run.steps.map((step) => step.result));
}

/** Errors over all steps of a run. */
export function runErrorCount(run: RunDetails): number {
  return run.steps.reduce((sum, step) => sum + step.errorCount, 0);
}

/** When the first step began and the last one ended; ISO 8601, UTC. The end is empty while the run goes on. */
export function runTimes(run: RunDetails): { readonly start: string; readonly end: string } {
  return { start: run.steps[0]?.start ?? '', end: run.steps.at(-1)?.end ?? '' };
}

/** A run by its name, in words: `Delta Sync of HR, run 12`. */
export function nameRun(run: RunDetails): string {
  return `${run.runProfile} of ${run.managementAgentName}, run ${run.runNumber}`;
}

/** In words what a run did: `3 adds and 1 update staged; 4 changes for Contoso AD`. `no changes` if it did nothing. */
export function summarizeRun(run: RunDetails): string {
  const parts = run.steps.flatMap(summarizeStep);
  const errors = runErrorCount(run);
  return [
    ...(parts.length === 0 ? ['no changes'] : parts),
    ...(errors > 0 ? [plural(errors, 'error')] : []),
  ].join('; ');
}

function summarizeStep(step: StepDetails): string[] {
  const staged = stagedChanges(step.staging) > 0 ? [`${listCounters(step.staging)} staged`] : [];
  const exported = exportedChanges(step.export) > 0 ? [`${listCounters(step.export)} exported`] : [];
  const outbound = listOutbound(step.outbound.filter((target) => target.changes > 0));
  const processed =
    outbound.length === 0 && step.inboundObjects > 0
      ? [`${plural(step.inboundObjects, 'object')} synchronized`]
      : [];
  return [...staged, ...exported, ...processed, ...(outbound.length > 0 ? [joinWords(outbound)] : [])];
}

/** The words for a run travel far: they name no more management agents than one reads. */
const MANAGEMENT_AGENTS_NAMED = 10;

function listOutbound(targets: readonly OutboundChanges[]): readonly string[] {
  const named =
    targets.length > MANAGEMENT_AGENTS_NAMED ? targets.slice(0, MANAGEMENT_AGENTS_NAMED - 1) : targets;
  const rest = targets.slice(named.length);
  const changes = rest.reduce((sum, target) => sum + target.changes, 0);
  return [
    ...named.map((target) => `${plural(target.changes, 'change')} for ${target.managementAgentName}`),
    ...(rest.length > 0 ? [`${plural(changes, 'change')} for ${rest.length} others`] : []),
  ];
}

/** `3 adds and 1 rename`: counters that are not zero, without those that mean no change. */
export function listCounters(counters: {
  readonly add: number;
  readonly update: number;
  readonly rename: number;
  readonly delete: number;
  readonly deleteAdd: number;
}): string {
  const words = [
    [counters.add, 'add'],
    [counters.update, 'update'],
    [counters.rename, 'rename'],
    [counters.delete, 'delete'],
    [counters.deleteAdd, 'delete-add'],
  ] as const;
  return joinWords(words.filter(([number]) => number > 0).map(([number, word]) => plural(number, word)));
}

/** `1 change`, `2 changes`. */
export function plural(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
