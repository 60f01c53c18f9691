/** What a command of `autosync` touches beside files and the network. */
export interface Surroundings {
  /** Standard output: what was asked for, and nothing else. */
  readonly out: (text: string) => void;
  /** Standard error: everything that is said about it. */
  readonly err: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
}

/** How `autosync` ends, the same for every command. */
export const EXIT = {
  well: 0,
  /** It was done, and the answer is no: findings, differences. */
  no: 1,
  /** It could not be done, or was not understood. */
  failed: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Tells how a command ended. */
export type Ended = (code: ExitCode) => void;

/** A JSON document, as every command prints it with `--json`. */
export function asJson(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
