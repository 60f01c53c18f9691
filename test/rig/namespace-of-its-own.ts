import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { environmentFor, temporalSettings, type TemporalSettings } from '../../temporal/connection.js';
import { makeNamespace } from '../../temporal/make-namespace.js';

/**
 * A namespace on the Temporal server that all tests share. Test files run side by side, and all workers poll a task
 * queue of the same name: in one namespace they would carry out one another's workflows.
 */
export function namespaceOfItsOwn(): Promise<TemporalSettings> {
  // An existing server may want more than its address: TLS, an API key.
  const env = process.env['TEMPORAL_ADDRESS'] ? process.env : environmentFor(inject('temporalAddress'));
  const namespace = `${inject('temporalNamespaces')}${randomUUID().slice(0, 8)}`;
  return makeNamespace(temporalSettings(env), namespace, 'A test of AutoSync; may be deleted');
}
