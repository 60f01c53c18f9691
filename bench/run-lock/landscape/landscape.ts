import type {
  ManagementAgentDefinition,
  WorldDefinition,
} from '../../../simulator/definition/world-definition.js';
import { directoryMadeAttributes } from '../../../simulator/world/directory/directory-objects.js';

/** Where one change goes. */
export interface Delivery {
  /** Id of the management agent whose directory gets it. */
  readonly to: string;
  /** Ids of the management agents to which that directory's own values (an objectSid, a telephone number) flow on. */
  readonly onward: readonly string[];
}

/** A change that a source directory can see, and everything that it leads to. */
export interface ChangeKind {
  /** `modify`: one attribute; `add`: a new object; `other`: a delete or a rename, which everybody gets as well. */
  readonly kind: 'modify' | 'add' | 'other';
  /** Never empty. */
  readonly deliveries: readonly Delivery[];
}

/** Who feeds whom on one sync server. */
export interface Landscape {
  readonly server: string;
  readonly managementAgents: readonly ManagementAgentDefinition[];
  /** By management agent id; only those whose changes reach somebody else. */
  readonly changeKinds: ReadonlyMap<string, readonly ChangeKind[]>;
}

/** Reads out of the attribute flows, projections and provisioning rules which change reaches whom. */
export function landscapeOf(world: WorldDefinition): Landscape {
  const { managementAgents } = world;
  const kinds = managementAgents.map(
    (ma) => [ma.id, [...modifications(world, ma), ...wholeObjects(world, ma)]] as const,
  );
  return {
    server: world.server,
    managementAgents,
    changeKinds: new Map(kinds.filter(([, reachable]) => reachable.length > 0)),
  };
}

/** One for each metaverse attribute that the management agent contributes to and that somebody else exports. */
function modifications(world: WorldDefinition, source: ManagementAgentDefinition): readonly ChangeKind[] {
  const made = madeBy(source);
  return world.metaverse.importFlows
    .filter(({ flows }) =>
      flows.some(
        (flow) =>
          flow.managementAgentId === source.id &&
          flow.source.kind === 'attribute' &&
          !made.includes(flow.source.attribute),
      ),
    )
    .map((group) => exportersOf(world, group.metaverseObjectType, group.metaverseAttribute, source.id))
    .filter((targets) => targets.length > 0)
    .map((targets) => ({ kind: 'modify', deliveries: targets.map((to) => ({ to, onward: [] })) }));
}

/** Two for each object type that the management agent projects and that somebody else gets: add, and the rest. */
function wholeObjects(world: WorldDefinition, source: ManagementAgentDefinition): readonly ChangeKind[] {
  return source.projections.flatMap(({ metaverseObjectType }) => {
    const rules = world.metaverse.provisioning.filter(
      (rule) => rule.metaverseObjectType === metaverseObjectType && rule.managementAgentId !== source.id,
    );
    if (rules.length === 0) return [];
    const targets = [...new Set(rules.map((rule) => rule.managementAgentId))];
    const deliveries = targets.map((to) => ({ to, onward: flowsOn(world, to, metaverseObjectType) }));
    return [
      { kind: 'add', deliveries } as const,
      { kind: 'other', deliveries: targets.map((to) => ({ to, onward: [] })) } as const,
    ];
  });
}

/** Who gets what the directory itself gives to a new object. */
function flowsOn(world: WorldDefinition, from: string, metaverseObjectType: string): readonly string[] {
  const ma = world.managementAgents.find(({ id }) => id === from);
  const made = ma ? madeBy(ma) : [];
  const attributes = world.metaverse.importFlows.filter(
    (group) =>
      group.metaverseObjectType === metaverseObjectType &&
      group.flows.some(
        ({ managementAgentId, source }) =>
          managementAgentId === from && source.kind === 'attribute' && made.includes(source.attribute),
      ),
  );
  const targets = attributes.flatMap((group) =>
    exportersOf(world, metaverseObjectType, group.metaverseAttribute, from),
  );
  return [...new Set(targets)];
}

function madeBy(ma: ManagementAgentDefinition): readonly string[] {
  return [...directoryMadeAttributes(ma.category), ...(ma.directoryMade ?? [])];
}

function exportersOf(
  world: WorldDefinition,
  metaverseObjectType: string,
  metaverseAttribute: string,
  but: string,
): readonly string[] {
  return world.managementAgents
    .filter(
      (ma) =>
        ma.id !== but &&
        ma.exportFlows.some(
          (flow) =>
            !flow.initialOnly &&
            flow.metaverseObjectType === metaverseObjectType &&
            flow.source.kind === 'attribute' &&
            flow.source.attribute === metaverseAttribute,
        ),
    )
    .map((ma) => ma.id);
}
