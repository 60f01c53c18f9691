import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import { SEARCH_ATTRIBUTE_TYPES } from '../domain/search-attributes.js';
import { connectToTemporal, environmentFor, temporalSettings } from '../temporal/connection.js';
import { startDevServer } from '../temporal/dev-server/start-dev-server.js';
import { registerSearchAttributes } from '../temporal/search-attributes.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `host:port` of the Temporal server that all test files of this run share: `inject('temporalAddress')`. */
    readonly temporalAddress: string;
  }
}

/**
 * One Temporal server for a whole test run: the one that TEMPORAL_ADDRESS names, or one of our own, in memory.
 * It ends with this process, however that ends.
 */
export default async function provideTemporalServer(project: TestProject): Promise<() => Promise<void>> {
  const existing = process.env['TEMPORAL_ADDRESS'];
  const server = existing ? undefined : await startDevServer();
  const address: ProvidedContext['temporalAddress'] = server?.address ?? existing ?? '';
  const connection = await connectToTemporal(
    temporalSettings(server ? environmentFor(address) : process.env),
  );
  await registerSearchAttributes(connection, 'default', SEARCH_ATTRIBUTE_TYPES);
  await connection.close();
  project.provide('temporalAddress', address);
  return async () => {
    await server?.stop();
  };
}
