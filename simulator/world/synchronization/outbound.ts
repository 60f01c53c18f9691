import { distinguishedName, dnKey, type ConnectorSpaceObject } from '../connector-space.js';
import type { MetaverseObject } from '../metaverse.js';
import { rulesOf } from '../rules.js';
import type { OutboundCount, OutboundCounter, SynchronizationFailure } from './counters.js';
import { connectorsOf, readConnectorSpaceObject, type Draft } from './draft.js';
import { pendingExportOf, sameExport } from './export-attribute-flow.js';

/**
 * Works out the pending export of every connector of a metaverse object.
 *
 * @param source the connector space object that is being synchronized: where nothing changed for it, it is not counted
 */
export function flowOut(
  draft: Draft,
  object: MetaverseObject,
  created: ReadonlySet<string>,
  source: string,
): { readonly counts: readonly OutboundCount[]; readonly failure?: SynchronizationFailure } {
  const counts: OutboundCount[] = [];
  for (const connector of connectorsOf(draft, object)) {
    const pendingExport = pendingExportOf(draft.world.rules, connector, object);
    const changed = !sameExport(connector.pendingExport, pendingExport) || created.has(connector.id);
    if (changed) {
      const updated = { ...connector, pendingExport };
      const holder = pendingExport?.operation === 'add' ? holderOfDn(draft, updated) : undefined;
      if (holder) return { counts, failure: nameTaken(draft, updated) };
      draft.connectorSpace.set(connector.id, updated);
    }
    const counter = outboundCounter(pendingExport, changed, created.has(connector.id));
    if (counter !== 'connector-no-flow' || connector.id !== source) {
      counts.push({ managementAgentId: connector.managementAgentId, counter });
    }
  }
  return { counts };
}

function outboundCounter(
  pendingExport: ConnectorSpaceObject['pendingExport'],
  changed: boolean,
  created: boolean,
): OutboundCounter {
  if (!pendingExport || !changed) return 'connector-no-flow';
  const flow = Object.keys(pendingExport.attributes).length > 0;
  if (created) return flow ? 'provisioned-add-flow' : 'provisioned-add-no-flow';
  if (pendingExport.operation === 'rename') {
    return flow ? 'provisioned-rename-flow' : 'provisioned-rename-no-flow';
  }
  return 'connector-flow';
}

/** Another metaverse object's connector with the same DN. An object that no rule has claimed yet is no obstacle here. */
function holderOfDn(draft: Draft, object: ConnectorSpaceObject): ConnectorSpaceObject | undefined {
  const holders = draft.world.connectorSpace.byDn.get(
    dnKey(object.managementAgentId, distinguishedName(object)),
  );
  return [...(holders ?? [])]
    .flatMap((id) => readConnectorSpaceObject(draft, id) ?? [])
    .find(
      (holder) =>
        holder.id !== object.id && holder.link.kind === 'connector' && holder.staged?.operation !== 'delete',
    );
}

function nameTaken(draft: Draft, object: ConnectorSpaceObject): SynchronizationFailure {
  const { definition } = rulesOf(draft.world.rules, object.managementAgentId);
  return {
    type: 'extension-dll-exception',
    algorithmStep: 'provisioning',
    detail: `An object with the DN "${distinguishedName(object)}" already exists in management agent "${definition.name}".`,
  };
}
