import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { Gate } from '../../test/api/gate.js';
import { beginEventStream, formatEvent, listenerOf } from './server-sent-events.js';
import type { Listener } from './event-source.js';

/** A listener over a real connection, whose client does not read before it is told to. */
async function listenerThatDoesNotRead() {
  const answered = new Gate<{ readonly listener: Listener; readonly response: ServerResponse }>();
  const app = express();
  app.get('/', (_request, response) => {
    beginEventStream(response);
    answered.open({ listener: listenerOf(response), response });
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.pause();
  client.write('GET / HTTP/1.1\r\nHost: test\r\n\r\n');
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  return { ...(await answered.opened), client };
}

const LARGE = {
  id: 'a-1',
  event: {
    time: '2001-01-01T10:00:00.000Z',
    kind: 'control',
    by: 'jane',
    what: 'x'.repeat(100_000),
  },
} as const;

test('a listener that does not read is cut off, and costs no more memory than it may', async () => {
  const { listener, response } = await listenerThatDoesNotRead();
  let most = 0;
  for (let told = 0; !response.destroyed; told += 1) {
    expect(told).toBeLessThan(1_000);
    listener.hear(LARGE);
    most = Math.max(most, response.writableLength);
    await new Promise(setImmediate);
  }
  expect(most).toBeLessThan(1_500_000);
  // What comes after is for others.
  listener.hear(LARGE);
  listener.heartbeat();
  listener.end();
});

test('a heartbeat is a comment, which is no event', async () => {
  const { listener, client } = await listenerThatDoesNotRead();
  listener.heartbeat();
  listener.end();
  const text: string[] = [];
  for await (const piece of client.setEncoding('utf8')) {
    text.push(String(piece));
    if (text.join('').includes('still here')) break;
  }
  expect(text.join('')).toContain(': still here\n\n');
  expect(text.join('')).not.toContain('data:');
});

test('an event is one line of data, whatever it says', () => {
  const what = 'two\nlines\r\n\nid: 9\u2028';
  const lines = formatEvent({ ...LARGE, event: { ...LARGE.event, what } }).split(/\r\n|\r|\n/);
  expect(lines).toHaveLength(5);
  expect(JSON.parse(lines[2]?.slice('data: '.length) ?? '')).toMatchObject({ what });
});
