import { isDeltaImport } from '../../../domain/management-agent.js';
import {
  deltaSnapshot,
  fullSnapshot,
  pruneTombstones,
  type DirectorySnapshot,
  type StoredObject,
} from '../../world/directory/connected-directory.js';
import {
  distinguishedName,
  findByAnchor,
  objectsOfPartition,
  partitionKey,
  type ConnectorSpaceObject,
} from '../../world/connector-space.js';
import { directoryOf, importedImage } from '../../world/directory/directory-objects.js';
import { asErrorType } from '../../world/export-object.js';
import {
  stageKnownObject,
  stageMissingObject,
  stageNewObject,
  type StagingOutcome,
} from '../../world/import-staging.js';
import { rulesOf } from '../../world/rules.js';
import { wouldChangeMetaverse } from '../../world/synchronization/synchronize-object.js';
import { nextIdentifier, putConnectorSpaceObject, removeConnectorSpaceObject } from '../../world/world.js';
import { count } from '../run-record.js';
import type { Phase, StepContext } from './phase.js';

type Item =
  | { readonly kind: 'seen'; readonly object: StoredObject }
  | { readonly kind: 'tombstone'; readonly anchor: string }
  /** A full import did not see it. */
  | { readonly kind: 'obsolete'; readonly anchor: string };

function snapshotOf(context: StepContext): DirectorySnapshot {
  const { state, managementAgentId, definition } = context;
  const { world } = state;
  const directory = directoryOf(world, managementAgentId);
  const ma = rulesOf(world.rules, managementAgentId).definition;
  const types = new Set(ma.objectTypesByPartition[definition.partitionId] ?? []);
  if (!isDeltaImport(definition.type)) return fullSnapshot(directory, definition.partitionId, types);
  const watermark = state.watermarks.get(partitionKey(managementAgentId, definition.partitionId)) ?? 0;
  return deltaSnapshot(directory, definition.partitionId, types, watermark);
}

function itemsOf(context: StepContext, snapshot: DirectorySnapshot): readonly Item[] {
  const { state, managementAgentId, definition } = context;
  const seen = snapshot.objects.map((object): Item => ({ kind: 'seen', object }));
  if (isDeltaImport(definition.type)) {
    return [...seen, ...snapshot.tombstones.map(({ anchor }): Item => ({ kind: 'tombstone', anchor }))];
  }
  const anchors = new Set(snapshot.objects.map((object) => object.anchor));
  const space = objectsOfPartition(state.world.connectorSpace, managementAgentId, definition.partitionId);
  const obsolete = space.flatMap(({ anchor }): readonly Item[] =>
    anchor === undefined || anchors.has(anchor) ? [] : [{ kind: 'obsolete', anchor }],
  );
  return [...seen, ...obsolete];
}

/**
 * The import of a partition: what the directory held when the phase began is confirmed and staged, object by object.
 * The watermark moves only when all was read well, so that a change which this import missed is found by the next one.
 */
export function importPhase(context: StepContext): Phase {
  const { state, managementAgentId, definition, record } = context;
  const { world } = state;
  const snapshot = snapshotOf(context);
  const items = itemsOf(context, snapshot);
  let deletes = 0;

  const commit = (known: ConnectorSpaceObject | undefined, outcome: StagingOutcome): void => {
    if (outcome.object) putConnectorSpaceObject(world, outcome.object);
    else if (known) removeConnectorSpaceObject(world, known.id);
    count(record.staging, `stage-${outcome.counted}`);
    if (outcome.counted === 'delete') deletes += 1;
    if (outcome.notReimported && known) reportNotReimported(context, known, outcome.notReimported);
  };

  const seen = (object: StoredObject): void => {
    const fault = object.faults?.discovery;
    if (fault !== undefined) {
      const error = asErrorType(fault, 'invalid-attribute-value');
      record.discoveryErrors.push({ ...error, dn: object.dn, anchor: object.anchor });
      count(record.staging, 'stage-failure');
      return;
    }
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

  const missing = (anchor: string): void => {
    const known = findByAnchor(world.connectorSpace, managementAgentId, anchor);
    if (known) commit(known, stageMissingObject(known));
  };

  return {
    kind: isDeltaImport(definition.type) ? 'delta-import' : 'full-import',
    objects: items.length,
    work(index) {
      const item = items[index];
      if (!item) return undefined;
      if (
        item.kind !== 'obsolete' &&
        definition.objectLimit !== undefined &&
        index >= definition.objectLimit
      ) {
        return 'stopped-object-limit';
      }
      if (item.kind === 'seen') {
        seen(item.object);
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
      if (record.discoveryErrors.length > 0) return undefined;
      state.watermarks.set(partitionKey(managementAgentId, definition.partitionId), snapshot.sequence);
      const directory = directoryOf(world, managementAgentId);
      pruneTombstones(directory, definition.partitionId, snapshot.sequence);
      const readsAll = !isDeltaImport(definition.type);
      return readsAll && snapshot.objects.length === 0 ? 'completed-no-objects' : undefined;
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
