import { whileWaiting } from '../printing/while-waiting.js';
import type { Surroundings } from '../surroundings.js';
import { apiClient, type ApiClient } from './api-client.js';
import { findApi, type ApiOptions } from './api-options.js';

const WAITING = 'waiting for the API';

/**
 * The API that a command speaks to. On a terminal each question that takes its time is shown to go on: a command that
 * draws the terminal itself while it asks takes `apiClient`.
 *
 * @throws {AutoSyncError} as {@link findApi}
 */
export async function apiFor(options: ApiOptions, surroundings: Surroundings): Promise<ApiClient> {
  const api = apiClient(await findApi(options, surroundings.env));
  return {
    ...api,
    get: <Body>(path: string) => whileWaiting(surroundings, WAITING, () => api.get<Body>(path)),
    getIfChanged: <Body>(path: string, entityTag: string | undefined) =>
      whileWaiting(surroundings, WAITING, () => api.getIfChanged<Body>(path, entityTag)),
    send: <Body>(method: 'POST' | 'DELETE', path: string, body: unknown, key: string) =>
      whileWaiting(surroundings, WAITING, () => api.send<Body>(method, path, body, key)),
  };
}
