import type { AttributeValue } from '../http-contract.js';

/** A metaverse attribute's value and who contributed it. */
export interface ContributedValue {
  readonly value: AttributeValue;
  readonly managementAgentId: string;
}

/** A metaverse object. Replaced on every change, never altered. */
export interface MetaverseObject {
  readonly id: string;
  readonly objectType: string;
  readonly values: Readonly<Record<string, ContributedValue>>;
  /** Ids of connector space objects, in the order in which they joined. */
  readonly connectors: readonly string[];
}

export interface Metaverse {
  readonly objects: Map<string, MetaverseObject>;
  /** Ids by join rule and values: see `joinKeysOfMetaverseObject`. */
  readonly byJoinKey: Map<string, Set<string>>;
}
