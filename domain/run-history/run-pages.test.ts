import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleRun } from '../../test/sample-run.js';
import type { ManagementAgent } from '../management-agent/management-agent.js';
import { parseRunDetails } from './parse-run-details.js';
import type { RunDetails } from './run-details.js';
import { joinPages, PAGE_BYTES, pageOfRun, type RunPage } from './run-pages.js';

const LIMIT = 16 * 1024;

function ma(number: number): ManagementAgent {
  const id = `{00000000-0000-4000-8000-${String(number).padStart(12, '0')}}`;
  return { id, name: `Directory of branch ${number}`, category: 'AD', partitions: [], runProfiles: [] };
}

/** All pages of a run, one after another. */
function pagesOf(run: RunDetails, bytes = PAGE_BYTES): RunPage[] {
  const pages = [pageOfRun(run, undefined, bytes)];
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) pages.push(pageOfRun(run, next, bytes));
  return pages;
}

const sizeOf = (page: RunPage) => Buffer.byteLength(JSON.stringify(page));
const joined = (pages: readonly RunPage[]) => pages.reduce(joinPages);

describe('a run on its way through Temporal', () => {
  it('is one page as a rule, and the same', () => {
    const run = sampleRun(
      ma(1),
      { type: 'full-import', staged: { add: 3 } },
      { type: 'delta-sync', outbound: [[ma(2), 3]] },
    );
    expect(pageOfRun(run)).toEqual(run);
  });

  it('with changes for 300 management agents: no page over 16 KiB, none of them lost', () => {
    const outbound = Array.from({ length: 300 }, (_, index) => [ma(index), index + 1] as const);
    const run = sampleRun(ma(999), { type: 'full-sync', outbound });
    const pages = pagesOf(run);
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(sizeOf(page)).toBeLessThan(LIMIT);
    expect(joined(pages)).toEqual(run);
  });

  it('leaves out management agents for which nothing was changed', () => {
    const run = sampleRun(ma(1), {
      type: 'delta-sync',
      outbound: [
        [ma(2), 0],
        [ma(3), 1],
      ],
    });
    expect(pageOfRun(run).steps[0]?.outbound.map(({ managementAgentId }) => managementAgentId)).toEqual([
      ma(3).id,
    ]);
  });

  it('with 5,000 errors: under 16 KiB, all of them counted, by type', () => {
    const page = pageOfRun(parseRunDetails(xmlWithErrors(5_000)));
    expect(sizeOf(page)).toBeLessThan(LIMIT);
    expect(page.next).toBeUndefined();
    expect(page.steps[0]).toMatchObject({ errorCount: 5_000 });
    expect(page.steps[0]?.errorTypes?.reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
    expect(page.steps[0]?.errors.length).toBeLessThan(10);
  });

  it('cuts what could be of any length', () => {
    const [step] = sampleRun(ma(1), { type: 'export' }).steps;
    if (!step) throw new Error('The sample has no step');
    const long = 'ü'.repeat(100_000);
    const error = { kind: 'export', type: long, dn: long, detail: long } as const;
    const run = { ...sampleRun(ma(1)), initiator: long, steps: [{ ...step, result: long, errors: [error] }] };
    expect(sizeOf(pageOfRun(run))).toBeLessThan(LIMIT);
  });

  it('holds for any run: pages stay small, end, and tell the whole run together', () => {
    const steps = fc.array(fc.array(fc.nat(3), { maxLength: 40 }), { maxLength: 12 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 2_000, max: PAGE_BYTES }), (changes, bytes) => {
        const run = sampleRun(
          ma(0),
          ...changes.map((of) => ({
            type: 'delta-sync' as const,
            outbound: of.map((number, index) => [ma(index), number] as const),
          })),
        );
        const pages = pagesOf(run, bytes);
        for (const page of pages) expect(sizeOf(page)).toBeLessThanOrEqual(bytes);
        expect(joined(pages)).toEqual({
          ...run,
          steps: run.steps.map((step) => ({
            ...step,
            outbound: step.outbound.filter((target) => target.changes > 0),
          })),
        });
      }),
    );
  });
});

/** A delta synchronization in which so many objects failed, with a long call stack each. */
function xmlWithErrors(count: number): string {
  const errors = Array.from(
    { length: count },
    (_, index) =>
      `<import-error dn="CN=person ${index},OU=people,DC=fabrikam,DC=test"><error-type>${index % 2 ? 'extension-dll-exception' : `type-${index % 40}`}</error-type><extension-error-info><call-stack>${'at Rules.Provision() '.repeat(40)}</call-stack></extension-error-info></import-error>`,
  );
  return `<run-history><run-details><ma-id>{1}</ma-id><ma-name>HR</ma-name><run-number>7</run-number><run-profile-name>DS</run-profile-name><security-id>FABRIKAM\\svc</security-id><step-details step-number="1"><start-date>2001-02-03 04:05:06.000</start-date><end-date>2001-02-03 04:06:06.000</end-date><step-result>completed-sync-errors</step-result><step-description><step-type type="apply-rules"><apply-rules-subtype>apply-pending</apply-rules-subtype></step-type><partition>default</partition></step-description><synchronization-errors>${errors.join('')}</synchronization-errors></step-details></run-details></run-history>`;
}
