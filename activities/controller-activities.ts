import { ApplicationFailure, cancellationSignal } from '@temporalio/activity';
import { controllerOf } from '../config/settings/controllers.js';
import type { ServerConfiguration } from '../config/schema.js';
import type { ControllerQuestion } from '../domain/controller/controller.js';
import { readControllerAnswer } from '../domain/controller/read-answer.js';
import { ensureError } from '../domain/errors.js';
import type { ControllerActivities } from './contract.js';

/** A decision is short. More than so many characters of an answer are not read. */
const LONGEST_ANSWER = 10_000;

/** Controllers, asked by HTTP. */
export function createControllerActivities(
  servers: Readonly<Record<string, ServerConfiguration>>,
): ControllerActivities {
  return {
    async askController({ managementAgentId: id, question }) {
      const server = servers[question.server];
      const controller = server && controllerOf(server, { id, name: question.managementAgent });
      if (!controller) return { decision: 'go-on' };
      const { url, timeout } = controller;
      const { status, body } = await post(url, question, timeout);
      if (status >= 500 || status === 429) throw unreachable(`it answered ${status}`);
      return readControllerAnswer(question.event, status, body);
    },
  };
}

async function post(
  url: string,
  question: ControllerQuestion,
  timeoutMs: number,
): Promise<{ readonly status: number; readonly body: string }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': encodeURIComponent(question.id) },
      body: JSON.stringify(question),
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), cancellationSignal()]),
    });
    return { status: response.status, body: await startOf(response) };
  } catch (error) {
    const { name, message, cause } = ensureError(error);
    const why = cause instanceof Error ? cause.message : message;
    throw unreachable(name === 'TimeoutError' ? `it did not answer within ${timeoutMs} ms` : why);
  }
}

/** As much of an answer as a decision may be long. */
async function startOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > LONGEST_ANSWER) return text.slice(0, LONGEST_ANSWER);
  }
  return text + decoder.decode();
}

function unreachable(why: string): ApplicationFailure {
  return ApplicationFailure.retryable(`The controller cannot be reached: ${why}.`, 'controller-unreachable');
}
