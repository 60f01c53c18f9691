import { AutoSyncError } from '../domain/errors.js';
import { readAccessSettings, type AccessSettings } from './access/access-settings.js';
import { DEFAULT_AUDIT_FILE } from './audit/audit-file.js';

/** What only the API's process is told by its environment. */
export interface ApiEnvironment {
  /** AUTOSYNC_PORT; 0 = any free one. */
  readonly port: number;
  /** AUTOSYNC_WEB_UI: address of Temporal's Web UI; without it, answers hold no links to it. */
  readonly webUiUrl?: string;
  readonly access: AccessSettings;
  /** AUTOSYNC_AUDIT: file of the audit log. */
  readonly auditFile: string;
}

const DEFAULT_PORT = 8080;

/**
 * Reads the API's settings.
 *
 * @throws {AutoSyncError} `invalid-configuration` that names the variable, its value and the fix
 */
export function readApiEnvironment(env: NodeJS.ProcessEnv): ApiEnvironment {
  const webUiUrl = readWebUiUrl(env['AUTOSYNC_WEB_UI']);
  return {
    port: readPort(env['AUTOSYNC_PORT']),
    ...(webUiUrl !== undefined && { webUiUrl }),
    access: readAccessSettings(env),
    auditFile: env['AUTOSYNC_AUDIT'] || DEFAULT_AUDIT_FILE,
  };
}

function readWebUiUrl(value: string | undefined): string | undefined {
  if (!value) return undefined;
  if (URL.canParse(value) && /^https?:/.test(value)) return value;
  throw new AutoSyncError(
    'invalid-configuration',
    `AUTOSYNC_WEB_UI is "${value}": write an address such as http://127.0.0.1:8233.`,
  );
}

function readPort(value: string | undefined): number {
  if (!value) return DEFAULT_PORT;
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new AutoSyncError(
    'invalid-configuration',
    `AUTOSYNC_PORT is "${value}": write a port number from 0 to 65535; 0 takes any free one.`,
  );
}
