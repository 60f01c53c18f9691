import { createInterface } from 'node:readline/promises';
import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import yoctoSpinner from 'yocto-spinner';
import { EXIT, type Surroundings, type Terminal } from './surroundings.js';

/** A terminal that does not say how wide it is. */
const USUAL_COLUMNS = 80;

/** The process's own surroundings: its streams, its environment, and whoever sits before it. */
export function realSurroundings(): Surroundings {
  const { stdin, stdout, stderr, env } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    env,
    // One that nobody has given a size shows nothing of what is drawn again.
    ...(stdout.isTTY && stdout.rows > 0 ? { terminal: terminalOf(stdout) } : {}),
    ...(stderr.isTTY ? { progress } : {}),
    ...(stdin.isTTY && stderr.isTTY ? { confirm } : {}),
    takeInterrupt: () => {
      const interrupted = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        // It stays: what shows the cursor again ends the process if nobody but itself listens when the signal comes.
        process.on(signal, () => {
          if (interrupted.signal.aborted) process.exit(EXIT.interrupted);
          interrupted.abort();
        });
      }
      return interrupted.signal;
    },
  };
}

/** A terminal that shows what is written to this stream. */
export function terminalOf(stdout: NodeJS.WriteStream): Terminal {
  const update = createLogUpdate(stdout);
  let shown = '';
  return {
    get columns() {
      return stdout.columns || USUAL_COLUMNS;
    },
    get rows() {
      return stdout.rows;
    },
    colors: pc.isColorSupported,
    redraw: (text) => {
      shown = text;
      update(text);
    },
    keep: () => {
      // What is redrawn is cut to the height of the terminal, from above; what stays can be scrolled to.
      update.clear();
      if (shown !== '') stdout.write(`${shown}\n`);
      update.done();
    },
  };
}

function progress(text: string): { stop(): void } {
  const spinner = yoctoSpinner({ text, stream: process.stderr }).start();
  return { stop: () => void spinner.stop() };
}

async function confirm(question: string): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^(y|yes)$/i.test((await asking.question(`${question} (y/N) `)).trim());
  } finally {
    asking.close();
  }
}
