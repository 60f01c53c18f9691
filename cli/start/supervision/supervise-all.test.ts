import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import type { ProcessDefinition } from './running-process.js';
import { superviseAll } from './supervise-all.js';

const NEVER = new AbortController().signal;

/** Processes that write down what happens to them. */
function recorded(diary: string[], names: readonly string[], broken?: string): readonly ProcessDefinition[] {
  return names.map((name) => ({
    name,
    start() {
      if (name === broken) return Promise.reject(new Error(`${name} is broken`));
      diary.push(`start ${name}`);
      const life = new EventEmitter();
      const exited = once(life, 'end').then(String);
      return Promise.resolve({
        pid: 1,
        exited,
        stop() {
          diary.push(`stop ${name}`);
          life.emit('end', 'stopped');
          return Promise.resolve();
        },
        kill() {
          diary.push(`kill ${name}`);
          life.emit('end', 'killed');
        },
      });
    },
  }));
}

const SILENT = { signal: NEVER, atOnce: NEVER, report: () => undefined };

test('started in order, each when the one before is ready, and ended in the opposite order', async () => {
  const diary: string[] = [];
  const all = await superviseAll(recorded(diary, ['Temporal', 'simulator', 'worker']), {
    ...SILENT,
    onceReady: (name) => {
      diary.push(`${name} is ready`);
      return Promise.resolve();
    },
  });
  await all.stop();
  expect(diary).toEqual([
    'start Temporal',
    'Temporal is ready',
    'start simulator',
    'simulator is ready',
    'start worker',
    'worker is ready',
    'stop worker',
    'stop simulator',
    'stop Temporal',
  ]);
});

test('when one does not start, those before it are ended', async () => {
  const diary: string[] = [];
  const starting = superviseAll(recorded(diary, ['Temporal', 'simulator', 'worker'], 'worker'), {
    ...SILENT,
    onceReady: () => Promise.resolve(),
  });
  await expect(starting).rejects.toThrow('worker is broken');
  expect(diary.slice(2)).toEqual(['stop simulator', 'stop Temporal']);
});

test('at once means all of them', async () => {
  const diary: string[] = [];
  const atOnce = new AbortController();
  await superviseAll(recorded(diary, ['Temporal', 'worker']), {
    ...SILENT,
    atOnce: atOnce.signal,
    onceReady: () => Promise.resolve(),
  });
  atOnce.abort();
  expect(diary.slice(2)).toEqual(['kill Temporal', 'kill worker']);
});
