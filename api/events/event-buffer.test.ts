import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ServerEvent } from '../../domain/server-events/server-event.js';
import { EventBuffer } from './event-buffer.js';

function version(number: number): ServerEvent {
  return { time: '2001-01-01T10:00:00.000Z', kind: 'status', version: number };
}

test('whoever was away is told everything after the id, in order, as long as it is kept', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(40), fc.nat(40), (size, before, missed) => {
      const buffer = new EventBuffer(size);
      for (let number = 0; number < before; number += 1) buffer.add(version(number));
      const heard = buffer.lastId;
      const added = Array.from({ length: missed }, (_, number) => buffer.add(version(before + number)));
      const answer = buffer.since(heard);
      expect(answer.known).toBe(missed <= size);
      expect(answer.known ? answer.events : added).toEqual(added);
      expect(new Set(added.map(({ id }) => id)).size).toBe(missed);
    }),
  );
});

test.each(['', 'other-1', 'this-2', 'this-x', 'this--1', 'this-1e0', '1'])(
  'nobody can say what came after %j',
  (id) => {
    const buffer = new EventBuffer(10, 'this');
    buffer.add(version(1));
    expect(buffer.since(id)).toMatchObject({ known: false });
  },
);

test('ids grow', () => {
  const buffer = new EventBuffer(2, 'this');
  expect([1, 2, 3].map((number) => buffer.add(version(number)).id)).toEqual(['this-1', 'this-2', 'this-3']);
});
