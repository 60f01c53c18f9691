import type { Trigger } from '../../cycle/cycle.js';

/** When no run may start: what asks meanwhile waits. */
export interface NoStartWindow {
  /** When it begins: a cron expression, read in {@link timeZone}. */
  readonly cron: string;
  readonly durationMs: number;
  /** IANA name, for example `Europe/Vienna`. */
  readonly timeZone: string;
  /** Name or id; absent = the whole sync server. */
  readonly managementAgent?: string;
  /** Only requests of these triggers wait; absent = all. */
  readonly triggers?: readonly Trigger[];
}

/** One time at which a {@link NoStartWindow} is shut. Milliseconds since 1970; `to` is the first moment after it. */
export interface ShutTime {
  readonly from: number;
  readonly to: number;
  readonly managementAgent?: string;
  readonly triggers?: readonly Trigger[];
}
