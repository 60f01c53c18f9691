import { isDeltaImport } from '../../../domain/management-agent/management-agent.js';
import { pruneTombstones, type StoredObject } from '../../world/directory/connected-directory.js';
import {
  distinguishedName,
  findByAnchor,
  partitionKey,
  type ConnectorSpaceObject,
} from '../../world/connector-space.js';
import { directoryOf, importedImage } from '../../world/directory/directory-objects.js';
import { asErrorType } from '../../world/export-object.js';
import {
  stageKnownObject,
  stageMissingObject,
  stageNewObject,
  stageReplacedObject,
  type StagingOutcome,
} from '../../world/import-staging.js';
import { wouldChangeMetaverse } from '../../world/synchronization/synchronize-object.js';
import { nextIdentifier, putConnectorSpaceObject, removeConnectorSpaceObject } from '../../world/world.js';
import { count } from '../run-record.js';
import { planImport } from './import-items.js';
import type { Phase, StepContext } from './phase.js';

/** What the connected directory says of an object that a fault makes unreadable. */
const UNREADABLE = {
  type: 'invalid-attribute-value',
  literal: 'The connected directory gave a value that cannot be read.',
} as const;

/**
 * The import of a partition: what the directory held when the phase began is confirmed and staged, object by object.
 * The watermark moves only over what was read well, so that a change which this import missed is found by the next one.
 */
export function importPhase(context: StepContext): Phase {
  const { state, managementAgentId, definition, record } = context;
  const { world } = state;
  const plan = planImport(context);
  const { items } = plan;
  const firstObsolete = items.findIndex((item) => item.kind === 'obsolete');
  let deletes = 0;

  const commit = (known: ConnectorSpaceObject | undefined, outcome: StagingOutcome): void => {
    if (outcome.object) putConnectorSpaceObject(world, outcome.object);
    else if (known) removeConnectorSpaceObject(world, known.id);
    count(record.staging, `stage-${outcome.counted}`);
    if (outcome.counted === 'delete') deletes += 1;
    if (outcome.notReimported && known) reportNotReimported(context, known, outcome.notReimported);
  };

  /** Whether the directory could give the object; if not, the error is recorded. */
  const isReadable = (object: StoredObject): boolean => {
    const fault = object.faults?.discovery;
    const error =
      fault === undefined
        ? plan.unreadable.has(object.anchor) && UNREADABLE
        : asErrorType(fault, UNREADABLE.type);
    if (!error) return true;
    record.discoveryErrors.push({ ...error, dn: object.dn, anchor: object.anchor });
    count(record.staging, 'stage-failure');
    return false;
  };

  const seen = (object: StoredObject): void => {
    if (!isReadable(object)) return;
    const image = importedImage(world, managementAgentId, object);
    const known = findByAnchor(world.connectorSpace, managementAgentId, object.anchor);
    if (known) {
      commit(
        known,
        stageKnownObject(known, image, (confirmed) => wouldChangeMetaverse(world, confirmed)),
      );
      return;
    }
    const { anchor, objectType, partitionId } = object;
    const id = nextIdentifier(world);
    commit(undefined, stageNewObject({ id, managementAgentId, partitionId, objectType, anchor }, image));
  };

  const replacing = (object: StoredObject, replaced: string): void => {
    if (!isReadable(object)) return;
    const known = findByAnchor(world.connectorSpace, managementAgentId, replaced);
    if (!known) {
      seen(object);
      return;
    }
    const image = importedImage(world, managementAgentId, object);
    commit(known, stageReplacedObject(known, object.anchor, image));
  };

  const missing = (anchor: string): void => {
    const known = findByAnchor(world.connectorSpace, managementAgentId, anchor);
    if (known) commit(known, stageMissingObject(known));
  };

  const moveWatermark = (sequence: number): void => {
    if (record.discoveryErrors.length > 0) return;
    state.watermarks.set(partitionKey(managementAgentId, definition.partitionId), sequence);
    pruneTombstones(directoryOf(world, managementAgentId), definition.partitionId, sequence);
  };

  return {
    kind: isDeltaImport(definition.type) ? 'delta-import' : 'full-import',
    objects: items.length,
    status(index) {
      if (firstObsolete === -1 || index < firstObsolete || record.discoveryErrors.length > 0)
        return undefined;
      return {
        result: 'completing-obsoletion',
        progress: `${index - firstObsolete}/${items.length - firstObsolete}`,
      };
    },
    work(index) {
      const item = items[index];
      if (!item) return undefined;
      if (
        item.kind !== 'obsolete' &&
        definition.objectLimit !== undefined &&
        index >= definition.objectLimit
      ) {
        const reached = plan.sequenceAfter?.(index);
        if (reached !== undefined) moveWatermark(reached);
        return 'stopped-object-limit';
      }
      if (item.kind === 'seen') {
        seen(item.object);
        return undefined;
      }
      if (item.kind === 'replacing') {
        replacing(item.object, item.replaced);
        return undefined;
      }
      // An object that could not be read may be any of those that were not seen.
      if (item.kind === 'obsolete' && record.discoveryErrors.length > 0) return undefined;
      if (definition.deletionLimit !== undefined && deletes >= definition.deletionLimit) {
        return 'stopped-deletion-limit';
      }
      missing(item.anchor);
      return undefined;
    },
    finish() {
      if (context.faults.unreadable && record.discoveryErrors.length === 0) {
        record.discoveryErrors.push({ ...UNREADABLE, dn: '', anchor: '' });
      }
      if (record.discoveryErrors.length > 0) return undefined;
      moveWatermark(plan.sequence);
      const readsAll = !isDeltaImport(definition.type);
      return readsAll && plan.seen === 0 ? 'completed-no-objects' : undefined;
    },
  };
}

function reportNotReimported(
  context: StepContext,
  object: ConnectorSpaceObject,
  change: NonNullable<StagingOutcome['notReimported']>,
): void {
  const now = context.now();
  context.record.importErrors.push({
    objectId: object.id,
    dn: distinguishedName(object),
    type: 'exported-change-not-reimported',
    algorithmStep: 'staging',
    occurred: now,
    firstOccurred: now,
    retryCount: 0,
    notReimported: { change, anchor: object.anchor ?? '', objectType: object.objectType },
  });
}
