import type { Request } from 'express';
import type { AuditLog, AuditRecord } from './audit-record.js';
import { describeRequest } from './describe-request.js';

type Asked = Extract<AuditRecord, { event: 'change-asked' }>;

const ASKED = new WeakSet<Request>();

/**
 * Records what a request asks for, before anything is done.
 *
 * @throws {AutoSyncError} `audit-unavailable`: then nothing may be done
 */
export async function askChange(
  audit: AuditLog,
  request: Request,
  more: Pick<Asked, 'why' | 'asked'> = {},
): Promise<void> {
  await audit.write({ event: 'change-asked', ...describeRequest(request), ...more });
  ASKED.add(request);
}

/** Whether it is recorded what the request asks for: then what came of it must be recorded, too. */
export function isChangeAsked(request: Request): boolean {
  return ASKED.has(request);
}
