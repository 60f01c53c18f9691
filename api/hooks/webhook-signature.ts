import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { AutoSyncError, ensureError } from '../../domain/errors.js';

/** What a sender signs: the headers of the specification "Standard Webhooks". */
export interface SignedRequest {
  readonly id: string | undefined;
  /** Seconds since 1970. */
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: string;
}

/** As the specification asks for. */
const SHORTEST_KEY_BYTES = 24;

/**
 * Checks the signature of a request, in constant time, and that it was signed within the last five minutes.
 *
 * @param secret `whsec_` and the key in base64
 * @returns when it was signed; milliseconds since 1970, by the sender's clock
 * @throws {AutoSyncError} `webhook-refused`, or `secret-unavailable` for a secret that is none
 */
export function verifyWebhook(request: SignedRequest, secret: string): number {
  const { id, timestamp, signature, body } = request;
  if (!id || !timestamp || !signature) {
    throw new AutoSyncError(
      'webhook-refused',
      'The request is not signed: it needs the headers webhook-id, webhook-timestamp and webhook-signature.',
    );
  }
  if (!/^[\w.:@+=-]{1,200}$/.test(id) || !/^\d{1,11}$/.test(timestamp)) {
    throw new AutoSyncError(
      'webhook-refused',
      'webhook-id must be of 1 to 200 letters, digits and _ . : @ + = -, and webhook-timestamp the seconds since 1970.',
    );
  }
  const webhook = webhookOf(secret);
  try {
    webhook.verify(
      body,
      { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature },
      { jsonParse: false },
    );
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    throw new AutoSyncError('webhook-refused', `The request is refused: ${whyIn(error)}.`, { cause: error });
  }
  return Number(timestamp) * 1000;
}

function webhookOf(secret: string): Webhook {
  const key = secret.replace(/^whsec_/, '');
  const isKey = /^[A-Za-z0-9+/]+={0,2}$/.test(key) && Buffer.from(key, 'base64').length >= SHORTEST_KEY_BYTES;
  if (isKey) {
    try {
      return new Webhook(secret);
    } catch (error) {
      throw noKey(ensureError(error));
    }
  }
  throw noKey();
}

function noKey(cause?: Error): AutoSyncError {
  return new AutoSyncError(
    'secret-unavailable',
    `The secret of the webhook is none: it must be whsec_ and at least ${SHORTEST_KEY_BYTES} bytes in base64.`,
    cause && { cause },
  );
}

function whyIn({ message }: Error): string {
  switch (message) {
    case 'Message timestamp too old':
      return 'it was signed more than five minutes ago';
    case 'Message timestamp too new':
      return 'it was signed more than five minutes in the future';
    default:
      return 'its signature is not right, or there is no such webhook';
  }
}
