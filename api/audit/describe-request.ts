import type { Request } from 'express';
import { callerOf } from '../access/by.js';
import type { AuditedRequest } from './audit-record.js';

/** Longer values are cut: a line of the audit log is read by people, and nobody may fill it with one request. */
const LONGEST_VALUE = 500;

/**
 * What the body of a change may say in the audit log. Everything else stays out: a configuration holds texts of which
 * nobody knows whether they are secret.
 */
const OF_THE_BODY = [
  'managementAgent',
  'partition',
  'runProfile',
  'runProfileKind',
  'pendingExports',
  'followUpsOfRun',
  'cancelRuns',
  'finishRun',
  'children',
  'raise',
  'revision',
  'expectedRevision',
] as const;

/** What the answer to a change may say in the audit log: what came of it, by its name. */
const OF_THE_ANSWER = ['cycle', 'revision', 'changed', 'hash'] as const;

const IDS = new WeakMap<Request, string>();

/** What is recorded of a request, whatever becomes of it. */
export function describeRequest(request: Request): AuditedRequest {
  const id = IDS.get(request) ?? crypto.randomUUID();
  IDS.set(request, id);
  const caller = callerOf(request);
  const route: unknown = (request.route as { readonly path?: unknown } | undefined)?.path;
  return {
    id,
    from: request.ip ?? 'unknown',
    method: request.method,
    route: typeof route === 'string' ? route : request.path,
    path: Object.fromEntries(
      // Before there is a route there are none.
      Object.entries(request.params ?? {}).map(([name, value]) => [name, short(String(value))]),
    ),
    ...(caller && { who: short(caller.name), role: caller.role, by: caller.by }),
  };
}

/** The reason that the caller gives, in the body or in the query. */
export function reasonIn(request: Request): string | undefined {
  const why = fieldOf(request.body, 'why') ?? request.query['why'];
  return typeof why === 'string' ? short(why) : undefined;
}

/** What else the body says, as far as it may be told. */
export function askedIn(request: Request): Readonly<Record<string, string | number | boolean>> | undefined {
  return saidIn(request.body, OF_THE_BODY);
}

/** What came of a change, as far as the answer names it. */
export function answeredIn(answer: unknown): Readonly<Record<string, string | number | boolean>> | undefined {
  return saidIn(answer, OF_THE_ANSWER);
}

function saidIn(
  body: unknown,
  fields: readonly string[],
): Readonly<Record<string, string | number | boolean>> | undefined {
  const said: Record<string, string | number | boolean> = {};
  for (const field of fields) {
    const value = fieldOf(body, field);
    if (typeof value === 'string') said[field] = short(value);
    if (typeof value === 'number' || typeof value === 'boolean') said[field] = value;
  }
  return Object.keys(said).length === 0 ? undefined : said;
}

function fieldOf(body: unknown, field: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, field) : undefined;
}

function short(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
