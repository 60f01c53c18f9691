/** What a command of `autosync` touches beside files and the network. */
export interface Surroundings {
  /** Standard output: what was asked for, and nothing else. */
  readonly out: (text: string) => void;
  /** Standard error: everything that is said about it. */
  readonly err: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  /** Standard output, where a person sees it; absent for a pipe or a file. */
  readonly terminal?: Terminal;
  /** Shows on standard error that something takes its time; absent where nobody would see it. */
  readonly progress?: (text: string) => Progress;
  /** Asks whoever sits there, and says whether they agreed; absent where nobody can be asked. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** From now on Ctrl-C aborts this signal in place of the process. Absent: nobody can interrupt. */
  readonly takeInterrupt?: () => AbortSignal;
  /** Milliseconds since 1970; absent = the machine's clock. */
  readonly now?: () => number;
  /** Time zone of the reader, `Europe/Vienna`; absent = the machine's. */
  readonly timeZone?: string;
}

/** A terminal that shows what is printed. */
export interface Terminal {
  readonly columns: number;
  /** What is redrawn shows only so many of its lines, the last ones. */
  readonly rows: number;
  readonly colors: boolean;
  /** Shows a text in place of the one that it showed last. */
  readonly redraw: (text: string) => void;
  /** Leaves what was shown last where it is: what follows comes below. */
  readonly keep: () => void;
}

/** Something that goes on, and is shown. */
export interface Progress {
  readonly stop: () => void;
}

/** How `autosync` ends, the same for every command. `run` and `cycle --follow` have more, see `outcome-exit.ts`. */
export const EXIT = {
  well: 0,
  /** It was done, and the answer is no: findings, differences. */
  no: 1,
  /** It could not be done, or was not understood. */
  failed: 2,
  /** Ctrl-C, as shells have it. */
  interrupted: 130,
} as const;

/** An exit code of the process, 0 to 255. */
export type ExitCode = number;

/** Tells how a command ended. */
export type Ended = (code: ExitCode) => void;

/** A JSON document, as every command prints it with `--json`. */
export function asJson(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
