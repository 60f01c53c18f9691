import { activityInfo, ApplicationFailure, cancellationSignal, heartbeat } from '@temporalio/activity';
import { resolveSecret } from '../config/resolve-secret.js';
import { controllerOf, type ControllerConfiguration } from '../config/settings/controllers.js';
import { describeSecret, type Secret } from '../config/settings/secret.js';
import type { ConfigurationInForce } from '../config/configuration-in-force.js';
import type { ControllerQuestion } from '../domain/controller/controller.js';
import { readControllerAnswer } from '../domain/controller/read-answer.js';
import { AutoSyncError, ensureError } from '../domain/errors.js';
import type { ControllerActivities } from './contract.js';
import { whileHeartbeating } from './while-heartbeating.js';

/** A decision is short. More than so many characters of an answer are not read. */
const LONGEST_ANSWER = 10_000;

/** Controllers, asked by HTTP. */
export function createControllerActivities(inForce: ConfigurationInForce): ControllerActivities {
  return {
    async askController({ managementAgentId: id, question }) {
      const { configuration } = await inForce.read();
      const server = configuration.servers[question.server];
      const controller = server && controllerOf(server, { id, name: question.managementAgent });
      if (!controller) return { decision: 'go-on' };
      // Time in which no worker was there is not the controller's.
      const triedSince = (activityInfo().heartbeatDetails as number | undefined) ?? Date.now();
      heartbeat(triedSince);
      try {
        const { status, body } = await whileHeartbeating(
          async () => post(await reached(controller), question, controller.timeout),
          () => triedSince,
        );
        if (status >= 500 || status === 429) throw unreachable(`it answered ${status}`);
        return readControllerAnswer(question.event, status, body);
      } catch (error) {
        const isTried = Date.now() - triedSince >= controller.reachedWithin;
        // A worker that ends has not heard what the controller would have said.
        if (!(error instanceof ApplicationFailure) || !isTried || cancellationSignal().aborted) throw error;
        return { decision: 'none', fault: error.message };
      }
    },
  };
}

/** Where a controller is, and what it knows us by. */
interface Reached {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads the secrets of a controller. What is wrong with one is told by its place: an address may hold a secret. */
async function reached({ url, token, headers = {} }: ControllerConfiguration): Promise<Reached> {
  try {
    const address = typeof url === 'string' ? new URL(url) : await secretAddress(url);
    const { username, password } = address;
    address.username = '';
    address.password = '';
    return {
      url: address.href,
      headers: {
        ...(username || password ? { authorization: basic(username, password) } : {}),
        ...(token ? { authorization: `Bearer ${await secretHeader(token)}` } : {}),
        ...Object.fromEntries(
          await Promise.all(
            Object.entries(headers).map(async ([name, kept]) => [name, await secretHeader(kept)] as const),
          ),
        ),
      },
    };
  } catch (error) {
    if (error instanceof AutoSyncError) throw unreachable(error.message.replace(/\.$/, ''));
    throw error;
  }
}

async function secretAddress(kept: Secret): Promise<URL> {
  const text = await resolveSecret(kept);
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address && /^https?:$/.test(address.protocol)) return address;
  throw new AutoSyncError('secret-unavailable', `The secret ${describeSecret(kept)} is no HTTP address.`);
}

/** A secret with a line break cannot be sent, and the complaint about it would show it. */
async function secretHeader(kept: Secret): Promise<string> {
  const text = await resolveSecret(kept);
  if (/^[\t\x20-\x7E\x80-\xFF]*$/.test(text)) return text;
  throw new AutoSyncError(
    'secret-unavailable',
    `The secret ${describeSecret(kept)} holds what no HTTP header can carry.`,
  );
}

function basic(username: string, password: string): string {
  const [user, pass] = [username, password].map(decodeURIComponent);
  return `Basic ${Buffer.from(`${user}:${pass}`).toString('base64')}`;
}

async function post(
  { url, headers }: Reached,
  question: ControllerQuestion,
  timeoutMs: number,
): Promise<{ readonly status: number; readonly body: string }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        'idempotency-key': encodeURIComponent(question.id),
      },
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
