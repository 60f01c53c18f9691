/** What a guard process is told, as JSON in its first argument. */
export interface GuardOrder {
  readonly command: string;
  readonly args: readonly string[];
  /** How long the command has between being asked to end and being killed, in milliseconds. */
  readonly graceMs: number;
  /** A folder that the guard removes when it had to end the command: what the command had in hand is of no use. */
  readonly removeIfEnded?: string;
}

/** The file descriptor on which a guard reports the process id of its command: one line of digits. */
export const GUARD_REPORT_FD = 3;

/** Exit code of a guard whose command could not be started, as shells have it. */
export const GUARD_COMMAND_NOT_STARTED = 127;
