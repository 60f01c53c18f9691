import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Colors } from './colors.js';
import type { AutoSyncEvent } from '../../../domain/events.js';
import { NOTHING_PRESENTED, presentEvent, type LineStyle } from './event-line.js';
import { logLine, readJsonObject } from './log-line.js';

/** What `npm start` shows: on the terminal what a person wants to see, in the log folder everything. */
export interface Console {
  /** A line of our own, with the time before it. */
  say(line: string): void;
  /** Text as it is. */
  print(text: string): void;
  /**
   * From now on shows what the processes write, with what they have written before. Until everything is up there is
   * something more important to read; and what a process that does not start has to say is told with the error.
   */
  showProcesses(): void;
  /** From now on the processes' own lines go to their logs only: each of them loses the ones that it speaks to. */
  hush(): void;
  /** A line that a process wrote. */
  fromProcess(name: string, line: string, stream: 'stdout' | 'stderr'): void;
  close(): void;
}

/**
 * @param output the terminal, or whatever standard output is
 * @param logFolder gets a file per process
 */
export function openConsole(
  output: { write(text: string): unknown },
  logFolder: string,
  colors: Colors,
): Console {
  const style: LineStyle = { colors, clock: (time) => clock(new Date(time)) };
  const logs = new Map<string, WriteStream>();
  let presented = NOTHING_PRESENTED;
  let hushed = false;
  let heldBack: string[] | undefined = [];
  const print = (text: string): void => void output.write(`${text}\n`);
  const stamped = (line: string): string => `${colors.dim(clock(new Date()))}  ${line}`;
  const say = (line: string): void => print(stamped(line));
  const show = (line: string): void => {
    if (heldBack === undefined) print(line);
    else heldBack.push(line);
  };

  function logOf(name: string): WriteStream {
    const known = logs.get(name);
    if (known !== undefined) return known;
    const opened = createWriteStream(join(logFolder, `${name.toLowerCase()}.log`), { flags: 'a' });
    opened.on('error', (error) => say(`the log of ${name} cannot be written: ${error.message}`));
    logs.set(name, opened);
    return opened;
  }

  return {
    say,
    print,
    fromProcess(name, text, stream) {
      logOf(name).write(`${text}\n`);
      const event = eventOf(text);
      if (event === undefined) {
        const line = hushed ? undefined : logLine(name, text, stream, colors);
        if (line !== undefined) show(stamped(line));
        return;
      }
      const next = presentEvent(presented, event, style);
      presented = next.presented;
      next.lines.forEach(show);
    },
    hush() {
      hushed = true;
    },
    showProcesses() {
      heldBack?.forEach(print);
      heldBack = undefined;
    },
    close() {
      for (const log of logs.values()) log.end();
    },
  };
}

function eventOf(text: string): AutoSyncEvent | undefined {
  const record = readJsonObject(text);
  return typeof record?.['event'] === 'string' ? (record as unknown as AutoSyncEvent) : undefined;
}

/** `10:02:11`, by this machine's clock. */
function clock(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
