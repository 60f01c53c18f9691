import { randomUUID } from 'node:crypto';
import { AutoSyncError } from '../../../domain/errors.js';
import { whileWaiting } from '../printing/while-waiting.js';
import type { ApiClient } from '../reach/api-client.js';
import { asJson, EXIT, type ExitCode, type Surroundings } from '../surroundings.js';

/** A change that an operator asks for. */
export interface Change {
  readonly method?: 'POST' | 'DELETE';
  /** Below `/api/v1`. */
  readonly path: string;
  readonly body?: unknown;
}

/**
 * Has the API change something, once, and says that it is done.
 *
 * @param done in words: `HR is stopped.`
 */
export async function carryOut(
  api: ApiClient,
  { method = 'POST', path, body }: Change,
  { json }: { readonly json?: true },
  done: (answer: unknown) => string,
  surroundings: Surroundings,
): Promise<void> {
  const answer = await whileWaiting(surroundings, 'waiting for the answer', () =>
    api.send<unknown>(method, path, body, randomUUID()),
  );
  surroundings.out(json ? asJson(answer) : `${done(answer)}\n`);
}

/**
 * Asks whether something far-reaching is meant.
 *
 * @returns the exit code if it is not
 * @throws {AutoSyncError} `invalid-input` where nobody can be asked: then `--yes` must say so
 */
export async function unlessMeant(
  question: string,
  { yes }: { readonly yes?: true },
  { confirm, err }: Surroundings,
): Promise<ExitCode | undefined> {
  if (yes) return undefined;
  if (!confirm) {
    throw new AutoSyncError('invalid-input', `${question} Nobody is there to be asked: say so with --yes.`);
  }
  if (await confirm(question)) return undefined;
  err('Nothing was done.\n');
  return EXIT.no;
}
