import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describeIssue, SchemaValidationPipe } from './schema-validation-pipe.js';

describe('SchemaValidationPipe', () => {
  const pipe = new SchemaValidationPipe();
  const schema = z.strictObject({ limit: z.string().regex(/^\d+$/, 'write a number').transform(Number) });

  test('gives what the schema makes of the value', async () => {
    expect(await pipe.transform({ limit: '5' }, { type: 'query', schema })).toEqual({ limit: 5 });
  });

  test('leaves alone what has no schema', async () => {
    expect(await pipe.transform('as it is', { type: 'param' })).toBe('as it is');
  });

  test('names every problem', async () => {
    await expect(pipe.transform({ limit: 'x', more: 1 }, { type: 'query', schema })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'query.limit is "x": write a number; query: Unrecognized key: "more".',
    });
  });
});

describe('describeIssue', () => {
  test.each([
    ['body', { a: { b: [1, 'x'] } }, ['a', 'b', 1], 'body.a.b.1 is "x": no'],
    ['body', {}, ['a'], 'body.a is missing: no'],
    ['body', undefined, [], 'the body is missing: send JSON, with Content-Type: application/json'],
    ['param', { runNumber: '0' }, ['runNumber'], 'path.runNumber is "0": no'],
    ['body', null, ['a'], 'body.a is missing: no'],
  ])('%s %j at %j', (where, value, path, expected) => {
    expect(describeIssue(where, value, { message: 'Invalid input: no.', path })).toBe(expected);
  });

  test('cuts a long value', () => {
    const text = describeIssue('body', { a: 'x'.repeat(1_000) }, { message: 'no', path: ['a'] });
    expect(text).toMatch(/^body\.a is "x{79}…: no$/);
  });
});
