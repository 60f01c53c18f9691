import { setTimeout as delay } from 'node:timers/promises';
import { QueryRejectedError, type ClientInterceptors, type WorkflowQueryInput } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import proto from '@temporalio/proto';
import { ensureError } from '../domain/errors.js';
import { ASKED_AFTER_THE_END, HISTORY_MOVED_ON } from '../workflows/contract.js';

/** A workflow that is told something between one question and the next may refuse that one, too. */
const TRIES = 6;
const PAUSE_MS = 100;

const { QUERY_REJECT_CONDITION_NOT_OPEN: NOT_OPEN } = proto.temporal.api.enums.v1.QueryRejectCondition;

/** For a client of Temporal: each of its queries goes through {@link askWorkflow}, and nothing else of it. */
export const ASKS_AGAIN: ClientInterceptors = {
  workflow: [{ query: (input, next) => askWorkflow(input, next) }],
};

/**
 * Asks a workflow, once more if it refuses the question because it has been told more since. One that was ended from outside
 * will never deal with that: it is told so, and answers as it is.
 *
 * @param ask sends the query, and nothing else
 */
export async function askWorkflow<Answer>(
  question: WorkflowQueryInput,
  ask: (question: WorkflowQueryInput) => Promise<Answer>,
): Promise<Answer> {
  let next = question;
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask(next);
    } catch (error) {
      if (error instanceof QueryRejectedError && question.queryRejectCondition !== NOT_OPEN) {
        return await ask(afterTheEnd(question));
      }
      if (tried === TRIES || ensureError(error).message !== HISTORY_MOVED_ON) throw error;
    }
    await delay(tried * PAUSE_MS);
    next = { ...question, queryRejectCondition: NOT_OPEN };
  }
}

function afterTheEnd(question: WorkflowQueryInput): WorkflowQueryInput {
  const headers = { ...question.headers, [ASKED_AFTER_THE_END]: defaultPayloadConverter.toPayload(true) };
  return { ...question, headers };
}
