import { defaultPayloadConverter } from '@temporalio/common';
import type proto from '@temporalio/proto';

/** A workflow's history, as Temporal's API has it. */
export type History = proto.temporal.api.history.v1.IHistory;

/** One event of a {@link History}. */
export type HistoryEvent = proto.temporal.api.history.v1.IHistoryEvent;

type Payloads = proto.temporal.api.common.v1.IPayloads | null | undefined;

/** The first of the payloads of an event: most have one. */
export function firstOf(payloads: Payloads): unknown {
  const [first] = payloads?.payloads ?? [];
  return first ? defaultPayloadConverter.fromPayload(first) : undefined;
}

/** When it came about; ISO 8601. */
export function timeOf({ eventTime }: HistoryEvent): string {
  const milliseconds = Number(eventTime?.seconds ?? 0) * 1000 + Math.floor((eventTime?.nanos ?? 0) / 1e6);
  return new Date(milliseconds).toISOString();
}
