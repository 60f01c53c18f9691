import type { WriteStream } from 'node:tty';

/** Tells a person what goes on during something long; called again when it says something new. */
export type Progress = (message: string) => void;

/** Where progress is shown: standard error, as a rule. */
export type ProgressOutput = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean };

/** A log gets a line this often, a terminal one line that counts the seconds. */
const LOG_INTERVAL_S = 10;

/**
 * Shows one line of progress that counts the elapsed seconds: rewritten in place on a terminal, repeated now
 * and then where the output is a file.
 *
 * @returns `say` changes what the line says; `finish` ends it
 */
export function showProgress(output: ProgressOutput): {
  readonly say: Progress;
  readonly finish: () => void;
} {
  const start = Date.now();
  let message: string | undefined;
  const show = (): void => {
    if (message === undefined) return;
    const line = `${message} (${Math.round((Date.now() - start) / 1000)} s)`;
    output.write(output.isTTY === true ? `\r\u001b[2K${line}` : `${line}\n`);
  };
  const timer = setInterval(show, output.isTTY === true ? 1000 : LOG_INTERVAL_S * 1000);
  timer.unref();
  return {
    say(next) {
      // A log wants each new thing once; the counters within a message come with the timer.
      const isNew = message?.replaceAll(/\d+/g, '') !== next.replaceAll(/\d+/g, '');
      message = next;
      if (isNew) show();
    },
    finish() {
      clearInterval(timer);
      if (output.isTTY === true && message !== undefined) output.write('\r\u001b[2K');
    },
  };
}
