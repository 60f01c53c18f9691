import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newApiKey, writeApiKey } from '../access/keys/api-key.js';
import { auditFile } from './audit-file.js';
import type { AuditLog, AuditRecord } from './audit-record.js';
import { withoutSecrets } from './without-secrets.js';

let folder: string;
let file: string;
let log: AuditLog | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autosync-audit-'));
  file = join(folder, 'audit', 'audit.log');
});
afterEach(async () => {
  await log?.close();
  log = undefined;
  await rm(folder, { recursive: true, force: true });
});

function opened(rotation = { size: '10M', files: 50 }): AuditLog {
  log = auditFile(file, rotation, () => Date.parse('2001-01-01T10:00:00.000Z'));
  return log;
}

function refused(
  id: string,
  detail = 'The request has no token.',
): Extract<AuditRecord, { event: 'refused' }> {
  return {
    event: 'refused',
    id,
    from: '192.0.2.7',
    method: 'GET',
    route: '/api/v1/me',
    path: {},
    status: 401,
    code: 'unauthenticated',
    detail,
  };
}

async function lines(of = file): Promise<readonly Record<string, unknown>[]> {
  const text = await readFile(of, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the audit file', () => {
  test('has a line for each record, in order, with its time, for its owner alone', async () => {
    const audit = opened();
    await Promise.all(Array.from({ length: 20 }, (_, n) => audit.write(refused(String(n)))));
    const written = await lines();
    expect(written.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
    expect(written[0]).toEqual({ time: '2001-01-01T10:00:00.000Z', ...refused('0') });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('goes on where an earlier process ended', async () => {
    await opened().write(refused('before'));
    await log?.close();
    await opened().write(refused('after'));
    expect((await lines()).map(({ id }) => id)).toEqual(['before', 'after']);
  });

  test('begins a new file when one is full, and keeps as many as it should', async () => {
    const audit = opened({ size: '1K', files: 2 });
    for (let n = 0; n < 30; n += 1) await audit.write(refused(String(n)));
    const names = (await readdir(join(folder, 'audit'))).toSorted();
    expect(names).toEqual(['audit.log', 'audit.log.1', 'audit.log.2']);
    const kept = await Promise.all(names.toReversed().map((name) => lines(join(folder, 'audit', name))));
    const ids = kept.flat().map(({ id }) => Number(id));
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, n) => 30 - ids.length + n));
  });

  test('that somebody has moved away is begun anew', async () => {
    const audit = opened();
    await audit.write(refused('before'));
    await rename(file, `${file}.kept`);
    await audit.write(refused('after'));
    expect(await lines()).toMatchObject([{ id: 'after' }]);
    expect(await lines(`${file}.kept`)).toMatchObject([{ id: 'before' }]);
  });

  test('that cannot be written is told, until it can', async () => {
    await writeFile(join(folder, 'audit'), 'a file where a folder should be');
    const audit = opened();
    await expect(audit.write(refused('lost'))).rejects.toMatchObject({
      name: 'AutoSyncError',
      code: 'audit-unavailable',
      message: expect.stringContaining(`The audit log ${file} cannot be written`),
    });
    expect(audit.failure()).toContain(file);
    await rm(join(folder, 'audit'));
    await audit.write(refused('kept'));
    expect(audit.failure()).toBeUndefined();
    expect(await lines()).toMatchObject([{ id: 'kept' }]);
  });

  test('has no token in it, wherever somebody has put one', async () => {
    const token = writeApiKey(newApiKey());
    const audit = opened();
    await audit.write({
      ...refused('1', `Bearer ${token}`),
      path: { managementAgent: token, requestId: `before ${token}/after` },
      who: token,
    });
    expect(await readFile(file, 'utf8')).not.toContain(token.slice(-43));
    expect(await readFile(file, 'utf8')).toContain(token.slice(0, 21));
  });
});

test('no text keeps a token, whatever stands around it', () => {
  const jwt = fc
    .tuple(fc.base64String({ minLength: 8 }), fc.base64String({ minLength: 8 }))
    .map((parts) => ['eyJhbGciOiJSUzI1NiJ9', ...parts.map((part) => part.replace(/[+/=]/g, '_'))].join('.'));
  const key = fc.constant(undefined).map(() => writeApiKey(newApiKey()));
  const around = fc.string({ maxLength: 20 }).map((text) => text.replace(/[\w-]/g, ' '));
  fc.assert(
    fc.property(around, fc.oneof(jwt, key), around, (before, secret, after) => {
      expect(withoutSecrets(before + secret + after)).not.toContain(secret.slice(-8));
    }),
  );
});

test.each(['', 'nothing secret', 'autosync/default/cycle/HR/1', 'autosync_a801052b2937', 'eyJ', 'e.y.J'])(
  '"%s" holds none, and stays as it is',
  (text) => {
    expect(withoutSecrets(text)).toBe(text);
  },
);
