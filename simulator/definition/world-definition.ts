import type { ManagementAgent } from '../../domain/management-agent/management-agent.js';
import type { FaultRequest } from '../faults/fault-request.js';

/**
 * What a simulated sync engine is configured with: the same things that a server-configuration export holds,
 * reduced to what the simulation understands. Two readers produce it: `server-export/` (a folder of
 * `MA-*.XML` and `MV.XML`) and the scenario file's.
 */
export interface WorldDefinition {
  /** The name of the exported sync server, or of the scenario. */
  readonly server: string;
  readonly managementAgents: readonly ManagementAgentDefinition[];
  readonly metaverse: MetaverseDefinition;
  /** Everything the source asks for and the simulation does otherwise, or not at all. Nothing is dropped in silence. */
  readonly notSimulated: readonly NotSimulated[];
  /** Objects that the connected directories hold at the start; absent = none. Only a scenario has them. */
  readonly initialObjects?: readonly InitialObject[];
  /** What goes wrong in it, armed from the start; absent = nothing. Only a scenario has them. */
  readonly faults?: readonly FaultRequest[];
}

/** An object that a connected directory holds before the first run. */
export interface InitialObject {
  readonly managementAgentId: string;
  readonly partitionId: string;
  readonly objectType: string;
  /** Absent = the connected directory makes one up. */
  readonly dn?: string;
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
}

/** Something that the source of the definition holds and the simulation does not do as the engine would. */
export interface NotSimulated {
  /** The management agent's name; absent for the metaverse. */
  readonly managementAgent?: string;
  /** What it is, for example `export flow person → user.PreferredName (advanced)`. */
  readonly what: string;
  /** What the simulation does in its place, for example `flows displayName directly`. */
  readonly instead: string;
}

export interface ManagementAgentDefinition extends ManagementAgent {
  /** Object types that the connected directory holds, by partition id. */
  readonly objectTypesByPartition: Readonly<Record<string, readonly string[]>>;
  /** Attributes that the management agent imports and exports. Empty = all. */
  readonly attributes: readonly string[];
  /** Attributes with several values. */
  readonly multiValued: readonly string[];
  /** The attribute that identifies an object in the connected directory; absent where the directory makes up its own (AD's objectGUID). */
  readonly anchorAttribute?: string;
  /**
   * Attributes to which the connected directory itself gives a value when an object is created, as Active Directory
   * does with `objectSid` and a database with an identity column. The anchor is not among them. Absent = not known.
   */
  readonly directoryMade?: readonly string[];
  /** Objects that match are never joined, projected or provisioned over. One matching condition set is enough. */
  readonly connectorFilters: readonly ConnectorFilter[];
  /** In the order of the configuration: the first rule that finds a metaverse object joins. */
  readonly joins: readonly JoinRule[];
  readonly projections: readonly ProjectionRule[];
  readonly exportFlows: readonly ExportFlow[];
  /** What becomes of a connector when its metaverse object goes. */
  readonly deprovisioning: 'delete-object' | 'make-normal-disconnector' | 'make-explicit-disconnector';
}

/** All conditions of one filter must hold. */
export interface ConnectorFilter {
  readonly objectType: string;
  readonly conditions: readonly {
    readonly attribute: string;
    readonly operator:
      | 'equals'
      | 'not-equals'
      | 'present'
      | 'not-present'
      | 'starts-with'
      | 'ends-with'
      | 'contains';
    readonly value?: string;
  }[];
}

export interface JoinRule {
  readonly objectType: string;
  /** The metaverse object type to search; absent = any. */
  readonly metaverseObjectType?: string;
  /** All must match. `dn` as an attribute means the distinguished name; `object-id` as a metaverse attribute its id. */
  readonly mappings: readonly { readonly attribute: string; readonly metaverseAttribute: string }[];
}

export interface ProjectionRule {
  readonly objectType: string;
  readonly metaverseObjectType: string;
}

/** Where a flow takes its value from. */
export type FlowSource =
  /** `dn` on the side of the connector space, `object-id` on the metaverse's side, are the intrinsic ones. */
  | { readonly kind: 'attribute'; readonly attribute: string }
  | { readonly kind: 'constant'; readonly value: string };

/** A metaverse attribute flows into an attribute of the connected directory. */
export interface ExportFlow {
  readonly objectType: string;
  readonly metaverseObjectType: string;
  /** `dn` sets the distinguished name: its first component is made of the value. */
  readonly attribute: string;
  readonly source: FlowSource;
  /** Only when the object is provisioned. */
  readonly initialOnly: boolean;
  /** An empty metaverse attribute empties the target ("allow nulls"); otherwise it leaves it alone. */
  readonly allowNull: boolean;
}

export interface MetaverseDefinition {
  readonly objectTypes: readonly MetaverseObjectType[];
  readonly importFlows: readonly ImportFlowGroup[];
  /** A type without a rule: its objects go with their last connector. */
  readonly deletionRules: readonly DeletionRule[];
  readonly provisioning: readonly ProvisioningRule[];
}

export interface MetaverseObjectType {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly multiValued: readonly string[];
}

/** All flows into one metaverse attribute, with the rule that says which one wins. */
export interface ImportFlowGroup {
  readonly metaverseObjectType: string;
  readonly metaverseAttribute: string;
  /** `ranked`: the first flow that has a value. `equal`: the last one that changed. */
  readonly precedence: 'ranked' | 'equal';
  readonly flows: readonly ImportFlow[];
}

export interface ImportFlow {
  readonly managementAgentId: string;
  readonly objectType: string;
  readonly source: FlowSource;
}

export interface DeletionRule {
  readonly metaverseObjectType: string;
  /** The metaverse object goes when it loses a connector of one of these (`any-of`), or its last connector (`last`). */
  readonly when: 'any-of' | 'last';
  readonly managementAgentIds: readonly string[];
}

/** Objects of this metaverse type get a connector in this management agent, in this partition. */
export interface ProvisioningRule {
  readonly metaverseObjectType: string;
  readonly managementAgentId: string;
  readonly objectType: string;
  readonly partitionId: string;
}
