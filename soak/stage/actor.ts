import { EventEmitter, once } from 'node:events';
import type { ProcessDefinition, RunningProcess } from '../../cli/start/supervision/running-process.js';
import { supervise, type SupervisionEvent } from '../../cli/start/supervision/supervise.js';
import { pause } from '../../process/pause.js';
import type { ProcessExit } from '../records/soak-record.js';

/** A process that can be killed and held, and that is started again. */
export interface Actor {
  readonly name: string;
  /** Resolves while it runs and is not held. */
  ready(): Promise<void>;
  /** `kill -9`; it is started again after `downMs`. Resolves when it is ready again. */
  kill(downMs: number): Promise<void>;
  /** SIGSTOP, and SIGCONT after `heldMs`. Resolves then. */
  hold(heldMs: number): Promise<void>;
  stop(): Promise<void>;
}

const TAIL_LINES = 15;
const QUICK = { firstMs: 100, longestMs: 2_000, resetAfterMs: 10_000 };

/**
 * Starts a process that is there for being killed.
 *
 * @param define how to start it; `onLine` is to be told what it says
 * @param onExit told when it has ended though it was not killed here
 */
export async function startActor(
  define: (onLine: (line: string) => void) => ProcessDefinition,
  onExit: (exit: ProcessExit) => void,
  signal: AbortSignal,
): Promise<Actor> {
  const said: string[] = [];
  const definition = define((line) => {
    said.push(line);
    if (said.length > TAIL_LINES) said.shift();
  });
  const { name } = definition;
  const up = gate();
  let running: RunningProcess | undefined;
  /** How many of its deaths are ours. */
  let kills = 0;
  let mayStart: Promise<unknown> = Promise.resolve();
  let held: Promise<void> = Promise.resolve();
  let stopping = false;

  function report(event: SupervisionEvent): void {
    if (event.kind === 'ready') up.open();
    if (event.kind !== 'ended') return;
    up.shut();
    if (kills > 0) kills -= 1;
    else if (!stopping)
      onExit({ process: name, at: new Date().toISOString(), how: event.how, said: [...said] });
  }

  const supervised = await supervise(
    {
      name,
      async start(startSignal) {
        await mayStart;
        startSignal.throwIfAborted();
        running = await definition.start(startSignal);
        return running;
      },
    },
    { signal, report, backOff: QUICK },
  );

  async function ready(): Promise<void> {
    await held;
    await up.passed();
  }

  return {
    name,
    ready,
    async kill(downMs) {
      await ready();
      kills += 1;
      up.shut();
      mayStart = pause(downMs, signal);
      running?.kill();
      await ready();
    },
    async hold(heldMs) {
      await ready();
      const pid = running?.pid ?? 0;
      process.kill(pid, 'SIGSTOP');
      held = pause(heldMs, signal).then(() => goOn(pid));
      await held;
    },
    async stop() {
      stopping = true;
      goOn(running?.pid ?? 0);
      await supervised.stop();
    },
  };
}

/** A process that is held does not hear that it is to end. One that has gone hears nothing any more. */
function goOn(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

interface Gate {
  open(): void;
  shut(): void;
  /** Resolves while it is open. */
  passed(): Promise<void>;
}

function gate(): Gate {
  const state = { open: false };
  const opened = new EventEmitter();
  return {
    open() {
      state.open = true;
      opened.emit('open');
    },
    shut() {
      state.open = false;
    },
    async passed() {
      while (!state.open) await once(opened, 'open');
    },
  };
}
