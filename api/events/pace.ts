/** How a source looks. Milliseconds. */
export interface Pace {
  /** Between two looks. */
  readonly lookEvery: number;
  /** Between two looks while nobody answers. */
  readonly lookAgainAfterFailure: number;
  readonly heartbeatEvery: number;
  /** So long it goes on without a listener: whoever comes back in that time misses nothing. */
  readonly lingers: number;
  /** Events that are kept for those who come back. */
  readonly kept: number;
}

/** Nest's name for the {@link Pace} of the sources. */
export const EVENT_PACE = Symbol('EventPace');

/** Quick enough to watch, and cheap enough to go on for a day. */
export const USUAL_PACE: Pace = {
  lookEvery: 500,
  lookAgainAfterFailure: 2_000,
  heartbeatEvery: 15_000,
  lingers: 2 * 60_000,
  kept: 2_000,
};
