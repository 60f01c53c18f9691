import { activityInfo, ApplicationFailure, cancellationSignal, heartbeat } from '@temporalio/activity';
import { resolveSecret } from '../config/resolve-secret.js';
import { controllerOf, type ControllerConfiguration } from '../config/settings/controllers.js';
import { describeSecret, type Secret } from '../config/settings/secret.js';
import type { ConfigurationInForce } from '../config/configuration-in-force.js';
import type { ControllerQuestion } from '../domain/controller/controller.js';
import { readControllerAnswer } from '../domain/controller/read-answer.js';
import { AutoSyncError, ensureError } from '../domain/errors.js';
import { awaitRevision } from './configuration/awaited-revision.js';
import type { ControllerActivities } from './contract.js';
import { whileHeartbeating } from './while-heartbeating.js';

/** A decision is short. More than so many characters of an answer are not read. */
const LONGEST_ANSWER = 10_000;

/** Between two attempts, ever longer. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

/** What an attempt leaves to the next one. */
interface Tried {
  /** Without the time in which no worker was there: that is not the controller's. */
  readonly triedMs: number;
}

/** Controllers, asked by HTTP. */
export function createControllerActivities(inForce: ConfigurationInForce): ControllerActivities {
  return {
    async askController({ controlled, question }) {
      const before = (activityInfo().heartbeatDetails as Tried | undefined) ?? { triedMs: 0 };
      const { configuration } = await whileHeartbeating(
        () => awaitRevision(inForce, controlled.revision),
        () => before,
      );
      const server = configuration.servers[question.server];
      const controller = server && controllerOf(server, controlled.settings);
      if (!controller) return { decision: 'go-on' };
      const begun = performance.now();
      const tried = (): Tried => ({ triedMs: before.triedMs + performance.now() - begun });
      try {
        const { status, body } = await whileHeartbeating(
          async () => post(await reached(controller), question, controller.timeout),
          tried,
        );
        if (status >= 500 || status === 429) throw unreachable(`it answered ${status}`);
        return readControllerAnswer(question.event, status, body);
      } catch (error) {
        const { triedMs } = tried();
        // A worker that ends has not heard what the controller would have said.
        if (!(error instanceof ApplicationFailure) || cancellationSignal().aborted) throw error;
        if (triedMs >= controller.reachedWithin) return { decision: 'none', fault: error.message };
        // The pause counts: one that refuses at once would be tried for ever.
        heartbeat({ triedMs: triedMs + pauseMs() } satisfies Tried);
        throw error;
      }
    },
  };
}

/** How long it is until the next attempt. */
function pauseMs(): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (activityInfo().attempt - 1));
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
  return ApplicationFailure.create({
    message: `The controller cannot be reached: ${why}.`,
    type: 'controller-unreachable',
    nextRetryDelay: pauseMs(),
  });
}
