import { expect, test } from 'vitest';
import { serverArguments } from './server-arguments.js';

test('a server on a file flushes each commit and lets its queues be read without a limit', () => {
  const line = serverArguments({ port: 7233, uiPort: 8233, dbFile: '/data/temporal.db' }).join(' ');
  for (const part of [
    'server start-dev --ip 127.0.0.1 --port 7233 --ui-port 8233',
    '--db-filename /data/temporal.db',
    '--sqlite-pragma journal_mode=wal --sqlite-pragma synchronous=2',
    '--dynamic-config-value history.transferProcessorMaxPollRPS=2000',
    '--dynamic-config-value history.timerProcessorMaxPollRPS=2000',
  ]) {
    expect(line).toContain(part);
  }
});

test('a server in memory without a Web UI has no file, no pragmas and no second port', () => {
  const line = serverArguments({ port: 7233 }).join(' ');
  expect(line).toContain('--headless');
  expect(line).not.toMatch(/--db-filename|--sqlite-pragma|--ui-port/);
});
