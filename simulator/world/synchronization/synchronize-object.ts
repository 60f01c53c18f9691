import {
  isBeingDeleted,
  isUnexportedAdd,
  type ConnectorSpaceObject,
  type Image,
} from '../connector-space.js';
import { joinKeysOfImage } from '../join-keys.js';
import type { MetaverseObject } from '../metaverse.js';
import { rulesOf } from '../rules.js';
import type { World } from '../world.js';
import { isFiltered } from './connector-filter.js';
import type { InboundCounter, OutboundCount, SynchronizationFailure } from './counters.js';
import { connectorsOf, draftIdentifier, openDraft, readMetaverseObject, type Draft } from './draft.js';
import { contributedValues, sameContributedValues, type Contributor } from './import-attribute-flow.js';
import { flowOut } from './outbound.js';
import { deprovision, provision } from './provisioning.js';

/** What synchronizing one connector space object did. Nothing is true until the draft is committed. */
export type SynchronizationOutcome =
  | {
      readonly done: true;
      readonly draft: Draft;
      /** Absent where the engine counts nothing, for example for a disconnector that its directory deleted. */
      readonly inbound?: InboundCounter;
      readonly outbound: readonly OutboundCount[];
    }
  | { readonly done: false; readonly failure: SynchronizationFailure };

/** What one branch of the work below counts. */
interface Work {
  readonly inbound?: InboundCounter;
  readonly outbound: readonly OutboundCount[];
  readonly failure?: SynchronizationFailure;
}

const NOTHING: Work = { outbound: [] };

/**
 * Synchronizes one object of a connector space: its pending import is applied, it is filtered, joined or projected
 * where it is no connector, its values flow into the metaverse, and what follows from that flows out to every
 * connector of its metaverse object.
 */
export function synchronizeObject(world: World, object: ConnectorSpaceObject): SynchronizationOutcome {
  const draft = openDraft(world);
  const work = apply(draft, object);
  if (work.failure) return { done: false, failure: work.failure };
  return {
    done: true,
    draft,
    outbound: work.outbound,
    ...(work.inbound === undefined ? {} : { inbound: work.inbound }),
  };
}

function apply(draft: Draft, object: ConnectorSpaceObject): Work {
  const { staged, link } = object;
  if (staged?.operation === 'delete') return applyDelete(draft, object);
  return staged?.operation === 'delete-add' && staged.image && link.kind === 'connector'
    ? applyDeleteAdd(draft, object, staged.image, link.metaverseObjectId)
    : applyImage(draft, object);
}

/** The old object goes, as with a delete; the new one is joined or projected, as with an add. */
function applyDeleteAdd(
  draft: Draft,
  before: ConnectorSpaceObject,
  image: Image,
  metaverseObjectId: string,
): Work {
  const { pendingExport: _old, unconfirmed: _exported, ...rest } = before;
  const object: ConnectorSpaceObject = {
    ...rest,
    link: { kind: 'normal-disconnector' },
    confirmed: image,
    staged: undefined,
    synchronizationError: undefined,
  };
  draft.connectorSpace.set(object.id, object);
  const left = detach(draft, object, metaverseObjectId);
  const filtered = isFiltered(draft.world.rules, object.managementAgentId, object.objectType, image);
  const connected = filtered ? NOTHING : connect(draft, object, image);
  if (connected.failure) return connected;
  const remaining = readMetaverseObject(draft, metaverseObjectId);
  const flowed =
    remaining && !remaining.connectors.includes(object.id)
      ? flow(draft, metaverseObjectId, { id: object.id, changedFrom: undefined })
      : NOTHING;
  return {
    ...flowed,
    inbound: 'connector-delete-add-processed',
    outbound: [...left.outbound, ...connected.outbound, ...flowed.outbound],
  };
}

function applyDelete(draft: Draft, object: ConnectorSpaceObject): Work {
  draft.connectorSpace.set(object.id, undefined);
  if (object.link.kind !== 'connector') return NOTHING;
  const lost = disconnect(draft, object, object.link.metaverseObjectId);
  return {
    ...lost,
    inbound: lost.removed ? 'connector-delete-remove-mv' : 'connector-delete-leave-mv',
  };
}

