import { AutoSyncError } from '../../domain/errors.js';
import { resolveSecret } from '../resolve-secret.js';
import type { ServerConfiguration } from '../schema.js';
import { secret, type Secret } from '../settings/secret.js';
import { settingPath, type Finding } from './finding.js';

/**
 * Secrets of a sync server that are not there. Those of what is disabled are not needed.
 *
 * @param env environment of this machine, which may not be the one that uses them
 */
export async function checkSecrets(
  id: string,
  server: ServerConfiguration,
  env: NodeJS.ProcessEnv,
): Promise<readonly Finding[]> {
  const findings = await Promise.all(
    secretsIn(server).map(async ({ keys, kept }): Promise<readonly Finding[]> => {
      try {
        await resolveSecret(kept, env);
        return [];
      } catch (error) {
        if (!(error instanceof AutoSyncError)) throw error;
        const path = settingPath(id, ...keys);
        return [{ severity: 'warning', path, message: error.message, fix: fixFor(keys) }];
      }
    }),
  );
  return findings.flat();
}

interface PlacedSecret {
  readonly keys: readonly string[];
  readonly kept: Secret;
}

/** Wherever they stand: whoever adds a setting with a secret need not think of this. */
function secretsIn(settings: unknown, keys: readonly string[] = []): readonly PlacedSecret[] {
  if (typeof settings !== 'object' || settings === null) return [];
  const kept = secret.safeParse(settings);
  if (kept.success) return [{ keys, kept: kept.data }];
  if ('disabled' in settings && settings.disabled === true) return [];
  return Object.entries(settings).flatMap(([key, value]) => secretsIn(value, [...keys, key]));
}

function fixFor(keys: readonly string[]): string {
  return keys.includes('triggers')
    ? 'Set it for the API to whsec_ and a key of 24 bytes or more in base64: without it requests to the webhook are refused.'
    : 'Set it for the worker, which uses it: without it the controller counts as one that cannot be reached, and its management agents are stopped.';
}
