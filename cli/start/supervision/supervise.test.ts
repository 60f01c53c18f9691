import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import type { ProcessDefinition, RunningProcess } from './running-process.js';
import { supervise, type SupervisionEvent } from './supervise.js';

const QUICK = { firstMs: 1, longestMs: 4, resetAfterMs: 60_000 };
const NEVER = new AbortController().signal;

/** A process that exists in the mind only: `die` ends it. */
function fakeProcess(pid: number): RunningProcess & { die(how: string): void; readonly ended: () => string } {
  const life = new EventEmitter();
  let ended = '';
  const exited = once(life, 'end').then(([how]) => {
    ended = String(how);
    return ended;
  });
  return {
    pid,
    exited,
    async stop() {
      life.emit('end', 'stopped');
      await exited;
    },
    kill: () => void life.emit('end', 'killed'),
    die: (how) => void life.emit('end', how),
    ended: () => ended,
  };
}

/** Starts what it is given, one after another; an error is a start that fails. */
function definitionOf(starts: readonly (RunningProcess | Error)[]): ProcessDefinition {
  const left = [...starts];
  return {
    name: 'worker',
    start: () => {
      const next = left.shift();
      if (next === undefined) throw new Error('started too often');
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
  };
}

test('a process that dies is started again, with a longer wait each time', async () => {
  const [first, second, third] = [fakeProcess(1), fakeProcess(2), fakeProcess(3)] as const;
  const events: SupervisionEvent[] = [];
  const supervised = await supervise(definitionOf([first, second, new Error('port taken'), third]), {
    signal: NEVER,
    report: (event) => events.push(event),
    backOff: QUICK,
  });
  first.die('exit code 1');
  await expect.poll(() => events.at(-1)).toEqual({ kind: 'ready', pid: 2, again: true });
  second.die('killed by SIGKILL');
  await expect.poll(() => events.at(-1)).toEqual({ kind: 'ready', pid: 3, again: true });
  expect(events).toEqual([
    { kind: 'ready', pid: 1, again: false },
    { kind: 'ended', how: 'exit code 1', nextStartInMs: 1 },
    { kind: 'ready', pid: 2, again: true },
    { kind: 'ended', how: 'killed by SIGKILL', nextStartInMs: 2 },
    { kind: 'start-failed', error: new Error('port taken'), nextStartInMs: 4 },
    { kind: 'ready', pid: 3, again: true },
  ]);
  await supervised.stop();
  expect(third.ended()).toBe('stopped');
});

test('what never worked is not tried again', async () => {
  const starting = supervise(definitionOf([new Error('broken export'), fakeProcess(2)]), {
    signal: NEVER,
    report: () => undefined,
  });
  await expect(starting).rejects.toThrow('broken export');
});

test('a stop during the wait for the next start is a stop', async () => {
  const first = fakeProcess(1);
  const events: SupervisionEvent[] = [];
  const supervised = await supervise(definitionOf([first]), {
    signal: NEVER,
    report: (event) => events.push(event),
    backOff: { ...QUICK, firstMs: 3_600_000 },
  });
  first.die('exit code 1');
  await expect.poll(() => events.at(-1)?.kind).toBe('ended');
  await supervised.stop();
  expect(events).toHaveLength(2);
});

test('a kill does not wait', async () => {
  const first = fakeProcess(1);
  const supervised = await supervise(definitionOf([first]), { signal: NEVER, report: () => undefined });
  supervised.kill();
  expect(await first.exited).toBe('killed');
});
