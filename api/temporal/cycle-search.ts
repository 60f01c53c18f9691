import type { WorkflowExecutionInfo } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../domain/search-attributes.js';
import { CYCLE_WORKFLOW } from '../../workflows/contract.js';
import { SEARCH_ATTRIBUTE_KEYS } from '../../workflows/cycle-options.js';
import type { CycleFilter, CycleListItem } from '../cycles/cycle-store.js';

/** The filter in the language of Temporal's visibility, as every database behind it understands it. */
export function visibilityQuery(filter: CycleFilter): string {
  const { server, managementAgent, outcome, trigger, open, since, until } = filter;
  const conditions = [
    `WorkflowType = ${quote(CYCLE_WORKFLOW)}`,
    `${SEARCH_ATTRIBUTES.server} = ${quote(server)}`,
    managementAgent === undefined ? undefined : namesManagementAgent(managementAgent),
    outcome === undefined ? undefined : describesOutcome(outcome),
    trigger === undefined ? undefined : `${SEARCH_ATTRIBUTES.trigger} = ${quote(trigger)}`,
    open === undefined ? undefined : `ExecutionStatus ${open ? '=' : '!='} 'Running'`,
    since === undefined ? undefined : `StartTime >= ${quote(since)}`,
    until === undefined ? undefined : `StartTime < ${quote(until)}`,
  ];
  return conditions.filter((condition) => condition !== undefined).join(' AND ');
}

/**
 * Temporal writes these as MySQL escapes them, also for databases that know no such escapes (SQLite, PostgreSQL), and so
 * does not find them there.
 */
const SEARCHED_FOR_IN_VAIN = ['"', '\\', '\0', '\b', '\n', '\r', '\t', '\u001A'];

/** As much of a name as can be searched for; {@link isMeant} knows the rest. */
function namesManagementAgent(name: string): string | undefined {
  const found = Array.from(name).findIndex((character) => SEARCHED_FOR_IN_VAIN.includes(character));
  if (found === -1) return `${SEARCH_ATTRIBUTES.managementAgent} = ${quote(name)}`;
  if (found === 0) return undefined;
  return `${SEARCH_ATTRIBUTES.managementAgent} STARTS_WITH ${quote(Array.from(name).slice(0, found).join(''))}`;
}

/** Whether a cycle that {@link visibilityQuery} has found is one that the filter means. */
export function isMeant(filter: CycleFilter, cycle: CycleListItem): boolean {
  return filter.managementAgent === undefined || cycle.managementAgent === filter.managementAgent;
}

/** What Temporal calls the ends of which a cycle cannot tell its outcome itself, by what {@link listItem} calls them. */
const ENDS_FROM_OUTSIDE: Readonly<Record<string, string>> = {
  terminated: 'Terminated',
  'timed-out': 'TimedOut',
  cancelled: 'Canceled',
  failed: 'Failed',
};

/** A cycle that runs has no outcome yet; one that was ended from outside never has one. */
function describesOutcome(outcome: string): string {
  if (outcome === 'running') return `ExecutionStatus = 'Running'`;
  const told = `${SEARCH_ATTRIBUTES.outcome} = ${quote(outcome)}`;
  const status = Object.hasOwn(ENDS_FROM_OUTSIDE, outcome) ? ENDS_FROM_OUTSIDE[outcome] : undefined;
  if (status === undefined) return told;
  return `(${told} OR (${SEARCH_ATTRIBUTES.outcome} IS NULL AND ExecutionStatus = ${quote(status)}))`;
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
