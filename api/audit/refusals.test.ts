import { expect, test } from 'vitest';
import { fakeAudit } from '../../test/api/fake-dependencies.js';
import type { AuditRecord } from './audit-record.js';
import { Refusals } from './refusals.js';

function from(source: string): Extract<AuditRecord, { event: 'refused' }> {
  return {
    event: 'refused',
    id: '1',
    from: source,
    method: 'GET',
    route: '/api/v1/me',
    path: {},
    status: 401,
    code: 'unauthenticated',
    detail: 'The request has no token.',
  };
}

test('the first refusals of a source are recorded each, the rest as a number', async () => {
  const audit = fakeAudit();
  const refusals = new Refusals(audit, { each: 3, withinMs: 60_000, sources: 10 });
  for (let n = 0; n < 10; n += 1) await refusals.record(from('192.0.2.1'));
  await refusals.record(from('192.0.2.2'));
  expect(audit.records.map((record) => record.event === 'refused' && record.from)).toEqual([
    '192.0.2.1',
    '192.0.2.1',
    '192.0.2.1',
    '192.0.2.2',
  ]);
  await refusals.flush();
  expect(audit.records.slice(4)).toEqual([
    { event: 'refused-more', from: '192.0.2.1', code: 'unauthenticated', count: 7 },
  ]);
  await refusals.record(from('192.0.2.1'));
  await refusals.flush();
  expect(audit.records).toHaveLength(6);
});

test('however many sources there are, what is recorded and remembered has an end', async () => {
  const audit = fakeAudit();
  const refusals = new Refusals(audit, { each: 2, withinMs: 60_000, sources: 5 });
  for (let n = 0; n < 1_000; n += 1) await refusals.record(from(`192.0.2.${n}`));
  await refusals.flush();
  expect(audit.records).toHaveLength(5 + 2 + 1);
  expect(audit.records.at(-1)).toEqual({
    event: 'refused-more',
    from: 'others',
    code: 'unauthenticated',
    count: 993,
  });
});

test('a refusal that cannot be recorded is a refusal all the same', async () => {
  const refusals = new Refusals({
    ...fakeAudit(),
    write: () => Promise.reject(new Error('the disk is full')),
  });
  await expect(refusals.record(from('192.0.2.1'))).resolves.toBeUndefined();
});
