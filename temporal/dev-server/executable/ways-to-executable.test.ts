import { expect, test } from 'vitest';
import { temporalNotFound, waysToExecutable } from './ways-to-executable.js';

test.each([
  {
    what: 'what TEMPORAL_CLI names goes before everything else',
    findings: {
      named: { value: 'mine', path: '/opt/mine' },
      onPath: '/bin/temporal',
      cached: '/cache/temporal',
    },
    ways: [{ kind: 'use', path: '/opt/mine' }],
  },
  {
    what: 'PATH goes before the cache',
    findings: { onPath: '/bin/temporal', cached: '/cache/temporal', go: '/bin/go' },
    ways: [{ kind: 'use', path: '/bin/temporal' }],
  },
  {
    what: 'the cache goes before the download',
    findings: { cached: '/cache/temporal', go: '/bin/go' },
    ways: [{ kind: 'use', path: '/cache/temporal' }],
  },
  {
    what: 'the download goes before the build',
    findings: { go: '/bin/go' },
    ways: [{ kind: 'download' }, { kind: 'build', go: '/bin/go' }],
  },
  { what: 'without Go there is only the download', findings: {}, ways: [{ kind: 'download' }] },
] as const)('$what', ({ findings, ways }) => {
  expect(waysToExecutable(findings)).toEqual(ways);
});

test('a TEMPORAL_CLI that is not there is an error, even if there is another CLI', () => {
  expect(() => waysToExecutable({ named: { value: 'nope' }, onPath: '/bin/temporal' })).toThrow(
    expect.objectContaining({
      code: 'temporal-not-found',
      message: expect.stringContaining('TEMPORAL_CLI is "nope"') as string,
    }),
  );
});

test('the last error names what was tried and every way out', () => {
  const { code, message } = temporalNotFound('1.5.1', ['the download failed: no network']);
  expect(code).toBe('temporal-not-found');
  for (const part of [
    'the download failed: no network',
    'TEMPORAL_ADDRESS',
    'TEMPORAL_CLI',
    'PATH',
    'https://temporal.download',
    'go install github.com/temporalio/cli/cmd/temporal@v1.5.1',
  ]) {
    expect(message).toContain(part);
  }
});
