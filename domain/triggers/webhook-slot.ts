/** The time in which the requests to a webhook trigger are one cycle, which starts at its end. */
export interface WebhookSlot {
  /** Part of the cycle's id: it comes of what was signed, so that a replay finds the same cycle. */
  readonly unique: string;
  /** How long after the request the cycle starts, in milliseconds. */
  readonly startDelayMs: number;
}

/**
 * The slot that a request belongs to. It goes by the time that the sender has signed: two requests of one slot, and the
 * same request again, are one cycle, whoever receives them and however often. The cycle starts when the slot has ended, so
 * that it sees what the last of them was about.
 *
 * @param trigger the trigger's name
 * @param timestampMs when the request was signed, by the sender's clock; milliseconds since 1970
 */
export function webhookSlot(trigger: string, timestampMs: number, minIntervalMs: number): WebhookSlot {
  const begin = timestampMs - (timestampMs % minIntervalMs);
  return {
    unique: `webhook ${trigger} ${new Date(begin).toISOString()}`,
    startDelayMs: begin + minIntervalMs - timestampMs,
  };
}
