import type { Response } from 'express';
import type { BufferedEvent } from './event-buffer.js';
import type { Listener } from './event-source.js';

/** The media type of server-sent events. */
export const EVENT_STREAM = 'text/event-stream';

/** What a listener may leave unread; one who is further behind is cut off, and can come back for the rest. */
const MOST_UNREAD_BYTES = 1024 * 1024;

/** So long a listener waits before it comes back, in milliseconds. */
const COMES_BACK_AFTER_MS = 2_000;

/** An event as server-sent events write it. JSON holds no line break. */
export function formatEvent({ id, event }: BufferedEvent): string {
  return `id: ${id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Begins a stream of server-sent events: the head, and how soon to come back. */
export function beginEventStream(response: Response): void {
  response.status(200).set({
    'Content-Type': `${EVENT_STREAM}; charset=utf-8`,
    'Cache-Control': 'no-cache, no-transform',
    // A proxy that collects an answer before it passes it on would collect for ever.
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
}

/** Whoever asks, as a {@link Listener}. */
export function listenerOf(response: Response): Listener {
  const write = (text: string): void => {
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
    else response.write(text);
  };
  write(`retry: ${COMES_BACK_AFTER_MS}\n\n`);
  return {
    hear: (event) => write(formatEvent(event)),
    reset: (id, why) => write(`id: ${id}\nevent: reset\ndata: ${JSON.stringify({ kind: 'reset', why })}\n\n`),
    heartbeat: () => write(': still here\n\n'),
    end: () => response.end(),
  };
}
