import { describe, expect, it } from 'vitest';
import { readRunFixture, readRunHistoryXml } from '../../test/run-history-fixture.js';
import { sampleId } from '../../test/sample-server.js';
import { ERRORS_KEPT_PER_STEP, parseRunDetails, parseRunHistory } from './parse-run-details.js';

const NONE_STAGED = { noChange: 0, add: 0, update: 0, rename: 0, delete: 0, deleteAdd: 0, failure: 0 };
const NONE_EXPORTED = { add: 0, update: 0, rename: 0, delete: 0, deleteAdd: 0, failure: 0 };
const NORA = 'CN=Nora Field,OU=Staff,DC=fabrikam,DC=test';

describe('a run', () => {
  it('has its management agent, number, profile and initiator', () => {
    expect(readRunFixture('delta-import')).toMatchObject({
      managementAgentId: '{10000000-0000-4000-8000-0000000000A2}',
      managementAgentName: 'AD',
      runNumber: 412,
      runProfile: 'DI',
      initiator: 'FABRIKAM\\svc-autosync',
    });
  });

  it('has its steps in the order in which they ran, though the engine lists the newest first', () => {
    const { steps } = readRunFixture('multi-step-newest-first');
    expect(steps.map(({ number, type, start }) => [number, type, start.slice(11, 19)])).toEqual([
      [1, 'delta-import', '03:00:00'],
      [2, 'delta-sync', '03:00:10'],
      [3, 'export', '03:00:20'],
    ]);
  });
});

describe('an import step', () => {
  it('has what it staged, by operation, and when it ran, in UTC', () => {
    expect(readRunFixture('delta-import').steps).toEqual([
      {
        number: 1,
        type: 'delta-import',
        partition: 'DC=fabrikam,DC=test',
        start: '2001-02-03T06:15:02.117Z',
        end: '2001-02-03T06:15:21.660Z',
        result: 'success',
        staging: { noChange: 0, add: 3, update: 27, rename: 1, delete: 2, deleteAdd: 1, failure: 4 },
        export: NONE_EXPORTED,
        outbound: [],
        inboundObjects: 0,
        errorCount: 0,
        errors: [],
      },
    ]);
  });

  it('has what did not change, in a full import', () => {
    expect(readRunFixture('full-import').steps[0]?.staging).toEqual({
      ...NONE_STAGED,
      noChange: 24_871,
      add: 12,
      update: 40,
      delete: 5,
    });
  });

  it('that also synchronizes has both, for each partition', () => {
    const { steps } = readRunFixture('combined-import-sync-two-partitions');
    expect(steps.map(({ type, partition }) => [type, partition])).toEqual([
      ['delta-import-delta-sync', 'DC=fabrikam,DC=test'],
      ['delta-import-delta-sync', 'DC=branch,DC=fabrikam,DC=test'],
    ]);
    expect(steps[0]?.staging).toMatchObject({ add: 1, update: 53 });
    expect(
      steps[0]?.outbound.map(({ managementAgentName, changes }) => [managementAgentName, changes]),
    ).toEqual([
      ['HR', 2],
      ['MIM Service', 13],
    ]);
  });
});

describe('a synchronization step', () => {
  it('has the changes that it made for each management agent; evaluated and unchanged is no change', () => {
    const [step] = readRunFixture('delta-sync-two-outbound').steps;
    expect(step?.outbound).toEqual([
      {
        managementAgentId: '{10000000-0000-4000-8000-0000000000A2}',
        managementAgentName: 'AD',
        changes: 12 + 5 + 38,
      },
      {
        managementAgentId: '{10000000-0000-4000-8000-0000000000A3}',
        managementAgentName: 'MIM Service',
        changes: 12 + 1 + 31,
      },
      {
        managementAgentId: '{10000000-0000-4000-8000-0000000000A4}',
        managementAgentName: 'Phones',
        changes: 0,
      },
    ]);
  });

  it('counts the objects that it worked on, without disconnectors that remain and connectors without flow', () => {
    expect(readRunFixture('delta-sync-two-outbound').steps[0]?.inboundObjects).toBe(2 + 10 + 38 + 5);
  });
});

describe('a step with several blocks of inbound counters', () => {
  it('has the sum of them', () => {
    const xml = readRunHistoryXml('delta-sync-two-outbound').replace(
      /<inbound-flow-counters>[^]*<\/inbound-flow-counters>/,
      (block) => block + block,
    );
    expect(parseRunDetails(xml).steps[0]?.inboundObjects).toBe(2 * 55);
  });
});

