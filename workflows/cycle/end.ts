import {
  ActivityFailure,
  ApplicationFailure,
  upsertSearchAttributes,
  type TemporalFailure,
} from '@temporalio/workflow';
import { notCompleted } from '../../domain/cycle/not-completed.js';
import type { CycleFailure } from '../../domain/cycle/outcome.js';
import { keyword } from '../../domain/search-attributes.js';
import { SEARCH_ATTRIBUTE_KEYS } from '../cycle-options.js';
import { viewOf, type CycleContext } from './context.js';

/** Says everywhere how a cycle ended: view, search attribute, Web UI, event. */
export function end(context: CycleContext, outcome: string, reason?: string): void {
  const { input, workflowId, startedAt, progress } = context;
  progress.outcome = outcome;
  if (reason !== undefined) progress.reason = reason;
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTE_KEYS.outcome, value: keyword(outcome) }]);
  context.show();
  context.report({
    event: 'cycle-finished',
    time: new Date().toISOString(),
    server: input.server,
    cycle: workflowId,
    managementAgent: input.managementAgent,
    outcome,
    ...(reason === undefined ? {} : { reason }),
    depth: input.lineage.length,
    durationMs: Date.now() - startedAt,
    runs: viewOf(context).runs,
    notCompleted: notCompleted(context.children.list),
  });
}

/** The cycle's end in failure: the type says why, the details hold the view. */
export function failWith(context: CycleContext, failure: CycleFailure): ApplicationFailure {
  end(context, failure.type, failure.message);
  return ApplicationFailure.create({ ...failure, nonRetryable: true, details: [viewOf(context)] });
}

/** An activity that failed for good says why in its cause: a code of the errors table, with its sentence. */
export function describeFailure(error: TemporalFailure): CycleFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return { type: cause.type ?? 'internal', message: cause.message };
  return { type: 'internal', message: cause?.message ?? error.message };
}
