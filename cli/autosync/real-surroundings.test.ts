import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { WriteStream } from 'node:tty';
import { afterEach, expect, test, vi } from 'vitest';
import { realSurroundings, terminalOf } from './real-surroundings.js';

const known = process.rawListeners('SIGINT');

/** What listens to Ctrl-C since the test began. */
const added = () => process.rawListeners('SIGINT').filter((listener) => !known.includes(listener));

afterEach(() => {
  for (const listener of added()) process.off('SIGINT', listener as NodeJS.SignalsListener);
  vi.restoreAllMocks();
});

test('Ctrl-C leaves a command the time to say how it goes on: somebody still listens afterwards', () => {
  const interrupted = realSurroundings().takeInterrupt?.();
  for (const listener of added()) listener('SIGINT');
  expect(interrupted?.aborted).toBe(true);
  expect(added()).toHaveLength(1);
});

test('Ctrl-C once more ends it at once', () => {
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  realSurroundings().takeInterrupt?.();
  for (const listener of added()) listener('SIGINT');
  expect(exit).not.toHaveBeenCalled();
  for (const listener of added()) listener('SIGINT');
  expect(exit).toHaveBeenCalledWith(130);
});

test('what is higher than the terminal is there from its first line when it is kept: that says how it ended', async () => {
  const screen = Object.assign(new PassThrough(), { columns: 80, rows: 5 });
  const terminal = terminalOf(screen as unknown as WriteStream);
  const tree = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join('\n');
  terminal.redraw(tree);
  terminal.keep();
  screen.end();
  expect(await text(screen)).toMatch(new RegExp(`${tree}\n$`));
});
