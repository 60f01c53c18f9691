import pc from 'picocolors';
import { expect, test } from 'vitest';
import { logLine } from './log-line.js';

const plain = pc.createColors(false);

test.each([
  ['a record below warn stays in the log', '{"level":30,"msg":"ready"}', 'stdout', undefined],
  ['a warning', '{"level":40,"msg":"late"}', 'stdout', 'worker: late'],
  [
    'an error with its detail',
    '{"level":50,"msg":"failed","err":{"message":"no disk"}}',
    'stdout',
    'worker: failed: no disk',
  ],
  [
    'a detail as text',
    '{"level":40,"msg":"trying again","error":"gone"}',
    'stdout',
    'worker: trying again: gone',
  ],
  [
    'a detail as an error',
    '{"level":40,"msg":"Activity failed","error":{"type":"Error","message":"not yet"}}',
    'stdout',
    'worker: Activity failed: not yet',
  ],
  ['plain text on standard error', '{ is no JSON', 'stderr', 'worker: { is no JSON'],
  ['plain text on standard output stays in the log', 'Stopping server...', 'stdout', undefined],
  ['an empty line', '  ', 'stderr', undefined],
] as const)('%s', (_what, text, stream, shown) => {
  expect(logLine('worker', text, stream, plain)).toBe(shown);
});
