import { randomUUID } from 'node:crypto';
import { Client, type Connection } from '@temporalio/client';
import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import { connectToTemporal, environmentFor, temporalSettings } from '../temporal/connection.js';
import { startDevServer } from '../temporal/dev-server/start-dev-server.js';
import { finishedOrFailed } from './rig/finished-or-failed.js';
import { PLANTED, searchHistories } from './rig/planted-secrets.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `host:port` of the Temporal server that all test files of this run share: `inject('temporalAddress')`. */
    readonly temporalAddress: string;
    /** How the names of the namespaces begin that this run makes there. */
    readonly temporalNamespaces: string;
  }
}

const SEARCH = 'The search of all histories for planted secrets';

/**
 * One Temporal server for a whole test run: the one that TEMPORAL_ADDRESS names, or one of our own, in memory.
 * At the end every history of the run is searched for secrets that tests have planted: one that is found fails the run,
 * and so does a search that is not finished.
 * Ours ends with this process, however that ends; from the other the namespaces are deleted that the tests made.
 */
export default async function provideTemporalServer(project: TestProject): Promise<() => Promise<void>> {
  const prefix: ProvidedContext['temporalNamespaces'] = `autosync-test-${randomUUID().slice(0, 8)}-`;
  project.provide('temporalNamespaces', prefix);
  const existing = process.env['TEMPORAL_ADDRESS'];
  if (existing) {
    // Nobody there is told once, here, and not by every test.
    await (await connectToTemporal()).close();
    project.provide('temporalAddress', existing);
    return () =>
      finishedOrFailed(SEARCH, async () => {
        const connection = await connectToTemporal();
        try {
          const namespaces = await namespacesOf(connection, prefix);
          await refuseSecrets(connection, namespaces);
          for (const namespace of namespaces) await connection.operatorService.deleteNamespace({ namespace });
        } finally {
          await connection.close();
        }
      });
  }
  const server = await startDevServer();
  project.provide('temporalAddress', server.address);
  return () =>
    finishedOrFailed(SEARCH, async () => {
      const connection = await connectToTemporal(temporalSettings(environmentFor(server.address)));
      try {
        await refuseSecrets(connection, await namespacesOf(connection, prefix));
      } finally {
        await connection.close();
        await server.stop();
      }
    });
}

async function namespacesOf(connection: Connection, prefix: string): Promise<readonly string[]> {
  const names: string[] = [];
  let nextPageToken: Uint8Array = new Uint8Array();
  do {
    const page = await connection.workflowService.listNamespaces({ pageSize: 100, nextPageToken });
    names.push(...page.namespaces.flatMap(({ namespaceInfo }) => namespaceInfo?.name ?? []));
    nextPageToken = page.nextPageToken;
  } while (nextPageToken.length > 0);
  return names.filter((name) => name.startsWith(prefix));
}

async function refuseSecrets(connection: Connection, namespaces: readonly string[]): Promise<void> {
  const found: string[] = [];
  // One after the other: there may be a hundred, and of each some histories are fetched at once.
  for (const namespace of namespaces) {
    const searched = await searchHistories(new Client({ connection, namespace }), PLANTED);
    found.push(...searched.found);
  }
  if (found.length === 0) return;
  throw new Error(`Secrets that tests planted stand in the histories of ${found.join(', ')}`);
}
