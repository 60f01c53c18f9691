/** The inbound counters of a synchronization step, in the order of run-history XML. */
export const INBOUND_COUNTERS = [
  'disconnector-filtered',
  'disconnector-joined-no-flow',
  'disconnector-joined-flow',
  'disconnector-joined-remove-mv',
  'disconnector-projected-no-flow',
  'disconnector-projected-flow',
  'disconnector-projected-remove-mv',
  'disconnector-remains',
  'connector-filtered-remove-mv',
  'connector-filtered-leave-mv',
  'connector-flow',
  'connector-flow-remove-mv',
  'connector-no-flow',
  'connector-delete-remove-mv',
  'connector-delete-leave-mv',
  'connector-delete-add-processed',
  'flow-failure',
] as const;

export type InboundCounter = (typeof INBOUND_COUNTERS)[number];

/** The outbound counters of a synchronization step for one management agent, in the order of run-history XML. */
export const OUTBOUND_COUNTERS = [
  'provisioned-add-no-flow',
  'provisioned-add-flow',
  'provisioned-rename-no-flow',
  'provisioned-rename-flow',
  'provisioned-disconnect',
  'connector-flow',
  'connector-no-flow',
  'provisioned-delete-add-no-flow',
  'provisioned-delete-add-flow',
] as const;

export type OutboundCounter = (typeof OUTBOUND_COUNTERS)[number];

/** One count of one object in one management agent's connector space. */
export interface OutboundCount {
  readonly managementAgentId: string;
  readonly counter: OutboundCounter;
}

/** Why an object could not be synchronized. Its connector space and metaverse objects stay as they were. */
export interface SynchronizationFailure {
  /** The engine's `error-type`. */
  readonly type: string;
  /** The engine's `algorithm-step`. */
  readonly algorithmStep: 'import-flow' | 'provisioning';
  readonly detail: string;
}
