import { describe, expect, it } from 'vitest';
import { sampleRun, type SampleStepDetails } from '../../../test/sample-run.js';
import { AD, HR, PHONES } from '../../../test/sample-server.js';
import type { RunDetails, RunError } from '../../run-history/run-details.js';
import {
  describeExportedInVain,
  exportedInVain,
  noteNotReimported,
  flippingObjects,
  type NotReimported,
} from './not-reimported.js';

/** A confirming import that named these objects; `more` errors beyond those that are listed. */
function imported(
  dns: readonly string[],
  options: {
    readonly ma?: typeof AD;
    readonly more?: number;
    readonly others?: number;
  } & Partial<SampleStepDetails> = {},
): RunDetails {
  const { ma = AD, more = 0, others = 0, ...step } = options;
  const run = sampleRun(ma, { type: 'delta-import', ...step });
  const errors: RunError[] = [
    ...Array.from(
      { length: others },
      () => ({ kind: 'discovery', type: 'missing-dn', dn: 'CN=other' }) as const,
    ),
    ...dns.map((dn) => ({ kind: 'synchronization', type: 'exported-change-not-reimported', dn }) as const),
  ];
  const errorCount = errors.length + more;
  return { ...run, steps: run.steps.map((one) => ({ ...one, errors, errorCount })) };
}

const after = (...runs: readonly RunDetails[]): readonly NotReimported[] =>
  runs.reduce<readonly NotReimported[]>(noteNotReimported, []);
const ada = imported(['CN=Ada']);
const target = (changes: number, ma = AD) => ({ managementAgentId: ma.id, changes });

describe('an object that an import does not find as it was exported', () => {
  it('is counted, in a row', () => {
    expect(after(ada, imported(['cn=ada', 'CN=Bo']))).toEqual([
      {
        managementAgentId: AD.id,
        partition: 'default',
        count: 2,
        objects: [
          { dn: 'cn=ada', times: 2 },
          { dn: 'CN=Bo', times: 1 },
        ],
      },
    ]);
  });

  it.each<[string, RunDetails, number]>([
    ['an import that finds it', imported([]), 1],
    ['an import that names another', imported(['CN=Bo']), 1],
    ['an import with other errors alone', imported([], { others: 2 }), 1],
    // These say nothing of it.
    ['an import that was stopped', imported([], { result: 'stopped-connectivity' }), 3],
    ['an import that lists only some of its errors', imported([], { more: 1 }), 3],
    ['an import of another partition', imported([], { partition: 'DC=x' }), 3],
    ['an import of another management agent', imported([], { ma: PHONES }), 3],
    ['a synchronization', sampleRun(AD, { type: 'delta-sync' }), 3],
    ['an export', sampleRun(AD, { type: 'export', exported: { update: 1 } }), 3],
  ])('and then %s: it has come back %i times by the next', (_, between, times) => {
    const [found] = after(ada, ada, between, ada)
      .filter(({ managementAgentId, partition }) => managementAgentId === AD.id && partition === 'default')
      .flatMap(({ objects }) => objects.filter(({ dn }) => dn === 'CN=Ada'));
    expect(found?.times).toBe(times);
  });

  it('is gone when an import that lists only some of its errors counts them by type, and none is of this type', () => {
    const others = imported([], { others: 5, more: 100 });
    const typed = (...types: readonly string[]): RunDetails => ({
      ...others,
      steps: others.steps.map((one) => ({
        ...one,
        errorTypes: types.map((type) => ({ type, count: 1 })),
      })),
    });
    expect(after(ada, typed('missing-dn'))).toEqual([]);
    expect(after(ada, typed('missing-dn', 'exported-change-not-reimported'))).toHaveLength(1);
    expect(after(ada, typed('missing-dn', 'other'))).toHaveLength(1);
  });

  it('is kept only with a few others, those that came back most often first', () => {
    const many = Array.from({ length: 400 }, (_nothing, index) => `CN=${index}`);
    const [noted] = after(ada, imported([...many, 'CN=Ada']));
    expect(noted?.count).toBe(401);
    expect(noted?.objects.map(({ dn }) => dn)).toEqual(['CN=Ada', 'CN=0', 'CN=1', 'CN=2', 'CN=3']);
  });

  it('of however many partitions, what is kept stays small', () => {
    const runs = Array.from({ length: 50 }, (_nothing, index) =>
      imported(['CN=Ada'], { partition: `DC=${index}` }),
    );
    expect(after(...runs)).toHaveLength(20);
  });
});

describe('an export', () => {
  it.each<[string, readonly RunDetails[], ReturnType<typeof target>, readonly string[] | undefined]>([
    ['happens where all came back', [], target(1), undefined],
    ['happens again after once in vain', [ada], target(1), undefined],
    ['happens again after twice in vain', [ada, ada], target(1), undefined],
    ['does not happen after three times in vain', [ada, ada, ada], target(1), ['CN=Ada']],
    ['happens if it has something else to write too', [ada, ada, ada], target(2), undefined],
    ['to another management agent happens', [ada, ada, ada], target(1, HR), undefined],
    ['happens when it came back at last', [ada, ada, ada, imported([])], target(1), undefined],
  ])('%s', (_, runs, to, expected) => {
    expect(exportedInVain(after(...runs), to)).toEqual(expected);
  });

  it('of many objects that all come back, more than are listed, does not happen either', () => {
    const many = imported(['CN=1', 'CN=2', 'CN=3', 'CN=4', 'CN=5'], { more: 95 });
    const known = after(many, many, many);
    expect(exportedInVain(known, target(100))).toHaveLength(5);
    expect(exportedInVain(known, target(101))).toBeUndefined();
  });

  it('that does not happen is told', () => {
    expect(describeExportedInVain('AD', ['CN=Ada', 'CN=Bo'])).toBe(
      '3 times in a row AD did not hold what had been exported to it: CN=Ada and CN=Bo. It is not exported again on their account; what is pending stays pending. See which of their attributes the connected directory changes by itself, or gets from somebody else.',
    );
  });
});

it('what flips has come back more than once in a row', () => {
  expect(flippingObjects([], 3)).toEqual([]);
  expect(flippingObjects(after(ada), 3)).toEqual([]);
  expect(flippingObjects(after(imported(['CN=Bo'], { ma: HR }), ada, ada), 1)).toEqual(['CN=Ada']);
});
