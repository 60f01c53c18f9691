import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { RUN_LOCK_READER, type RunLockReader } from '../servers/run-lock-reader.js';
import { EventSource, type Listener } from './event-source.js';
import { EVENT_PACE, type Pace } from './pace.js';

/** The source of each sync server that somebody listens to, or has listened to a moment ago. */
@Injectable()
export class EventHub implements BeforeApplicationShutdown {
  readonly #sources = new Map<string, EventSource>();
  readonly #logger = new Logger(EventHub.name);
  #over = false;

  constructor(
    @Inject(RUN_LOCK_READER) private readonly runLocks: RunLockReader,
    @Inject(EVENT_PACE) private readonly pace: Pace,
  ) {}

  /** As {@link EventSource.listen}. */
  listen(server: string, listener: Listener, lastHeard?: string): () => void {
    if (this.#over) {
      listener.end();
      return () => undefined;
    }
    const source = this.#sources.get(server) ?? this.#open(server);
    return source.listen(listener, lastHeard);
  }

  /** Ends all who listen: a server that closes waits for them otherwise. */
  beforeApplicationShutdown(): void {
    this.#over = true;
    this.#sources.forEach((source) => source.end());
    this.#sources.clear();
  }

  #open(server: string): EventSource {
    const source = new EventSource(
      () => this.runLocks.status(server),
      this.pace,
      (defect) => {
        this.#sources.delete(server);
        if (defect !== undefined) this.#logger.error(defect);
      },
    );
    this.#sources.set(server, source);
    return source;
  }
}
