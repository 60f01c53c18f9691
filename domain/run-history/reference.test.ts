import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import which from 'which';
import { describeFollowUp, followUpsOf } from '../cycle/after-run/follow-ups.js';
import { runErrorCount, summarizeRun } from './describe-run.js';
import { parseRunDetails, parseRunHistory } from './parse-run-details.js';

/*
 * Captures of real sync servers, and examples of the same shape, which are not part of this project: these tests run
 * where AUTOSYNC_REFERENCE names the folder that holds them.
 */
const reference = process.env['AUTOSYNC_REFERENCE'];
const captures = join(reference ?? '', 'run-history');
const ownFixtures = fileURLToPath(new URL('../../test/fixtures/run-history', import.meta.url));
const xmllint = which.sync('xmllint', { nothrow: true });

const HEAD = 'DC=contoso,DC=example';
const BRANCH = 'DC=emea,DC=contoso,DC=example';

const FACTS: Readonly<
  Record<
    string,
    { run: string; steps: readonly string[]; summary: string; errors: number; followUps: readonly string[] }
  >
> = {
  '1-delta-import.xml': {
    run: 'ADMA DI 412',
    steps: [`1 delta-import ${HEAD}: success in 19543 ms`],
    summary: '3 adds, 27 updates, 1 rename and 2 deletes staged',
    errors: 0,
    followUps: [
      `delta sync of partition ${HEAD}, because step 1 staged 3 adds, 27 updates, 1 rename and 2 deletes in partition ${HEAD}`,
    ],
  },
  '2-full-import.xml': {
    run: 'HR FI 1187',
    steps: ['1 full-import default: success in 271477 ms'],
    summary: '12 adds, 40 updates and 5 deletes staged',
    errors: 0,
    followUps: ['delta sync, because step 1 staged 12 adds, 40 updates and 5 deletes in partition default'],
  },
  '3-delta-sync-two-outbound.xml': {
    run: 'HR DS 1188',
    steps: ['1 delta-sync default: success in 28733 ms'],
    summary: '55 changes for ADMA and 43 changes for MIM Service',
    errors: 0,
    followUps: [
      'export of ADMA, because step 1 made 55 changes for ADMA',
      'export of MIM Service, because step 1 made 43 changes for MIM Service',
    ],
  },
  '4-export-errors.xml': {
    run: 'ADMA EX 413',
    steps: [`1 export ${HEAD}: completed-export-errors in 14337 ms`],
    summary: '11 adds, 37 updates and 5 deletes exported; 2 errors',
    errors: 2,
    followUps: [
      `confirming import of partition ${HEAD}, because step 1 exported 11 adds, 37 updates and 5 deletes to partition ${HEAD}`,
    ],
  },
  '5-combined-dids-two-partitions.xml': {
    run: 'ADMA DIDS 414',
    steps: [
      `1 delta-import-delta-sync ${HEAD}: success in 29327 ms`,
      `2 delta-import-delta-sync ${BRANCH}: success in 12323 ms`,
    ],
    summary:
      '1 add and 53 updates staged; 2 changes for HR and 13 changes for MIM Service; 4 updates staged; 3 changes for MIM Service',
    errors: 0,
    followUps: [
      'export of HR, because step 1 made 2 changes for HR',
      'export of MIM Service, because step 1 made 13 changes for MIM Service, step 2 made 3 changes for MIM Service',
    ],
  },
  '6-confirming-import-not-reimported.xml': {
    run: 'ADMA DI 417',
    steps: [`1 delta-import ${HEAD}: completed-sync-errors in 8223 ms`],
    summary: '36 updates staged; 1 error',
    errors: 1,
    followUps: [`delta sync of partition ${HEAD}, because step 1 staged 36 updates in partition ${HEAD}`],
  },
  'r1-in-progress.xml': {
    run: 'ADMA FI 415',
    steps: [`1 full-import ${HEAD}: completing-referential-updates 120/340`],
    summary: '6 updates staged',
    errors: 0,
    followUps: [`delta sync of partition ${HEAD}, because step 1 staged 6 updates in partition ${HEAD}`],
  },
  'r2-stopped-connectivity-second-step.xml': {
    run: 'ADMA DI all 416',
    steps: [
      `1 delta-import ${HEAD}: success in 17753 ms`,
      `2 delta-import ${BRANCH}: stopped-connectivity in 1137 ms`,
    ],
    summary: '2 updates staged',
    errors: 0,
    followUps: [`delta sync of partition ${HEAD}, because step 1 staged 2 updates in partition ${HEAD}`],
  },
  'ups-adma-delta-import-stopped-connectivity.xml': {
    run: 'MOSSAD-company DS_DELTAIMPORT 1879',
    steps: [
      '1 delta-import DC=za,DC=company,DC=com: success in 19843 ms',
      '2 delta-import DC=ab,DC=company,DC=com: stopped-connectivity in 3734 ms',
    ],
    summary: '3 adds, 27 updates and 2 renames staged',
    errors: 0,
    followUps: [
      'delta sync of partition DC=za,DC=company,DC=com, because step 1 staged 3 adds, 27 updates and 2 renames in partition DC=za,DC=company,DC=com',
    ],
  },
  'ups-adma-delta-sync-success.xml': {
    run: 'MOSSAD-company DS_DELTASYNC 1882',
    steps: [
      '1 delta-sync DC=cd,DC=company,DC=com: success in 26674 ms',
      '2 delta-sync DC=ab,DC=company,DC=com: success in 4187 ms',
    ],
    summary: '26 changes for MOSS-UserProfile',
    errors: 0,
    followUps: ['export of MOSS-UserProfile, because step 1 made 26 changes for MOSS-UserProfile'],
  },
};

describe.skipIf(!reference)('captures of run history', () => {
  const files = reference ? readdirSync(captures).filter((file) => file.endsWith('.xml')) : [];

  it('are all known here', () => {
    const runHistories = files.filter((file) => /^\s*(<[?!][^>]*>\s*)*<run-history\b/.test(read(file)));
    expect(runHistories.toSorted()).toEqual(Object.keys(FACTS).toSorted());
  });

  it.each(Object.entries(FACTS))('%s', (file, facts) => {
    const run = parseRunDetails(read(file));
    expect({
      run: `${run.managementAgentName} ${run.runProfile} ${run.runNumber}`,
      steps: run.steps.map((step) => {
        const end = step.end
          ? `in ${Date.parse(step.end) - Date.parse(step.start)} ms`
          : (step.progress ?? '');
        return `${step.number} ${step.type} ${step.partition}: ${step.result} ${end}`;
      }),
      summary: summarizeRun(run),
      errors: runErrorCount(run),
      followUps: followUpsOf(run).map(describeFollowUp),
    }).toEqual(facts);
  });

  it.each(['ma-data-example.xml', 'mms-other-examples.xml', 'RunHistory.reality.xsd'])(
    '%s is something else, and refused',
    (file) => {
      expect(() => parseRunHistory(read(file))).toThrow(/have no <run-history>/);
    },
  );
});

describe.skipIf(!reference || !xmllint)("this project's own run histories", () => {
  it.each(readdirSync(ownFixtures))('%s: is accepted by the schema of the captures', (file) => {
    const schema = join(captures, 'RunHistory.reality.xsd');
    const validate = () =>
      execFileSync(xmllint ?? '', ['--noout', '--schema', schema, join(ownFixtures, file)], {
        stdio: 'pipe',
      });
    expect(validate).not.toThrow();
  });
});

function read(file: string): string {
  return readFileSync(join(captures, file), 'utf8');
}
