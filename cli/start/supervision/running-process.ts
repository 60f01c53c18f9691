/** A process that is ready, as the supervisor sees it. */
export interface RunningProcess {
  readonly pid: number;
  /** Resolves when it has ended, with how, in words: `exit code 1`. */
  readonly exited: Promise<string>;
  /** Asks it to end, insists after a while, and waits until it is gone. */
  stop(): Promise<void>;
  /** Ends it at once, without waiting. */
  kill(): void;
}

/** Something that the supervisor keeps running. */
export interface ProcessDefinition {
  /** As the user reads it: `Temporal`, `simulator`, `worker`, `API`. */
  readonly name: string;
  /**
   * Starts it, on the same ports and data each time, and waits until it is ready.
   *
   * @param signal gives up the start; nothing stays behind
   * @throws AutoSyncError that says why it is not ready
   */
  start(signal: AbortSignal): Promise<RunningProcess>;
}