describe('an export step', () => {
  it('has what it wrote, and what it could not write', () => {
    expect(readRunFixture('export-with-errors').steps[0]).toMatchObject({
      type: 'export',
      result: 'completed-export-errors',
      staging: NONE_STAGED,
      export: { add: 11, update: 37, rename: 0, delete: 5, deleteAdd: 0, failure: 2 },
      errorCount: 2,
      errors: [
        {
          kind: 'export',
          type: 'permission-issue',
          dn: NORA,
          detail: 'Insufficient access rights to perform the operation.',
        },
        { kind: 'export', type: 'cd-existing-object' },
      ],
    });
  });
});

describe('a step in progress', () => {
  it('has no end, and says how far its referential updates are', () => {
    const [step] = readRunFixture('in-progress-referential-updates').steps;
    expect(step).toMatchObject({ result: 'completing-referential-updates', progress: '120/340' });
    expect(step).not.toHaveProperty('end');
  });

  it('follows steps that have ended', () => {
    const { steps } = readRunFixture('in-progress-second-step');
    expect(steps.map(({ result, end }) => [result, end === undefined])).toEqual([
      ['success', false],
      ['in-progress', true],
    ]);
    expect(steps[1]).not.toHaveProperty('progress');
  });
});

describe('a step that was stopped', () => {
  it('leaves alone what the steps before it did', () => {
    const { steps } = readRunFixture('stopped-second-step');
    expect(steps.map(({ result, staging }) => [result, staging.update])).toEqual([
      ['success', 2],
      ['stopped-connectivity', 0],
    ]);
  });
});

describe('errors', () => {
  it('of discovery, synchronization and metaverse retry are told apart, with the first words of each', () => {
    const [imported, synchronized] = readRunFixture('every-kind-of-error').steps;
    expect(imported?.errors).toEqual([
      { kind: 'discovery', type: 'missing-anchor-value', dn: '' },
      {
        kind: 'discovery',
        type: 'invalid-attribute-value',
        dn: 'CN=4712',
        detail: 'The attribute value is too long.',
      },
    ]);
    expect(synchronized?.errors).toEqual([
      {
        kind: 'synchronization',
        type: 'extension-dll-exception',
        dn: 'CN=4711',
        detail: 'System.ArgumentNullException: Value cannot be null.',
      },
      {
        kind: 'metaverse-retry',
        type: 'ambiguous-import-flow-from-multiple-connectors',
        dn: 'Ola Brand',
      },
      { kind: 'metaverse-retry', type: 'unexpected-error', dn: 'Kim Reed' },
    ]);
  });

  it('show an exported change that the directory did not keep', () => {
    expect(readRunFixture('exported-change-not-reimported').steps[0]).toMatchObject({
      result: 'completed-sync-errors',
      errorCount: 1,
      errors: [{ kind: 'synchronization', type: 'exported-change-not-reimported', dn: NORA }],
    });
  });

  it('by the thousand are counted, and a few of them kept, each cut short', () => {
    const callStack = `${'x'.repeat(400)}\n   at Fabrikam.Flows.Map(MVEntry &lt;entry&gt;)\n`.repeat(3);
    const one = `<import-error cs-guid="{1}" dn="CN=O&apos;Neil &amp; Sons">
      <error-type>extension-dll-exception</error-type>
      <extension-error-info><call-stack>${callStack}</call-stack></extension-error-info></import-error>`;
    const run = parseRunDetails(
      readRunHistoryXml('delta-import').replace(
        '<synchronization-errors/>',
        `<synchronization-errors>${one.repeat(5_000)}</synchronization-errors>`,
      ),
    );
    expect(run.steps[0]?.errorCount).toBe(5_000);
    expect(run.steps[0]?.errors).toHaveLength(ERRORS_KEPT_PER_STEP);
    expect(run.steps[0]?.errors[0]).toMatchObject({ dn: "CN=O'Neil & Sons", detail: 'x'.repeat(300) });
    expect(JSON.stringify(run).length).toBeLessThan(4_096);
  });
});

