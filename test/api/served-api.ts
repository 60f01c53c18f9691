import { pino, type Logger } from 'pino';
import { onTestFinished } from 'vitest';
import type { ApiDependencies } from '../../api/dependencies.js';
import type { HttpSettings } from '../../api/http-settings.js';
import { serveApi } from '../../api/serve-api.js';
import { fakeDependencies } from './fake-dependencies.js';

/** Logs nothing. */
export const SILENT = pino({ level: 'silent' });

/**
 * Serves the API over fakes until the test ends.
 *
 * @param changed what differs from an API where all is well
 * @returns the base address of its routes, and of the server
 */
export async function serveWithFakes(
  changed: Partial<ApiDependencies> = {},
  logger: Logger = SILENT,
  http: Partial<HttpSettings> = {},
): Promise<{ readonly routes: string; readonly url: string }> {
  const api = await serveApi(fakeDependencies(changed), http, logger);
  onTestFinished(() => api.close());
  return { routes: `${api.url}/api/v1`, url: api.url };
}

/** An answer's status, headers and body. */
export async function request(
  url: string,
  init: RequestInit = {},
): Promise<{
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly text: string;
}> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? (JSON.parse(text) as unknown) : undefined,
    text,
  };
}

/** A POST of JSON. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  return request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
