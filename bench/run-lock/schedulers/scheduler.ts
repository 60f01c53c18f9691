import type { ManagementAgent } from '../../../domain/management-agent/management-agent.js';
import type { VirtualEngine } from '../engine/virtual-engine.js';
import type { VirtualTime } from '../engine/virtual-time.js';
import type { ImportTrigger } from '../landscape/load.js';

/** What decides when which run starts. */
export interface Scheduler {
  /** Something asks for an import, now. */
  trigger(trigger: ImportTrigger): void;
}

/** What a scheduler works on. */
export interface Site {
  readonly managementAgents: readonly ManagementAgent[];
  readonly engine: VirtualEngine;
  readonly time: VirtualTime;
}

/** A scheduler under a name, for the report. */
export interface Contender {
  readonly name: string;
  readonly start: (site: Site) => Scheduler;
}