describe('the text around a run', () => {
  it('may declare utf-16, as WMI does for what is a string by then', () => {
    const xml = readRunHistoryXml('delta-import').replace('encoding="utf-8"', 'encoding="utf-16"');
    expect(parseRunDetails(xml)).toEqual(readRunFixture('delta-import'));
  });

  it.each(['\uFEFF', '\r\n  '])('may begin with %j', (beginning) => {
    const xml = readRunHistoryXml('delta-import').replace(/^<\?xml.*\?>\s*/, beginning);
    expect(parseRunDetails(xml)).toEqual(readRunFixture('delta-import'));
  });

  it('may spread values over lines', () => {
    const xml = readRunHistoryXml('delta-import').replaceAll(/>([^<>\s][^<>]*)<\//g, '>\n   $1\n  </');
    expect(parseRunDetails(xml)).toEqual(readRunFixture('delta-import'));
  });

  it('may hold letters beyond ASCII, and characters by name or number', () => {
    const xml = readRunHistoryXml('export-with-errors')
      .replaceAll('<ma-name>AD</ma-name>', '<ma-name>Größe &amp; Mühle &#8364;&#x20AC;</ma-name>')
      .replaceAll('CN=Nora Field', 'CN=N&#xF6;ra \u0160');
    const run = parseRunDetails(xml);
    expect(run.managementAgentName).toBe('Größe & Mühle €€');
    expect(run.steps[0]?.errors[0]?.dn).toBe('CN=Nöra \u0160,OU=Staff,DC=fabrikam,DC=test');
  });

  it('may name things by what looks like a number', () => {
    const xml = readRunHistoryXml('delta-import')
      .replace('<run-profile-name>DI</run-profile-name>', '<run-profile-name>007</run-profile-name>')
      .replace('<ma-name>AD</ma-name>', '<ma-name>1e3</ma-name>');
    expect(parseRunDetails(xml)).toMatchObject({ runProfile: '007', managementAgentName: '1e3' });
  });

  it('may hold several runs', () => {
    const second = readRunHistoryXml('full-import').replace(/[^]*<run-history>/, '');
    const both = readRunHistoryXml('delta-import').replace('</run-history>', '') + second;
    expect(parseRunHistory(both).map(({ runNumber }) => runNumber)).toEqual([412, 87]);
  });

  it('may repeat a step type that this version does not know: the step is there, without a type', () => {
    const xml = readRunHistoryXml('delta-import').replace('type="delta-import"', 'type="password-sync"');
    const [step] = parseRunDetails(xml).steps;
    expect(step).toHaveProperty('type', undefined);
    expect(step?.staging.add).toBe(3);
  });
});

describe('a management agent that never ran', () => {
  it.each([
    readRunHistoryXml('never-ran'),
    '<run-history></run-history>',
    '<?xml version="1.0" encoding="utf-16"?>\n<run-history>\n</run-history>',
  ])('has no runs: %j', (xml) => {
    expect(parseRunHistory(xml)).toEqual([]);
  });

  it('has no last run', () => {
    expect(() => parseRunDetails('<run-history/>')).toThrow(/hold no run/);
  });
});

describe('what is no run history', () => {
  const REFUSED = expect.objectContaining({ name: 'AutoSyncError', code: 'engine-refused' }) as Error;

  it.each([
    ['nothing', ''],
    ['words', 'The RPC server is unavailable.'],
    ['an error of the engine', '<error>0x80230304</error>'],
    ['a page', '<html><body>502</body></html>'],
    ['a document that ends too early', readRunHistoryXml('delta-import').slice(0, 1_500)],
    ['a document whose end tag is wrong', '<run-history><run-details></run-history></run-details>'],
    [
      'a run without a number',
      `<run-history><run-details><ma-id>${sampleId('HR')}</ma-id></run-details></run-history>`,
    ],
    ['a run whose number is none', readRunHistoryXml('delta-import').replace('>412<', '>twelve<')],
    ['a run whose number is empty', readRunHistoryXml('delta-import').replace('>412<', '><')],
  ])('is refused: %s', (_, xml) => {
    expect(() => parseRunHistory(xml)).toThrow(REFUSED);
  });

  it('is named', () => {
    const xml = readRunHistoryXml('delta-import').replace('>412<', '>twelve<');
    expect(() => parseRunHistory(xml)).toThrow("The engine's run details lack a valid run-number.");
  });

  it('is quoted, cut short', () => {
    const xml = `<error>${'x'.repeat(10_000)}</error>`;
    expect(() => parseRunHistory(xml)).toThrow(/^The engine's run details .*<error>xxx/);
    expect(() => parseRunHistory(xml)).toThrow(expect.not.stringMatching(/x{500}/) as Error);
  });
});
