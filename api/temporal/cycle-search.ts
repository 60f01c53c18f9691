import type { WorkflowExecutionInfo } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../domain/search-attributes.js';
import { CYCLE_WORKFLOW } from '../../workflows/contract.js';
import { SEARCH_ATTRIBUTE_KEYS } from '../../workflows/cycle-options.js';
import type { CycleFilter, CycleListItem } from '../cycles/cycle-store.js';

/** The filter in the language of Temporal's visibility. */
export function visibilityQuery(filter: CycleFilter): string {
  const { server, managementAgent, outcome } = filter;
  return [
    `WorkflowType = ${quote(CYCLE_WORKFLOW)}`,
    `${SEARCH_ATTRIBUTES.server} = ${quote(server)}`,
    ...(managementAgent === undefined
      ? []
      : [`${SEARCH_ATTRIBUTES.managementAgent} = ${quote(managementAgent)}`]),
    ...(outcome === undefined ? [] : [describesOutcome(outcome)]),
  ].join(' AND ');
}

/** A cycle that runs has no outcome yet. */
function describesOutcome(outcome: string): string {
  return outcome === 'running'
    ? `ExecutionStatus = 'Running'`
    : `${SEARCH_ATTRIBUTES.outcome} = ${quote(outcome)}`;
}

/** A string of the query language. It is a dialect of SQL in which a backslash escapes, too. */
function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** One workflow of Temporal's visibility, as the list shows it. */
export function listItem(workflow: WorkflowExecutionInfo): CycleListItem {
  const { workflowId, runId, typedSearchAttributes: attributes, status, startTime, closeTime } = workflow;
  return {
    cycle: workflowId,
    runId,
    managementAgent: attributes.get(SEARCH_ATTRIBUTE_KEYS.managementAgent) ?? '',
    startsWith: attributes.get(SEARCH_ATTRIBUTE_KEYS.runProfile) ?? '',
    trigger: attributes.get(SEARCH_ATTRIBUTE_KEYS.trigger) ?? '',
    // A cycle that was ended from outside could not set its outcome; Temporal's status says it then.
    outcome: attributes.get(SEARCH_ATTRIBUTE_KEYS.outcome) ?? status.name.toLowerCase().replaceAll('_', '-'),
    startedAt: startTime.toISOString(),
    ...(closeTime && { endedAt: closeTime.toISOString() }),
  };
}
