/**
 * Every way in which this program can refuse or fail, in one table: what the code means for a caller, whether
 * trying again can help, and what the operator should do.
 *
 * MIM's own result strings are not here: they are the engine's (see `run-result/run-result.ts`).
 */
export const ERRORS = {
  'unknown-server': {
    httpStatus: 404,
    retryable: false,
    operator: 'Use one of the sync servers of the configuration.',
  },
  'unknown-management-agent': {
    httpStatus: 404,
    retryable: false,
    operator: 'Use a management agent of this sync server, by name or id; the message lists them.',
  },
  'unknown-run-profile': {
    httpStatus: 404,
    retryable: false,
    operator: 'Use a run profile of this management agent, or make one in Synchronization Service Manager.',
  },
  'unknown-partition': {
    httpStatus: 404,
    retryable: false,
    operator: 'Use a partition of this management agent, by name or id.',
  },
  'unknown-run': {
    httpStatus: 404,
    retryable: false,
    operator: 'The engine does not have this run: its history may have been cleared.',
  },
  'unknown-cycle': {
    httpStatus: 404,
    retryable: false,
    operator: 'Temporal does not have this cycle: it may be older than the retention period.',
  },
  'unknown-request': {
    httpStatus: 404,
    retryable: false,
    operator: 'Look at the queue again: the request may have been granted or withdrawn meanwhile.',
  },
  'unknown-hold': {
    httpStatus: 404,
    retryable: false,
    operator:
      'Look at what is held again: somebody may have decided meanwhile, or its management agent was stopped.',
  },
  'unknown-lease': {
    httpStatus: 404,
    retryable: false,
    operator: 'Look at what runs again: the run may have ended meanwhile.',
  },
  'unknown-trigger': {
    httpStatus: 404,
    retryable: false,
    operator: 'Use a trigger of this sync server: the list of its triggers names them.',
  },
  'trigger-paused': {
    httpStatus: 409,
    retryable: false,
    operator: 'Resume the trigger, or start what it is paused with, then send the request again.',
  },
  'webhook-refused': {
    httpStatus: 401,
    retryable: false,
    operator:
      "Sign the request as docs/configuration.md says, with the trigger's secret and the time of now; see that both clocks are right.",
  },
  'webhook-replayed': {
    httpStatus: 409,
    retryable: false,
    operator: 'Nothing need be done if it has been sent twice. Else sign it anew, with the time of now.',
  },
  'nothing-runs': {
    httpStatus: 409,
    retryable: false,
    operator: 'There is nothing to cancel: look at what runs again.',
  },
  'unknown-route': {
    httpStatus: 404,
    retryable: false,
    operator: 'Use a path and a method of the API documentation at /api/docs.',
  },
  unauthenticated: {
    httpStatus: 401,
    retryable: false,
    operator:
      'Send a valid token: `Authorization: Bearer …` with an API key (`autosync keys create`) or a token of your OIDC provider.',
  },
  forbidden: {
    httpStatus: 403,
    retryable: false,
    operator: 'Ask an administrator of AutoSync for a key, or a role, that may do this.',
  },
  'too-many-attempts': {
    httpStatus: 429,
    retryable: true,
    operator: 'Wait as long as Retry-After says, then send a token, or a signature, that is valid.',
  },
  'authentication-unavailable': {
    httpStatus: 503,
    retryable: true,
    operator:
      'No token can be checked at present: see whether the OIDC provider can be reached, or mend the file of the API keys, as the message says.',
  },
  'audit-unavailable': {
    httpStatus: 503,
    retryable: true,
    operator: 'Nothing is changed that is not recorded: make the audit log (AUTOSYNC_AUDIT) writable again.',
  },
  'payload-too-large': { httpStatus: 413, retryable: false, operator: 'Send a smaller body.' },
  'unknown-key': {
    httpStatus: 404,
    retryable: false,
    operator: 'Look at `autosync keys list`: the key may be revoked, or in another file (AUTOSYNC_KEYS).',
  },
  'method-not-allowed': {
    httpStatus: 405,
    retryable: false,
    operator: 'Use a method that the header Allow names.',
  },
  'not-acceptable': {
    httpStatus: 406,
    retryable: false,
    operator: 'Ask for a media type that the message names, in the header Accept.',
  },
  'unsupported-media-type': {
    httpStatus: 415,
    retryable: false,
    operator: 'Send JSON, with the header Content-Type: application/json.',
  },
  'invalid-input': { httpStatus: 400, retryable: false, operator: 'Mend the value that the message names.' },
  'invalid-configuration': {
    httpStatus: 422,
    retryable: false,
    operator: 'Mend the setting that the message names, then try again.',
  },
  'unreadable-file': {
    httpStatus: 422,
    retryable: false,
    operator: 'Name a file that is there, and that this account may read.',
  },
  'invalid-server-export': {
    httpStatus: 422,
    retryable: false,
    operator:
      'Export the server configuration again from Synchronization Service Manager (File > Export Server Configuration) into an empty folder.',
  },
  'invalid-lithnet-configuration': {
    httpStatus: 422,
    retryable: false,
    operator: 'Give the configuration file of Lithnet AutoSync, config.xml, as it is.',
  },
  'engine-unreachable': {
    httpStatus: 503,
    retryable: true,
    operator: 'See whether the sync engine (or the simulator) runs and can be reached from this host.',
  },
  'engine-refused': {
    httpStatus: 502,
    retryable: false,
    operator:
      'The sync engine answered in a way that this version does not understand; the message quotes it.',
  },
  'unusable-name': {
    httpStatus: 502,
    retryable: true,
    operator:
      'Rename what the message names in Synchronization Service Manager. AutoSync goes on by itself after that.',
  },
  'threshold-exceeded': {
    httpStatus: 409,
    retryable: false,
    operator:
      'See whether the connected directory was read in full. Then start the management agent, which synchronizes what is staged, or clear its connector space first.',
  },
  'unexpected-change': {
    httpStatus: 409,
    retryable: false,
    operator: 'Do what the reason of your controller asks for, then start what it has stopped.',
  },
  'controller-faulted': {
    httpStatus: 502,
    retryable: false,
    operator: 'Mend the controller, or see why it cannot be reached. Then start the management agent.',
  },
  'secret-unavailable': {
    httpStatus: 503,
    retryable: true,
    operator:
      'Provide the secret that the message names, as an environment variable or a file, to the process that uses it.',
  },
  'unknown-revision': {
    httpStatus: 404,
    retryable: false,
    operator: 'Use one of the revisions that `autosync config history` lists.',
  },
  'revision-text-gone': {
    httpStatus: 410,
    retryable: false,
    operator:
      'Apply the file from where you keep your configuration files (`autosync config apply FILE`), or roll back to a later revision.',
  },
  'configuration-changed': {
    httpStatus: 409,
    retryable: false,
    operator: 'Look at what is applied now (`autosync config show`), and apply again.',
  },
  'configuration-not-applied': {
    httpStatus: 404,
    retryable: false,
    operator: 'Start a worker: it applies its configuration file as the first revision.',
  },
  'run-lock-unreachable': {
    httpStatus: 503,
    retryable: true,
    operator: 'See whether a worker runs on the task queue "autosync"; without one, nothing is decided.',
  },
  'worker-unreachable': {
    httpStatus: 503,
    retryable: true,
    operator: 'Start a worker, or see why it does not answer.',
  },
  'temporal-unreachable': {
    httpStatus: 503,
    retryable: true,
    operator: 'See whether the Temporal server runs and TEMPORAL_ADDRESS names it.',
  },
  'temporal-not-found': {
    httpStatus: 503,
    retryable: false,
    operator:
      'Set TEMPORAL_ADDRESS to a running server, put the Temporal CLI on PATH (or name it in TEMPORAL_CLI), or allow the download.',
  },
  'port-in-use': {
    httpStatus: 503,
    retryable: false,
    operator: 'Choose another port, or end the program that uses this one.',
  },
  'already-running': {
    httpStatus: 409,
    retryable: false,
    operator: 'End the one that runs, or give the new one a data folder of its own (--data).',
  },
  'not-running': {
    httpStatus: 503,
    retryable: false,
    operator: 'Start it with `npm start` in another terminal.',
  },
  'api-unreachable': {
    httpStatus: 503,
    retryable: true,
    operator:
      'Start AutoSync with `autosync up` (or `npm start`), or say where its API is: --api, or AUTOSYNC_API.',
  },
  'process-did-not-start': {
    httpStatus: 503,
    retryable: false,
    operator: 'Mend what the message says. The whole log is in the folder "logs" of the data folder.',
  },
  internal: {
    httpStatus: 500,
    retryable: false,
    operator: 'This is a defect of AutoSync. Report it with the log of the moment.',
  },
} as const satisfies Record<string, { httpStatus: number; retryable: boolean; operator: string }>;

/** A code of {@link ERRORS}. */
export type ErrorCode = keyof typeof ERRORS;

/** The one error class of this program: a code of {@link ERRORS} and a sentence for the person who reads it. */
export class AutoSyncError extends Error {
  readonly code: ErrorCode;

  /**
   * @param code what happened
   * @param message names the thing and the value, and where it helps the choices: it is shown to users as it is
   */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AutoSyncError';
    this.code = code;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }

  get httpStatus(): number {
    return ERRORS[this.code].httpStatus;
  }

  /** What the operator should do about it. */
  get operatorAction(): string {
    return ERRORS[this.code].operator;
  }
}

/** Whatever was thrown, as an `Error`. */
export function ensureError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
