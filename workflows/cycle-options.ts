import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import type { CycleInput } from '../domain/cycle/cycle.js';
import { describeStart, summarizeCycle } from '../domain/cycle/describe.js';
import { AUTOSYNC_TASK_QUEUE, cycleId } from '../domain/naming.js';
import { keyword, SEARCH_ATTRIBUTES } from '../domain/search-attributes.js';

/** {@link SEARCH_ATTRIBUTES} as Temporal's typed keys. */
export const SEARCH_ATTRIBUTE_KEYS = {
  server: defineSearchAttributeKey(SEARCH_ATTRIBUTES.server, SearchAttributeType.KEYWORD),
  managementAgent: defineSearchAttributeKey(SEARCH_ATTRIBUTES.managementAgent, SearchAttributeType.KEYWORD),
  runProfile: defineSearchAttributeKey(SEARCH_ATTRIBUTES.runProfile, SearchAttributeType.KEYWORD),
  trigger: defineSearchAttributeKey(SEARCH_ATTRIBUTES.trigger, SearchAttributeType.KEYWORD),
  outcome: defineSearchAttributeKey(SEARCH_ATTRIBUTES.outcome, SearchAttributeType.KEYWORD),
};

/**
 * How a cycle is started, whoever starts it: a client, a schedule or its parent.
 *
 * @param unique the last part of the workflow id, without a slash
 */
export function cycleOptions(input: CycleInput, unique: string) {
  return {
    workflowId: cycleId(input.server, input.managementAgent, unique),
    taskQueue: AUTOSYNC_TASK_QUEUE,
    args: [input] as [CycleInput],
    staticSummary: summarizeCycle(input),
    staticDetails: [
      `**Why:** ${input.cause.description}`,
      `**Starts with:** ${describeStart(input.start)} on ${input.managementAgent} (sync server ${input.server})`,
      ...(input.lineage.length > 0 ? [`**Caused by:** ${input.lineage.join(' → ')}`] : []),
    ].join('\n\n'),
    typedSearchAttributes: new TypedSearchAttributes([
      { key: SEARCH_ATTRIBUTE_KEYS.server, value: input.server },
      { key: SEARCH_ATTRIBUTE_KEYS.managementAgent, value: keyword(input.managementAgent) },
      { key: SEARCH_ATTRIBUTE_KEYS.runProfile, value: keyword(describeStart(input.start)) },
      { key: SEARCH_ATTRIBUTE_KEYS.trigger, value: input.cause.trigger },
    ]),
  };
}
