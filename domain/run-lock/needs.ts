import {
  isDeltaImport,
  MIM_SERVICE_CATEGORY,
  synchronizes,
  type ManagementAgent,
  type RunProfile,
} from '../management-agent/management-agent.js';
import {
  managementAgentMeant,
  saidOfManagementAgent,
  type Meaning,
} from '../management-agent/whose-settings.js';

/** What a run keeps others away from, from its start to its end. All of it is taken at once, or nothing. */
export interface Needs {
  /** Ids of management agents that may run nothing else. */
  readonly managementAgents: readonly string[];
  /** The synchronization lock: one holder over all management agents. */
  readonly sync: boolean;
  /** `exclusive`: nothing else may run on this engine. */
  readonly engine: 'shared' | 'exclusive';
}

/** The rules that a sync server is run by. */
export interface RunRules {
  /**
   * - `supported`: a synchronization runs alone; imports and exports run side by side. Microsoft supports nothing else.
   * - `unsupported`: synchronizations exclude only each other.
   * - `exclusive`: everything runs alone.
   */
  readonly runMode: 'supported' | 'unsupported' | 'exclusive';
  /** An export of the MIM Service management agent beside a sync has duplicated multi-valued attributes. */
  readonly mimServiceExportTakesSyncLock: boolean;
}

/** The rules where the configuration says nothing. */
export const DEFAULT_RUN_RULES: RunRules = { runMode: 'supported', mimServiceExportTakesSyncLock: true };

/** What a run needs that nothing is known of: that it is alone. */
export const EVERYTHING: Needs = { managementAgents: [], sync: true, engine: 'exclusive' };

/** What {@link needsOf} goes by, beside the run profile. */
export interface NeedsContext extends Meaning {
  readonly rules: RunRules;
  /** By management agent name or id: names or ids of those that must not run while it runs. */
  readonly lockLists: Readonly<Record<string, readonly string[]>>;
  /** Whoever asks wants nothing else to run meanwhile. */
  readonly exclusive: boolean;
}

/**
 * What a run profile needs. A profile of several steps needs what all its steps need, from start to end.
 *
 * - Every run needs its management agent: the engine runs one run per management agent.
 * - It needs the management agents of its lock list, which then run nothing.
 * - A synchronization needs the sync lock, and in run mode `supported` the whole engine.
 * - A delta import of the MIM Service management agent needs the sync lock: beside a sync it freezes the engine.
 *   An export of it does so too, unless switched off.
 * - In run mode `exclusive` everything needs the whole engine, and so does a request that asks for it.
 */
export function needsOf(ma: ManagementAgent, profile: RunProfile, context: NeedsContext): Needs {
  const { rules, lockLists } = context;
  const isMimService = ma.category.toUpperCase() === MIM_SERVICE_CATEGORY;
  const anySync = profile.steps.some((step) => synchronizes(step.type));
  const mimServiceBesideSync =
    isMimService &&
    profile.steps.some(
      (step) => isDeltaImport(step.type) || (step.type === 'export' && rules.mimServiceExportTakesSyncLock),
    );
  const locked = (saidOfManagementAgent(lockLists, ma, context) ?? []).flatMap(
    (nameOrId) => managementAgentMeant(nameOrId, context)?.id ?? [],
  );
  const alone =
    context.exclusive || rules.runMode === 'exclusive' || (anySync && rules.runMode === 'supported');
  return {
    managementAgents: [...new Set([ma.id, ...locked])],
    sync: anySync || mimServiceBesideSync,
    engine: alone ? 'exclusive' : 'shared',
  };
}

/** Whether two runs with these needs must not overlap. */
export function exclude(a: Needs, b: Needs): boolean {
  return (
    a.engine === 'exclusive' ||
    b.engine === 'exclusive' ||
    (a.sync && b.sync) ||
    a.managementAgents.some((id) => b.managementAgents.includes(id))
  );
}
