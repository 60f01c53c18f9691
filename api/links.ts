/** Where every route of this version of the API begins. */
export const API_PATH = '/api/v1';

/** Paths of a sync server's resources. */
export function serverLinks(server: string) {
  const path = `${API_PATH}/servers/${encodeURIComponent(server)}`;
  return {
    status: path,
    queue: `${path}/queue`,
    managementAgents: `${path}/management-agents`,
    cycles: `${path}/cycles`,
  };
}

/** Path of one cycle, by its workflow id. */
export function cycleLink(server: string, cycle: string): string {
  return `${serverLinks(server).cycles}/${encodeURIComponent(cycle)}`;
}

/** Where Temporal's Web UI is, and which namespace the cycles are in. */
export interface WebUi {
  /** For example `http://127.0.0.1:8233`. */
  readonly url: string;
  readonly namespace: string;
}

/** Nest's name for the {@link WebUi}, `undefined` if nobody said where it is. */
export const WEB_UI = Symbol('WebUi');

/** Address of a workflow run in Temporal's Web UI. */
export function webUiLink(webUi: WebUi, workflowId: string, runId: string): string {
  const path = ['namespaces', webUi.namespace, 'workflows', workflowId, runId, 'history'];
  return `${webUi.url.replace(/\/+$/, '')}/${path.map(encodeURIComponent).join('/')}`;
}
