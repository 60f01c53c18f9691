import type { ConnectorSpaceObject } from '../connector-space.js';
import type { MetaverseObject } from '../metaverse.js';
import {
  nextIdentifier,
  putConnectorSpaceObject,
  putMetaverseObject,
  removeConnectorSpaceObject,
  removeMetaverseObject,
  type World,
} from '../world.js';

/**
 * The changes of one object's synchronization, over a world that they leave alone until they are committed: an
 * object that fails half-way has changed nothing, as in the engine. `undefined` stands for a removed object.
 */
export interface Draft {
  readonly world: World;
  readonly connectorSpace: Map<string, ConnectorSpaceObject | undefined>;
  readonly metaverse: Map<string, MetaverseObject | undefined>;
}

export function openDraft(world: World): Draft {
  return { world, connectorSpace: new Map(), metaverse: new Map() };
}

export function readConnectorSpaceObject(draft: Draft, id: string): ConnectorSpaceObject | undefined {
  return draft.connectorSpace.has(id)
    ? draft.connectorSpace.get(id)
    : draft.world.connectorSpace.objects.get(id);
}

export function readMetaverseObject(draft: Draft, id: string): MetaverseObject | undefined {
  return draft.metaverse.has(id) ? draft.metaverse.get(id) : draft.world.metaverse.objects.get(id);
}

/** The connectors of a metaverse object, in the order in which they joined. */
export function connectorsOf(draft: Draft, object: MetaverseObject): readonly ConnectorSpaceObject[] {
  return object.connectors.flatMap((id) => readConnectorSpaceObject(draft, id) ?? []);
}

export function draftIdentifier(draft: Draft): string {
  return nextIdentifier(draft.world);
}

/** Makes the changes true. */
export function commitDraft(draft: Draft): void {
  for (const [id, object] of draft.connectorSpace) {
    if (object) putConnectorSpaceObject(draft.world, object);
    else removeConnectorSpaceObject(draft.world, id);
  }
  for (const [id, object] of draft.metaverse) {
    if (object) putMetaverseObject(draft.world, object);
    else removeMetaverseObject(draft.world, id);
  }
}
