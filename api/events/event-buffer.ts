import { randomUUID } from 'node:crypto';
import type { ServerEvent } from '../../domain/server-events/server-event.js';

/** An event as it goes to listeners. */
export interface BufferedEvent {
  /** Names the buffer, and the place in it: see {@link EventBuffer}. */
  readonly id: string;
  readonly event: ServerEvent;
}

/** What a listener has missed. */
export type Missed =
  | { readonly known: true; readonly events: readonly BufferedEvent[] }
  /** Nobody can say what it was: `why`, in words. */
  | { readonly known: false; readonly why: string };

/**
 * The last events of a sync server, so that a listener who was away for a while misses none. An id is the name of this
 * buffer, which no other has, and a number that grows by one with each event: `3f2a9c10-42`.
 */
export class EventBuffer {
  readonly #name: string;
  readonly #size: number;
  #events: BufferedEvent[] = [];
  #last = 0;

  /** @param size how many events are kept */
  constructor(size: number, name = randomUUID().slice(0, 8)) {
    this.#size = size;
    this.#name = name;
  }

  /** The id of the newest event; of none yet, number 0. */
  get lastId(): string {
    return `${this.#name}-${this.#last}`;
  }

  add(event: ServerEvent): BufferedEvent {
    this.#last += 1;
    const added = { id: this.lastId, event };
    this.#events.push(added);
    if (this.#events.length > this.#size) this.#events = this.#events.slice(-this.#size);
    return added;
  }

  /** What came after an event. @param id of the last event that a listener has heard, as it was given */
  since(id: string): Missed {
    const number = this.#numberOf(id);
    if (number === undefined) {
      return { known: false, why: 'The id is none of this API process, or nobody has listened for a while.' };
    }
    const oldest = this.#last - this.#events.length + 1;
    if (number < oldest - 1) {
      return {
        known: false,
        why: `More has happened since than the last ${this.#size} events, which are kept.`,
      };
    }
    return { known: true, events: this.#events.slice(number - oldest + 1) };
  }

  #numberOf(id: string): number | undefined {
    if (!id.startsWith(`${this.#name}-`)) return undefined;
    const text = id.slice(this.#name.length + 1);
    const number = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
    return number !== undefined && number <= this.#last ? number : undefined;
  }
}
