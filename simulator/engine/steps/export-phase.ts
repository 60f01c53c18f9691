import {
  distinguishedName,
  objectsOfPartition,
  type ConnectorSpaceObject,
  type ExportOperation,
} from '../../world/connector-space.js';
import { exportObject, type ExportFailure } from '../../world/export-object.js';
import { putConnectorSpaceObject } from '../../world/world.js';
import { count } from '../run-record.js';
import type { Phase, StepContext } from './phase.js';

/** Names become free before they are taken: deletes first, then renames, and new objects last. */
const ORDER: readonly ExportOperation[] = ['delete', 'rename', 'update', 'add'];

/** The export of a partition: each pending change is written to the connected directory and stays unconfirmed. */
export function exportPhase(context: StepContext): Phase {
  const { state, managementAgentId, definition, record } = context;
  const { world } = state;
  const pending = objectsOfPartition(world.connectorSpace, managementAgentId, definition.partitionId).flatMap(
    (object) => (object.pendingExport ? [{ id: object.id, operation: object.pendingExport.operation }] : []),
  );
  const due = ORDER.flatMap((operation) => pending.filter((change) => change.operation === operation));
  let deletes = 0;

  return {
    kind: 'export',
    objects: due.length,
    work(index) {
      if (definition.objectLimit !== undefined && index >= definition.objectLimit)
        return 'stopped-object-limit';
      const id = due[index]?.id;
      const object = id === undefined ? undefined : world.connectorSpace.objects.get(id);
      if (!object?.pendingExport) return undefined;
      if (object.pendingExport.operation === 'delete') {
        if (definition.deletionLimit !== undefined && deletes >= definition.deletionLimit) {
          return 'stopped-deletion-limit';
        }
        deletes += 1;
      }
      const outcome = exportObject(world, object, context.faults.alterations);
      if (outcome?.exported) count(record.exports, `export-${outcome.operation}`);
      else if (outcome) reportFailure(context, object, outcome.failure);
      return undefined;
    },
    finish: () => undefined,
  };
}

function reportFailure(context: StepContext, object: ConnectorSpaceObject, failure: ExportFailure): void {
  const occurred = context.now();
  const history = {
    firstOccurred: object.exportError?.firstOccurred ?? occurred,
    retryCount: object.exportError ? object.exportError.retryCount + 1 : 0,
  };
  putConnectorSpaceObject(context.state.world, { ...object, exportError: history });
  count(context.record.exports, 'export-failure');
  context.record.exportErrors.push({
    objectId: object.id,
    dn: distinguishedName(object),
    type: failure.type,
    literal: failure.literal,
    occurred,
    ...history,
  });
}
