import { access, appendFile, mkdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import { AutoSyncError, ensureError } from '../../domain/errors.js';
import type { AuditLog, AuditRecord } from './audit-record.js';
import { withoutSecrets } from './without-secrets.js';

/** Where the audit log is if AUTOSYNC_AUDIT does not say: in the data folder of `npm start`. */
export const DEFAULT_AUDIT_FILE = '.autosync/audit/audit.log';

/** How large a file becomes before the next begins, and how many are kept: half a gigabyte. */
export interface AuditRotation {
  /** As rotating-file-stream writes it, for example `10M`. */
  readonly size: string;
  readonly files: number;
}

/** For the account that runs the API alone. */
const MODE = 0o600;

const ROTATION: AuditRotation = { size: '10M', files: 50 };

/**
 * An audit log in a file, one JSON document on each line; the newest of the earlier ones is `….1`.
 *
 * @param now milliseconds since 1970
 */
export function auditFile(
  file: string,
  { size, files }: AuditRotation = ROTATION,
  now: () => number = Date.now,
): AuditLog {
  const place = resolve(file);
  let stream: RotatingFileStream | undefined;
  let failure: string | undefined;
  let last: Promise<void> = Promise.resolve();

  function opened(): RotatingFileStream {
    if (stream && !stream.destroyed) return stream;
    stream = createStream(basename(place), { path: dirname(place), size, rotate: files, mode: MODE });
    // Each write is told of what went wrong with it; without a listener the process would end.
    stream.on('error', () => undefined);
    return stream;
  }

  async function append(line: string): Promise<void> {
    // A file that somebody has moved away is written on unseen: the next line begins a new one.
    if (stream && !(await isThere(place))) await ended(stream);
    const to = opened();
    await new Promise<void>((done, failed) => {
      to.write(line, (error) => (error ? failed(error) : done()));
    });
  }

  return {
    place,
    failure: () => failure,
    async write(record) {
      const line = lineOf(record, now());
      const written = last.then(() => append(line));
      last = written.catch(() => undefined);
      try {
        await written;
        failure = undefined;
      } catch (error) {
        failure = describeFailure(place, error);
        throw unavailable(failure, error);
      }
    },
    async close() {
      await last;
      if (stream) await ended(stream);
    },
  };
}

/**
 * Adds a record to the file of an API that may be running: a file that is full is left for that one to follow.
 *
 * @param now milliseconds since 1970
 * @throws {AutoSyncError} `audit-unavailable`
 */
export async function appendToAuditFile(file: string, record: AuditRecord, now: number): Promise<void> {
  const place = resolve(file);
  try {
    await mkdir(dirname(place), { recursive: true });
    await appendFile(place, lineOf(record, now), { mode: MODE });
  } catch (error) {
    throw unavailable(describeFailure(place, error), error);
  }
}

function lineOf(record: AuditRecord, now: number): string {
  return `${JSON.stringify({ time: new Date(now).toISOString(), ...record }, cleaned)}\n`;
}

function describeFailure(place: string, error: unknown): string {
  return `${place} cannot be written: ${ensureError(error).message}`;
}

function unavailable(failure: string, cause: unknown): AutoSyncError {
  return new AutoSyncError('audit-unavailable', `The audit log ${failure}.`, { cause });
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function ended(stream: RotatingFileStream): Promise<void> {
  if (stream.destroyed) return;
  await new Promise<void>((done) => {
    stream.once('close', done);
    stream.end();
  });
}

function cleaned(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? withoutSecrets(value) : value;
}
