import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { unpackText } from '../../temporal/configuration/packed-text.js';

type IHistory = proto.temporal.api.history.v1.IHistory;
const { History } = proto.temporal.api.history.v1;

/** All secrets that tests plant begin with it. Letters alone: it stands in JSON, and in a key in base64, as it is. */
export const PLANTED = 'plantedSecretNeverToBeSeen';

/** How a packed text begins: gzip's first bytes, in base64. */
const PACKED_TEXT = /H4sI[A-Za-z0-9+/=]{20,}/g;

/** What a search of histories found. */
export interface Searched {
  /** How many histories there were. */
  readonly histories: number;
  /** The workflows whose histories have the text in them. */
  readonly found: readonly string[];
}

/** Looks for a text in the history of every workflow of the client's namespace, running or closed. */
export async function searchHistories(client: Client, text: string): Promise<Searched> {
  const found: string[] = [];
  let histories = 0;
  for await (const { workflowId, history } of client.workflow.list().intoHistories()) {
    histories += 1;
    // On the wire, texts and payloads stand as they are. In JSON, payloads would be in base64.
    const wire = Buffer.from(History.encode(history as IHistory).finish()).toString('utf8');
    const packed = await Promise.all(Array.from(wire.matchAll(PACKED_TEXT), ([match]) => unpackText(match)));
    if ([wire, ...packed].some((one) => one.includes(text))) found.push(workflowId);
  }
  return { histories, found };
}
