import type { StepType } from '../../../domain/management-agent/management-agent.js';
import {
  distinguishedName,
  isBeingDeleted,
  objectsOfPartition,
  type ConnectorSpaceObject,
} from '../../world/connector-space.js';
import { directoryOf } from '../../world/directory/directory-objects.js';
import { asErrorType } from '../../world/export-object.js';
import type { OutboundCount, SynchronizationFailure } from '../../world/synchronization/counters.js';
import { commitDraft } from '../../world/synchronization/draft.js';
import { synchronizeObject } from '../../world/synchronization/synchronize-object.js';
import { putConnectorSpaceObject, type World } from '../../world/world.js';
import { count } from '../run-record.js';
import type { Phase, StepContext } from './phase.js';

/** Whether a delta synchronization looks at an object: it has a pending import, or it may yet join or project. */
function isForDeltaSync(object: ConnectorSpaceObject): boolean {
  if (object.staged) return true;
  return (
    object.link.kind === 'normal-disconnector' && object.confirmed !== undefined && !isBeingDeleted(object)
  );
}

/** Whether a step of this type evaluates every object rather than those with something new. */
export function isFullSync(type: StepType): boolean {
  return type === 'full-sync' || type === 'full-import-full-sync';
}

/** The synchronization of a partition's connector space against the metaverse, object by object. */
export function synchronizationPhase(context: StepContext): Phase {
  const { state, managementAgentId, definition } = context;
  const { world } = state;
  const full = isFullSync(definition.type);
  const isDue = (object: ConnectorSpaceObject): boolean =>
    full ? object.staged !== undefined || object.confirmed !== undefined : isForDeltaSync(object);
  const due = objectsOfPartition(world.connectorSpace, managementAgentId, definition.partitionId)
    .filter(isDue)
    .map((object) => object.id);

  return {
    kind: full ? 'full-sync' : 'delta-sync',
    objects: due.length,
    work(index) {
      if (definition.objectLimit !== undefined && index >= definition.objectLimit)
        return 'stopped-object-limit';
      const id = due[index];
      const object = id === undefined ? undefined : world.connectorSpace.objects.get(id);
      // An object that came later in the list may have been joined or deleted by the work on an earlier one.
      if (!object || !isDue(object)) return undefined;
      synchronizeOne(context, object);
      return undefined;
    },
    finish: () => undefined,
  };
}

function synchronizeOne(context: StepContext, object: ConnectorSpaceObject): void {
  const { state, record } = context;
  const failure = faultOf(state.world, object);
  const outcome = failure ? ({ done: false, failure } as const) : synchronizeObject(state.world, object);
  if (outcome.done) {
    commitDraft(outcome.draft);
    if (outcome.inbound) count(record.inbound, outcome.inbound);
    countOutbound(context, outcome.outbound);
    return;
  }
  count(record.inbound, 'flow-failure');
  const earlier = object.synchronizationError;
  const occurred = context.now();
  const history = {
    firstOccurred: earlier?.firstOccurred ?? occurred,
    retryCount: earlier ? earlier.retryCount + 1 : 0,
  };
  putConnectorSpaceObject(state.world, { ...object, synchronizationError: history });
  record.importErrors.push({
    objectId: object.id,
    dn: distinguishedName(object),
    type: outcome.failure.type,
    algorithmStep: outcome.failure.algorithmStep,
    occurred,
    ...history,
    detail: outcome.failure.detail,
  });
}

function countOutbound(context: StepContext, counts: readonly OutboundCount[]): void {
  for (const { managementAgentId, counter } of counts) {
    const counters = (context.record.outbound[managementAgentId] ??= {});
    count(counters, counter);
  }
}

/** The failure of an object whose directory object is marked bad for synchronization. */
function faultOf(world: World, object: ConnectorSpaceObject): SynchronizationFailure | undefined {
  if (object.anchor === undefined) return undefined;
  const fault = directoryOf(world, object.managementAgentId).objects.get(object.anchor)?.faults
    ?.synchronization;
  if (fault === undefined) return undefined;
  const { type, literal } = asErrorType(fault, 'extension-dll-exception');
  return { type, algorithmStep: 'import-flow', detail: literal };
}
