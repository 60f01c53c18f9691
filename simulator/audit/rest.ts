import type { AuditDifference } from '../http-contract.js';
import { distinguishedName, findByAnchor, type ConnectorSpaceObject } from '../world/connector-space.js';
import { isImported } from '../world/import-state.js';
import { rulesOf } from '../world/rules.js';
import type { World } from '../world/world.js';

function waits(object: ConnectorSpaceObject): readonly AuditDifference['kind'][] {
  return [
    ...(object.staged ? (['pending-import'] as const) : []),
    ...(object.pendingExport ? (['pending-export'] as const) : []),
    ...(object.unconfirmed ? (['unconfirmed-export'] as const) : []),
  ];
}

function notImported(world: World): readonly AuditDifference[] {
  return [...world.directories.values()].flatMap((directory) => {
    const managementAgent = rulesOf(world.rules, directory.managementAgentId).definition.name;
    const present = [...directory.objects.values()].map(({ anchor, dn }) => ({ anchor, dn }));
    const gone = [...world.connectorSpace.objects.values()].flatMap((object) =>
      object.managementAgentId === directory.managementAgentId &&
      object.anchor !== undefined &&
      !directory.objects.has(object.anchor)
        ? [{ anchor: object.anchor, dn: distinguishedName(object) }]
        : [],
    );
    return [...present, ...gone]
      .filter(({ anchor }) => isPassedOver(world, directory.managementAgentId, anchor))
      .map(({ dn }) => ({ kind: 'not-imported' as const, managementAgent, dn }));
  });
}

/** An object whose export is not confirmed yet is listed as such, and not as not imported as well. */
function isPassedOver(world: World, managementAgentId: string, anchor: string): boolean {
  const known = findByAnchor(world.connectorSpace, managementAgentId, anchor);
  return known?.unconfirmed === undefined && !isImported(world, managementAgentId, anchor);
}

/** Everything that waits for an import, a synchronization, an export or a confirmation. */
export function unrest(world: World): readonly AuditDifference[] {
  const waiting = [...world.connectorSpace.objects.values()].flatMap((object) =>
    waits(object).map((kind) => ({
      kind,
      managementAgent: rulesOf(world.rules, object.managementAgentId).definition.name,
      dn: distinguishedName(object),
    })),
  );
  return [...notImported(world), ...waiting];
}
