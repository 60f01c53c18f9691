import { CommanderError } from 'commander';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readStartOptions } from './start-options.js';

const SHIPPED = { exportFolder: '/shipped/fabrikam', config: '/shipped/autosync.yaml' };
let told = '';

beforeEach(() => {
  told = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
});

afterEach(() => vi.restoreAllMocks());

function read(...args: readonly string[]): ReturnType<typeof readStartOptions> {
  return readStartOptions(['node', 'start.js', ...args], SHIPPED);
}

test('without options it is the shipped export, lively', () => {
  expect(read()).toEqual({
    world: { exportFolder: '/shipped/fabrikam' },
    config: '/shipped/autosync.yaml',
    speed: 20,
    quiet: false,
    fresh: false,
    data: '.autosync',
  });
});

test("the user's own export, port and speed", () => {
  expect(read('--export', 'mine', '--port', '9000', '--speed', '0.5', '--quiet', '--fresh')).toMatchObject({
    world: { exportFolder: 'mine' },
    port: 9000,
    speed: 0.5,
    quiet: true,
    fresh: true,
  });
});

test('a scenario in place of an export', () => {
  expect(read('--scenario', 'mine.yaml').world).toEqual({ scenarioFile: 'mine.yaml' });
});

test.each([
  ['--port', ['--port', '99999'], 'from 1 to 65535'],
  ['--speed', ['--speed', 'fast'], 'above 0'],
  ['both worlds', ['--export', 'a', '--scenario', 'b'], 'cannot be used with'],
  ['an unknown option', ['--fast'], '--help'],
])('a wrong %s is told in a sentence', (_what, args, sentence) => {
  expect(() => read(...args)).toThrow(CommanderError);
  expect(told).toContain(sentence);
});
