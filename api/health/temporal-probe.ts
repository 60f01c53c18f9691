/** Somebody who asks a task queue for work. */
export interface Poller {
  /** As the worker names itself: process id and host. */
  readonly identity: string;
  /** How long ago it last asked, in milliseconds; an idle worker asks about once a minute. */
  readonly silentMs: number;
  /** When it last asked, by Temporal's clock: milliseconds since 1970. Absent if Temporal does not say. */
  readonly askedAt?: number;
}

/** What the health check needs of Temporal. */
export interface TemporalProbe {
  /**
   * @returns the server's version
   * @throws {AutoSyncError} `temporal-unreachable`
   */
  serverVersion(): Promise<string>;

  /**
   * Who has asked a task queue for work lately.
   * @throws {AutoSyncError} `temporal-unreachable`
   */
  pollers(taskQueue: string, kind: 'workflow' | 'activity'): Promise<readonly Poller[]>;
}

/** Nest's name for the {@link TemporalProbe}. */
export const TEMPORAL_PROBE = Symbol('TemporalProbe');
