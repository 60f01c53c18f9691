import { expect } from 'vitest';
import { runAutosync } from '../../cli/autosync/run-autosync.js';
import type { Surroundings } from '../../cli/autosync/surroundings.js';

/** What a command did. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What the terminal showed, one after another. */
  readonly frames: readonly string[];
}

/** An hour after the moment that the fakes of the API speak of. */
export const NOW = Date.parse('2001-01-01T11:00:00.000Z');

/** Runs `autosync …` in this process, in no terminal and with nobody to ask unless told otherwise. */
export async function autosync(args: readonly string[], changed: Partial<Surroundings> = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await runAutosync(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    env: {},
    now: () => NOW,
    timeZone: 'Europe/Vienna',
    ...changed,
  });
  expect(err).not.toMatch(/^\s+at /m);
  return { code, out, err, frames: [] };
}

/** The same on a terminal, which remembers what it showed. */
export async function autosyncOnTerminal(
  args: readonly string[],
  changed: Partial<Surroundings> & {
    readonly columns?: number;
    readonly rows?: number;
    readonly colors?: boolean;
    /** Is told of each frame as it is shown. */
    readonly onFrame?: (text: string) => void;
  } = {},
): Promise<Ran> {
  const { columns = 100, rows = 50, colors = false, onFrame, ...rest } = changed;
  const frames: string[] = [];
  const terminal = {
    columns,
    rows,
    colors,
    redraw: (text: string) => {
      frames.push(text);
      onFrame?.(text);
    },
    keep: () => undefined,
  };
  return { ...(await autosync(args, { terminal, ...rest })), frames };
}
