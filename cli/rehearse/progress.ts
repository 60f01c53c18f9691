import type { AutoSyncEvent } from '../../domain/events.js';

/** How a rehearsal shows that it works. */
export interface Progress {
  /** The next part begins. */
  say(what: string): void;
  /** A run has ended. */
  ran(run: Extract<AutoSyncEvent, { event: 'run-finished' }>): void;
  /** Nothing more follows. */
  done(): void;
}

/** Shows progress on standard error: one line that is written over on a terminal, else only what begins. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  let runs = 0;
  let shown = false;
  const clear = () => {
    if (shown) stream.write('\r\u001B[2K');
    shown = false;
  };
  return {
    say(what) {
      clear();
      stream.write(`${what} …\n`);
    },
    ran(run) {
      runs += 1;
      if (!stream.isTTY) return;
      clear();
      const line = `  ${runs} runs; ${run.managementAgent}, ${run.runProfile}: ${run.summary}`;
      stream.write(line.slice(0, (stream.columns || 80) - 1));
      shown = true;
    },
    done: clear,
  };
}
