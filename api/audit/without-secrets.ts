/** What looks like an API key, or like the signed token of a provider. */
const SECRETS = /autosync_[0-9a-f]{12}_[\w-]{20,}|eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?|\bBearer\s+\S+/gi;

/** A text in which somebody may have pasted a token, without it. The id of a key is no secret and stays. */
export function withoutSecrets(text: string): string {
  return text.replace(SECRETS, (secret) =>
    secret.toLowerCase().startsWith('autosync_') ? `${secret.slice(0, 21)}_…` : '…',
  );
}
