import { setTimeout as delay } from 'node:timers/promises';
import { AutoSyncError } from '../../domain/errors.js';
import type { RunLockStatus } from '../../domain/run-lock/status.js';
import { eventsBetween } from '../../domain/server-events/events-between.js';
import type { ServerEvent } from '../../domain/server-events/server-event.js';
import { EventBuffer, type BufferedEvent } from './event-buffer.js';
import type { Pace } from './pace.js';

/** Somebody who wants to hear what happens. */
export interface Listener {
  /** The next event. It must not throw. */
  hear(event: BufferedEvent): void;
  /**
   * Nobody knows what was missed: whoever shows a status must read it anew.
   * @param id from here on nothing is missed
   */
  reset(id: string, why: string): void;
  /** Nothing has happened for a while; the connection must not look dead. */
  heartbeat(): void;
  /** Nothing more comes from here. */
  end(): void;
}

/** Looks at one sync server, and tells all who listen; however many they are, it is one look. */
export class EventSource {
  readonly #look: () => Promise<RunLockStatus>;
  readonly #pace: Pace;
  readonly #onEnd: (defect?: unknown) => void;
  readonly #listeners = new Set<Listener>();
  readonly #buffer: EventBuffer;
  readonly #ended = new AbortController();
  #seen: { readonly status: RunLockStatus; readonly told: ServerEvent } | undefined;
  #failing = false;
  readonly #heartbeat: NodeJS.Timeout;
  #lonely: NodeJS.Timeout;

  /**
   * @param look reads the status; an `AutoSyncError` is told to the listeners, anything else ends the source
   * @param onEnd called when it has ended by itself: nobody has listened for a while, or of a defect, which is given
   */
  constructor(look: () => Promise<RunLockStatus>, pace: Pace, onEnd: (defect?: unknown) => void) {
    this.#look = look;
    this.#pace = pace;
    this.#onEnd = onEnd;
    this.#buffer = new EventBuffer(pace.kept);
    this.#heartbeat = setInterval(
      () => this.#listeners.forEach((listener) => listener.heartbeat()),
      pace.heartbeatEvery,
    );
    this.#lonely = this.#endUnlessHeard();
    this.#watch().catch((defect: unknown) => {
      if (!this.#ended.signal.aborted) this.#endByItself(defect);
    });
  }

  /**
   * Tells a listener what it has missed, and from now on what happens.
   *
   * @param lastHeard the id of the last event that it has heard; absent for one who comes for the first time
   * @returns stops telling it
   */
  listen(listener: Listener, lastHeard?: string): () => void {
    clearTimeout(this.#lonely);
    const missed = lastHeard === undefined ? undefined : this.#buffer.since(lastHeard);
    if (missed?.known === false) listener.reset(this.#buffer.lastId, missed.why);
    if (missed?.known) missed.events.forEach((event) => listener.hear(event));
    // Whoever does not go on from where it was wants to know at once what there is to be read.
    else if (this.#seen) listener.hear({ id: this.#buffer.lastId, event: this.#seen.told });
    this.#listeners.add(listener);
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.#lonely = this.#endUnlessHeard();
    };
  }

  /** Looks no more, and ends all who listen. */
  end(): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    clearInterval(this.#heartbeat);
    clearTimeout(this.#lonely);
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    listeners.forEach((listener) => listener.end());
  }

  #endUnlessHeard(): NodeJS.Timeout {
    return setTimeout(() => this.#endByItself(), this.#pace.lingers);
  }

  #endByItself(defect?: unknown): void {
    this.end();
    this.#onEnd(defect);
  }

  async #watch(): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      await this.#lookOnce();
      const pause = this.#failing ? this.#pace.lookAgainAfterFailure : this.#pace.lookEvery;
      await delay(pause, undefined, { signal, ref: false });
    }
  }

  async #lookOnce(): Promise<void> {
    let status: RunLockStatus;
    try {
      status = await this.#look();
    } catch (error) {
      if (!(error instanceof AutoSyncError)) throw error;
      if (!this.#failing)
        this.#tell([{ time: now(), kind: 'unreachable', code: error.code, detail: error.message }]);
      this.#failing = true;
      return;
    }
    if (this.#failing) this.#tell([{ time: now(), kind: 'reachable' }]);
    this.#failing = false;
    const before = this.#seen;
    if (before?.status.version === status.version) return;
    const told: ServerEvent = { time: now(), kind: 'status', version: status.version };
    this.#seen = { status, told };
    this.#tell(before ? eventsBetween(before.status, status, told.time) : [told]);
  }

  #tell(events: readonly ServerEvent[]): void {
    if (this.#ended.signal.aborted) return;
    for (const event of events) {
      const added = this.#buffer.add(event);
      this.#listeners.forEach((listener) => listener.hear(added));
    }
  }
}

function now(): string {
  return new Date().toISOString();
}
