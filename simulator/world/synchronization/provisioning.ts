import type { ProvisioningRule } from '../../definition/world-definition.js';
import { canonicalAttributes } from '../attribute-values.js';
import { isBeingDeleted, isUnexportedAdd, type ConnectorSpaceObject } from '../connector-space.js';
import { joinKeysInto } from '../join-keys.js';
import type { MetaverseObject } from '../metaverse.js';
import { rulesOf, type Rules } from '../rules.js';
import { isFiltered } from './connector-filter.js';
import type { OutboundCount } from './counters.js';
import { connectorsOf, draftIdentifier, readConnectorSpaceObject, type Draft } from './draft.js';
import { expectedValues, newDn } from './export-attribute-flow.js';

/** The connectors that provisioning gave a metaverse object. */
interface Provisioned {
  readonly object: MetaverseObject;
  /** New objects, to be exported. */
  readonly created: ReadonlySet<string>;
  /** Whether an object that the directory has already became a connector, which may bring values with it. */
  readonly adopted: boolean;
}

/**
 * Gives a metaverse object the connectors that it should have and does not: the disconnector that a join rule of the
 * target finds, else a new object. A management agent in which it has a connector of any kind gets no second one.
 */
export function provision(draft: Draft, object: MetaverseObject): Provisioned {
  const { rules } = draft.world;
  const covered = new Set(connectorsOf(draft, object).map((connector) => connector.managementAgentId));
  const connectors = [...object.connectors];
  const created = new Set<string>();
  let adopted = false;
  for (const rule of rules.provisioning.get(object.objectType) ?? []) {
    if (covered.has(rule.managementAgentId)) continue;
    covered.add(rule.managementAgentId);
    const link = { kind: 'connector', metaverseObjectId: object.id } as const;
    const disconnector = joinableDisconnector(draft, object, rule);
    if (disconnector) {
      adopted = true;
      draft.connectorSpace.set(disconnector.id, { ...disconnector, link });
      connectors.push(disconnector.id);
      continue;
    }
    if (wouldBeFiltered(rules, rule, object)) continue;
    const id = draftIdentifier(draft);
    created.add(id);
    connectors.push(id);
    draft.connectorSpace.set(id, {
      id,
      managementAgentId: rule.managementAgentId,
      partitionId: rule.partitionId,
      objectType: rule.objectType,
      link,
      pendingExport: { operation: 'add', attributes: {} },
    });
  }
  const provisioned = { ...object, connectors };
  if (connectors.length > object.connectors.length) draft.metaverse.set(object.id, provisioned);
  return { object: provisioned, created, adopted };
}

function joinableDisconnector(
  draft: Draft,
  object: MetaverseObject,
  rule: ProvisioningRule,
): ConnectorSpaceObject | undefined {
  const { rules, connectorSpace } = draft.world;
  return joinKeysInto(rules, object, rule)
    .flatMap((key) => [...(connectorSpace.byJoinKey.get(key) ?? [])])
    .flatMap((id) => readConnectorSpaceObject(draft, id) ?? [])
    .find(
      (candidate) =>
        candidate.link.kind === 'normal-disconnector' &&
        candidate.confirmed !== undefined &&
        candidate.staged?.operation !== 'delete' &&
        !isBeingDeleted(candidate) &&
        !isFiltered(rules, candidate.managementAgentId, candidate.objectType, candidate.confirmed),
    );
}

/**
 * Whether the target's own connector filter would throw a new object back at once. It is not created then: it would be
 * created, filtered and created again for ever.
 */
export function wouldBeFiltered(rules: Rules, rule: ProvisioningRule, object: MetaverseObject): boolean {
  if (!rulesOf(rules, rule.managementAgentId).filters.has(rule.objectType)) return false;
  const expected = expectedValues(rules, rule, object, true);
  return isFiltered(rules, rule.managementAgentId, rule.objectType, {
    dn: newDn(rules, rule, object, expected),
    attributes: canonicalAttributes(expected.attributes),
  });
}

/** Cuts a metaverse object's connectors off, as its going asks for: each as its management agent's deprovisioning says. */
export function deprovision(draft: Draft, object: MetaverseObject): readonly OutboundCount[] {
  return connectorsOf(draft, object).map((connector) => {
    const { deprovisioning } = rulesOf(draft.world.rules, connector.managementAgentId).definition;
    draft.connectorSpace.set(connector.id, deprovisioned(connector, deprovisioning));
    return { managementAgentId: connector.managementAgentId, counter: 'provisioned-disconnect' };
  });
}

function deprovisioned(
  connector: ConnectorSpaceObject,
  how: 'delete-object' | 'make-normal-disconnector' | 'make-explicit-disconnector',
): ConnectorSpaceObject | undefined {
  if (isUnexportedAdd(connector)) return undefined;
  const free = { ...connector, pendingExport: undefined };
  switch (how) {
    case 'delete-object':
      return {
        ...free,
        link: { kind: 'normal-disconnector' },
        pendingExport:
          connector.staged?.operation === 'delete' ? undefined : { operation: 'delete', attributes: {} },
      };
    case 'make-normal-disconnector':
      return { ...free, link: { kind: 'normal-disconnector', deprovisioned: true } };
    case 'make-explicit-disconnector':
      return { ...free, link: { kind: 'explicit-disconnector' } };
  }
}