function applyImage(draft: Draft, before: ConnectorSpaceObject): Work {
  const image = before.staged?.image ?? before.confirmed;
  if (!image) return NOTHING;
  const object = { ...before, confirmed: image, staged: undefined, synchronizationError: undefined };
  draft.connectorSpace.set(object.id, object);
  if (isBeingDeleted(object) || object.link.kind === 'explicit-disconnector') return NOTHING;
  const filtered = isFiltered(draft.world.rules, object.managementAgentId, object.objectType, image);
  const changedFrom = before.staged ? (before.confirmed ?? 'nothing') : undefined;
  if (object.link.kind === 'normal-disconnector') {
    return filtered ? { inbound: 'disconnector-filtered', outbound: [] } : connect(draft, object, image);
  }
  const { metaverseObjectId } = object.link;
  if (filtered) {
    draft.connectorSpace.set(object.id, {
      ...object,
      link: { kind: 'normal-disconnector' },
      pendingExport: undefined,
    });
    const lost = disconnect(draft, object, metaverseObjectId);
    return {
      ...lost,
      inbound: lost.removed ? 'connector-filtered-remove-mv' : 'connector-filtered-leave-mv',
    };
  }
  const flowed = flow(draft, metaverseObjectId, { id: object.id, changedFrom });
  return { ...flowed, inbound: flowed.changed ? 'connector-flow' : 'connector-no-flow' };
}

/** Joins a disconnector, else projects it, else leaves it. */
function connect(draft: Draft, object: ConnectorSpaceObject, image: Image): Work {
  const joined = findJoin(draft, object, image);
  const projection = rulesOf(draft.world.rules, object.managementAgentId).projections.get(object.objectType);
  if (!joined && !projection) return { inbound: 'disconnector-remains', outbound: [] };
  const target: MetaverseObject = joined ?? {
    id: draftIdentifier(draft),
    objectType: projection?.metaverseObjectType ?? '',
    values: {},
    connectors: [],
  };
  const replaced = connectorsOf(draft, target).filter(
    (other) => other.managementAgentId === object.managementAgentId,
  );
  for (const other of replaced) draft.connectorSpace.set(other.id, undefined);
  draft.connectorSpace.set(object.id, {
    ...object,
    link: { kind: 'connector', metaverseObjectId: target.id },
  });
  draft.metaverse.set(target.id, {
    ...target,
    connectors: [...target.connectors.filter((id) => !replaced.some((other) => other.id === id)), object.id],
  });
  const flowed = flow(draft, target.id, { id: object.id, changedFrom: 'nothing' });
  if (joined) {
    return {
      ...flowed,
      inbound: flowed.changed ? 'disconnector-joined-flow' : 'disconnector-joined-no-flow',
    };
  }
  return {
    ...flowed,
    inbound: flowed.changed ? 'disconnector-projected-flow' : 'disconnector-projected-no-flow',
  };
}

/**
 * The metaverse object that the first matching join rule finds. One that has a connector in this management agent is
 * no candidate, unless that connector is a new object which was never exported: the join makes it needless.
 */
export function findJoin(
  draft: Draft,
  object: Pick<ConnectorSpaceObject, 'managementAgentId' | 'objectType'>,
  image: Image,
): MetaverseObject | undefined {
  const { rules, metaverse } = draft.world;
  const joins = rulesOf(rules, object.managementAgentId).joins.get(object.objectType) ?? [];
  return joins
    .flatMap((rule) => joinKeysOfImage(rule, image))
    .flatMap((key) => [...(metaverse.byJoinKey.get(key) ?? [])])
    .flatMap((id) => readMetaverseObject(draft, id) ?? [])
    .find((candidate) =>
      connectorsOf(draft, candidate).every(
        (other) => other.managementAgentId !== object.managementAgentId || isUnexportedAdd(other),
      ),
    );
}

