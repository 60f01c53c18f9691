import { describe, expect, it } from 'vitest';
import { readSample } from '../../../../test/fixtures/server-exports/read-sample.js';
import { runProfile, SAMPLE, step } from '../../../../test/fixtures/server-exports/sample-export.js';

const TO_CS = '<import-subtype>to-cs</import-subtype>';

describe('run profiles', () => {
  it.each([
    ['delta-import', TO_CS, 'delta-import'],
    ['full-import', TO_CS, 'full-import'],
    ['delta-import', '', 'delta-import-delta-sync'],
    ['full-import', '', 'full-import-delta-sync'],
    ['full-import-reevaluate-rules', '', 'full-import-full-sync'],
    ['apply-rules', '<apply-rules-subtype>apply-pending</apply-rules-subtype>', 'delta-sync'],
    ['apply-rules', '<apply-rules-subtype>reevaluate-flow-connectors</apply-rules-subtype>', 'full-sync'],
    ['export', '', 'export'],
  ])('reads a step %s %s as %s', (type, subtype, expected) => {
    const { value, notSimulated } = readSample({ runs: runProfile('P', step(type, subtype)) });
    expect(value.runProfiles).toEqual([
      { name: 'P', steps: [{ type: expected, partitionId: SAMPLE.partition }] },
    ]);
    expect(notSimulated).toEqual([]);
  });

  it('keeps the order of the steps and their limits, where 0 is none', () => {
    const { value } = readSample({
      runs: runProfile(
        'P',
        step('export', '', '<object>0</object><delete>0</delete>'),
        step('full-import', TO_CS, '<object>500</object><delete>10</delete>'),
      ),
    });
    expect(value.runProfiles[0]?.steps).toEqual([
      { type: 'export', partitionId: SAMPLE.partition },
      { type: 'full-import', partitionId: SAMPLE.partition, objectLimit: 500, deletionLimit: 10 },
    ]);
  });

  it('keeps a step whose partition is gone, and lists it', () => {
    const { value, notSimulated } = readSample({ runs: runProfile('P', step('export', '', '', '{dead}')) });
    expect(value.runProfiles[0]?.steps).toEqual([{ type: 'export', partitionId: '{DEAD}' }]);
    expect(notSimulated).toEqual([
      {
        managementAgent: 'HR',
        what: 'run profile P, step 1: partition {DEAD} is not in this management agent',
        instead: 'the step ends with missing-partition-for-run-step, as in the engine',
      },
    ]);
  });

  it('marks and lists drop-file steps', () => {
    const { value, notSimulated } = readSample({
      runs: runProfile('P', step('full-import', '<import-subtype>to-file</import-subtype>')),
    });
    expect(value.runProfiles[0]?.steps[0]).toMatchObject({ type: 'full-import', dropFile: true });
    expect(notSimulated.map((entry) => entry.what)).toEqual(['run profile P, step 1: drop file']);
  });

  it('lists a step type that it does not know, and a second profile of one name', () => {
    const { value, notSimulated } = readSample({
      runs: runProfile('P', step('teleport'), step('export')) + runProfile('p', step('export')),
    });
    expect(value.runProfiles.map((profile) => [profile.name, profile.steps.length])).toEqual([['P', 1]]);
    expect(notSimulated.map((entry) => entry.what)).toEqual([
      'run profile P, step 1: step type "teleport"',
      'a second run profile p',
    ]);
  });
});
