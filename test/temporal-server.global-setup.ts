import { randomUUID } from 'node:crypto';
import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import { connectToTemporal } from '../temporal/connection.js';
import { startDevServer } from '../temporal/dev-server/start-dev-server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `host:port` of the Temporal server that all test files of this run share: `inject('temporalAddress')`. */
    readonly temporalAddress: string;
    /** How the names of the namespaces begin that this run makes there. */
    readonly temporalNamespaces: string;
  }
}

/**
 * One Temporal server for a whole test run: the one that TEMPORAL_ADDRESS names, or one of our own, in memory.
 * Ours ends with this process, however that ends; from the other the namespaces are deleted that the tests made.
 */
export default async function provideTemporalServer(project: TestProject): Promise<() => Promise<void>> {
  const namespaces: ProvidedContext['temporalNamespaces'] = `autosync-test-${randomUUID().slice(0, 8)}-`;
  project.provide('temporalNamespaces', namespaces);
  const existing = process.env['TEMPORAL_ADDRESS'];
  if (existing) {
    // Nobody there is told once, here, and not by every test.
    await (await connectToTemporal()).close();
    project.provide('temporalAddress', existing);
    return () => deleteNamespaces(namespaces);
  }
  const server = await startDevServer();
  project.provide('temporalAddress', server.address);
  return () => server.stop();
}

async function deleteNamespaces(prefix: string): Promise<void> {
  const connection = await connectToTemporal();
  try {
    let nextPageToken: Uint8Array = new Uint8Array();
    do {
      const page = await connection.workflowService.listNamespaces({ pageSize: 100, nextPageToken });
      for (const { namespaceInfo } of page.namespaces) {
        const namespace = namespaceInfo?.name;
        if (namespace?.startsWith(prefix)) await connection.operatorService.deleteNamespace({ namespace });
      }
      nextPageToken = page.nextPageToken;
    } while (nextPageToken.length > 0);
  } finally {
    await connection.close();
  }
}