/** The connectors of a metaverse object as import attribute flow sees them. */
function contributorsOf(
  draft: Draft,
  object: MetaverseObject,
  source?: { readonly id: string; readonly changedFrom: Image | 'nothing' | undefined },
): readonly Contributor[] {
  return connectorsOf(draft, object).flatMap((connector): readonly Contributor[] => {
    const { confirmed, managementAgentId, objectType } = connector;
    if (!confirmed) return [];
    const changedFrom = source?.id === connector.id ? source.changedFrom : undefined;
    return [
      {
        managementAgentId,
        objectType,
        image: confirmed,
        ...(changedFrom === undefined ? {} : { changedFrom }),
      },
    ];
  });
}

/** Import attribute flow, provisioning and export attribute flow of one metaverse object. */
function flow(
  draft: Draft,
  metaverseObjectId: string,
  source: { readonly id: string; readonly changedFrom: Image | 'nothing' | undefined },
): Work & { readonly changed: boolean } {
  const before = readMetaverseObject(draft, metaverseObjectId);
  if (!before) return { ...NOTHING, changed: false };
  const flowed = withValues(draft, before, source);
  const provisioned = provision(draft, flowed);
  const object = provisioned.adopted ? withValues(draft, provisioned.object) : provisioned.object;
  const { counts, failure } = flowOut(draft, object, provisioned.created, source.id);
  return {
    changed: !sameContributedValues(before.values, object.values),
    outbound: counts,
    ...(failure ? { failure } : {}),
  };
}

function withValues(
  draft: Draft,
  object: MetaverseObject,
  source?: { readonly id: string; readonly changedFrom: Image | 'nothing' | undefined },
): MetaverseObject {
  const contributors = contributorsOf(draft, object, source);
  const values = contributedValues(draft.world.rules, object.objectType, contributors, object.values);
  const updated = { ...object, values };
  draft.metaverse.set(object.id, updated);
  return updated;
}

/** Takes a connector from its metaverse object, which goes with it where the deletion rule says so. */
function disconnect(
  draft: Draft,
  lost: ConnectorSpaceObject,
  metaverseObjectId: string,
): Work & { readonly removed: boolean } {
  const left = detach(draft, lost, metaverseObjectId);
  if (left.removed || !readMetaverseObject(draft, metaverseObjectId)) return left;
  return { ...flow(draft, metaverseObjectId, { id: lost.id, changedFrom: undefined }), removed: false };
}

/** As {@link disconnect}, but nothing flows yet out of what remains. */
function detach(
  draft: Draft,
  lost: ConnectorSpaceObject,
  metaverseObjectId: string,
): Work & { readonly removed: boolean } {
  const before = readMetaverseObject(draft, metaverseObjectId);
  if (!before) return { ...NOTHING, removed: false };
  const object = { ...before, connectors: before.connectors.filter((id) => id !== lost.id) };
  const remaining = connectorsOf(draft, object).map((connector) => connector.managementAgentId);
  if (isDeletedWithout(draft.world, object.objectType, lost.managementAgentId, remaining)) {
    draft.metaverse.set(object.id, undefined);
    return { outbound: deprovision(draft, object), removed: true };
  }
  draft.metaverse.set(object.id, object);
  return { ...NOTHING, removed: false };
}

/**
 * The metaverse deletion rule: whether an object that lost a connector goes.
 *
 * @param lost the management agent that it lost its connector in
 * @param remaining those in which it still has one
 */
export function isDeletedWithout(
  world: World,
  metaverseObjectType: string,
  lost: string,
  remaining: readonly string[],
): boolean {
  if (remaining.length === 0) return true;
  const rule = world.rules.deletionRules.get(metaverseObjectType);
  return rule?.when === 'any-of' && rule.managementAgentIds.includes(lost);
}

/**
 * Whether a synchronization of an object that an import has just confirmed would change its metaverse object: what our
 * own export brought back may feed another metaverse attribute.
 */
export function wouldChangeMetaverse(world: World, object: ConnectorSpaceObject): boolean {
  if (object.link.kind !== 'connector') return false;
  const draft = openDraft(world);
  draft.connectorSpace.set(object.id, object);
  const target = readMetaverseObject(draft, object.link.metaverseObjectId);
  if (!target) return false;
  const contributors = contributorsOf(draft, target);
  const values = contributedValues(world.rules, target.objectType, contributors, target.values);
  return !sameContributedValues(values, target.values);
}
