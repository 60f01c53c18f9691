import type { Caller } from '../../domain/access/caller.js';
import type { ErrorCode } from '../../domain/errors.js';

/** What is asked for, by whom and from where: the same in every record of a request. */
export interface AuditedRequest {
  /** Of the request: its records have the same. */
  readonly id: string;
  /** The address of the caller. */
  readonly from: string;
  readonly method: string;
  /** The route, for example `/api/v1/servers/:server/stop`. */
  readonly route: string;
  /** The names in its path. */
  readonly path: Readonly<Record<string, string>>;
  /** Name of the caller; absent if nobody knows. */
  readonly who?: string;
  readonly role?: Caller['role'];
  readonly by?: Caller['by'];
}

/** One line of the audit log, but for its time. */
export type AuditRecord =
  /** Written before anything is changed. */
  | (AuditedRequest & {
      readonly event: 'change-asked';
      readonly why?: string;
      /** What the body says of it, as far as it is known to hold no secret. */
      readonly asked?: Readonly<Record<string, string | number | boolean>>;
    })
  /** Written when it is known what came of it. No such record: the API ended meanwhile. */
  | (AuditedRequest & {
      readonly event: 'change-done' | 'change-failed';
      readonly status: number;
      readonly code?: ErrorCode;
      readonly detail?: string;
      /** What the answer names: the cycle that was started, the revision that is applied. */
      readonly answered?: Readonly<Record<string, string | number | boolean>>;
    })
  | (AuditedRequest & {
      readonly event: 'refused';
      readonly status: number;
      readonly code: ErrorCode;
      readonly detail: string;
    })
  /** Refusals of a minute that were too many to write down each. */
  | {
      readonly event: 'refused-more';
      readonly from: string;
      readonly code: ErrorCode;
      readonly count: number;
    };

/** Keeps a record of what was changed and refused. */
export interface AuditLog {
  /**
   * Keeps a record.
   * @throws {AutoSyncError} `audit-unavailable`
   */
  write(record: AuditRecord): Promise<void>;

  /** Why the last record could not be kept; `undefined` if it was. */
  failure(): string | undefined;

  /** Where the records are, for the operator. */
  readonly place: string;

  close(): Promise<void>;
}

/** Nest's name for the {@link AuditLog}. */
export const AUDIT_LOG = Symbol('AuditLog');
