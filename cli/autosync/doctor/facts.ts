import type { Caller } from '../../../domain/access/caller.js';

/** Something that could not be looked at, in the words of whoever said so. */
export interface Failed {
  readonly failed: string;
  /** What to do about it. */
  readonly action: string;
}

/** What was found out about one part of the whole, as `GET /health` says it. */
export interface HealthPart {
  readonly part: string;
  readonly up: boolean;
  readonly message: string;
}

/** What is known of Temporal by asking it. */
export interface TemporalFacts {
  readonly version: string;
  readonly namespace: string;
  /** How long it keeps what has ended; absent if it does not say. */
  readonly retentionMs?: number;
  /** Search attributes of ours that it does not have. */
  readonly missingSearchAttributes: readonly string[];
  readonly runLocks: readonly {
    readonly server: string;
    /** Absent: Temporal has none that runs. */
    readonly running?: { readonly ageMs: number; readonly historyLength: number };
  }[];
}

/** A sync server as its run lock describes it. */
export interface ServerFacts {
  readonly server: string;
  readonly control: 'started' | 'stopped';
  /** Names of management agents that a rule has stopped. */
  readonly stoppedByRule: readonly string[];
  readonly held: number;
  /** Cycles that have yet to say what they hold, after a loss of the run lock. */
  readonly hearing: number;
  readonly engineSeen: boolean;
  /** Names under which the configuration has settings, and which the engine does not have. */
  readonly unknownInConfiguration: readonly string[];
}

/** All that the doctor looks at. What is absent, nobody could look at from here. */
export interface Facts {
  readonly node: { readonly version: string; readonly wanted: string };
  readonly api: { readonly url: string; readonly caller: Caller | Failed };
  readonly health?: readonly HealthPart[] | Failed;
  readonly servers: readonly (ServerFacts | (Failed & { readonly server: string }))[];
  readonly temporal?: { readonly address: string; readonly found: TemporalFacts | Failed };
  /** How far the clocks of others are ahead of this machine's, in milliseconds. */
  readonly clocks: readonly { readonly of: string; readonly aheadMs: number }[];
  readonly configuration?: {
    /** Or a folder of files. */
    readonly file: string;
    readonly problem?: string;
    /** Whether it is what runs; absent if the API does not say. */
    readonly isApplied?: boolean;
  };
  readonly dataFolder?: {
    readonly path: string;
    readonly isWritable: boolean;
    readonly freeBytes: number;
  };
  /** Files with keys in them that others on this machine may read. */
  readonly openSecrets: readonly string[];
  /** A key is sent to another machine without encryption. */
  readonly keyInTheClear: boolean;
}
