import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consequenceOf } from './controller.js';
import { readControllerAnswer } from './read-answer.js';

const read = (body: unknown, event: 'before-run' | 'after-run' = 'before-run', status = 200) =>
  readControllerAnswer(event, status, typeof body === 'string' ? body : JSON.stringify(body));

describe('a controller', () => {
  it('lets a run go on', () => {
    expect(read('', 'before-run', 204)).toEqual({ decision: 'go-on' });
    expect(read({ decision: 'go-on' })).toEqual({ decision: 'go-on' });
    expect(consequenceOf({ decision: 'go-on' })).toEqual({ kind: 'go-on' });
  });

  it('skips a run, only before it', () => {
    const skip = { decision: 'skip', reason: 'payday' } as const;
    expect(read(skip)).toEqual(skip);
    expect(consequenceOf(skip)).toEqual({ kind: 'skip', reason: 'payday' });
    expect(read(skip, 'after-run')).toMatchObject({
      decision: 'none',
      fault: expect.stringContaining('cannot be skipped'),
    });
  });

  it.each([
    ['stop-management-agent', 'management-agent'],
    ['stop-server', 'server'],
  ] as const)('says %s', (decision, scope) => {
    const stop = { decision, reason: 'a flood' };
    expect(read(stop, 'after-run')).toEqual(stop);
    expect(consequenceOf(stop)).toEqual({
      kind: 'stop',
      stop: { scope, error: 'unexpected-change', reason: 'a flood' },
    });
  });

  it.each([
    ['nothing at all', ''],
    ['no JSON', '<html>'],
    ['no decision', '{}'],
    ['an unknown decision', { decision: 'maybe', reason: 'x' }],
    ['no reason', { decision: 'skip' }],
    ['an empty reason', { decision: 'stop-server', reason: ' ' }],
    ['too long a reason', { decision: 'skip', reason: 'x'.repeat(501) }],
  ])('with %s is not understood, and its management agent is stopped', (_what, body) => {
    const answer = read(body);
    expect(answer).toMatchObject({ decision: 'none', fault: expect.stringContaining('it answered 200') });
    expect(consequenceOf(answer)).toMatchObject({
      stop: { scope: 'management-agent', error: 'controller-faulted' },
    });
  });

  it.each([201, 302, 400, 404])('that answers %i is not understood', (status) => {
    expect(read({ decision: 'go-on' }, 'before-run', status)).toMatchObject({ decision: 'none' });
  });

  it('never says what it has not said, and is quoted in no more than a few lines', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 200, max: 599 }), (body, status) => {
        fc.pre(status !== 204);
        const answer = readControllerAnswer('before-run', status, body.repeat(50));
        expect(answer.decision).toBe('none');
        expect(JSON.stringify(answer).length).toBeLessThan(3_000);
      }),
    );
  });
});
