import { describe, expect, it } from 'vitest';
import { AD, HR, MIM_SERVICE, sampleId, sampleManagementAgent } from '../../test/sample-server.js';
import type { ManagementAgent, StepType } from '../management-agent/management-agent.js';
import {
  DEFAULT_RUN_RULES,
  exclude,
  needsOf,
  type Needs,
  type NeedsContext,
  type RunRules,
} from './needs.js';

const ALONE = { sync: true, engine: 'exclusive' };
const BESIDE_OTHERS = { sync: false, engine: 'shared' };
const NOT_BESIDE_A_SYNC = { sync: true, engine: 'shared' };

function needs(
  category: string,
  steps: readonly StepType[],
  rules: RunRules = DEFAULT_RUN_RULES,
  more: Partial<NeedsContext> = {},
): Needs {
  const ma = sampleManagementAgent('MA', { category, runProfiles: { profile: steps } });
  const [profile] = ma.runProfiles;
  if (!profile) throw new Error('The run profile is gone');
  return needsOf(ma, profile, { rules, lockLists: {}, catalogue: [ma, HR, AD], exclusive: false, ...more });
}

function needsOfProfile(ma: ManagementAgent, name: string): Needs {
  const profile = ma.runProfiles.find((known) => known.name === name);
  if (!profile) throw new Error(`${ma.name} has no run profile ${name}`);
  return needsOf(ma, profile, {
    rules: DEFAULT_RUN_RULES,
    lockLists: {},
    catalogue: [ma],
    exclusive: false,
  });
}

describe('what a run needs, in run mode "supported"', () => {
  it.each<[StepType[], object]>([
    [['delta-import'], BESIDE_OTHERS],
    [['full-import'], BESIDE_OTHERS],
    [['export'], BESIDE_OTHERS],
    [['delta-sync'], ALONE],
    [['full-sync'], ALONE],
    [['delta-import-delta-sync'], ALONE],
    [['full-import-delta-sync'], ALONE],
    [['full-import-full-sync'], ALONE],
    // What one of its steps needs, it needs from start to end.
    [['delta-import', 'export'], BESIDE_OTHERS],
    [['delta-import', 'delta-sync'], ALONE],
    [['export', 'delta-import', 'full-sync'], ALONE],
    [[], BESIDE_OTHERS],
  ])('%j', (steps, expected) => {
    expect(needs('AD', steps)).toEqual({ managementAgents: [sampleId('MA')], ...expected });
  });

  it.each<[StepType[], object]>([
    // Beside another's sync it freezes the engine.
    [['delta-import'], NOT_BESIDE_A_SYNC],
    // Beside another's sync it has duplicated values.
    [['export'], NOT_BESIDE_A_SYNC],
    [['full-import'], BESIDE_OTHERS],
    [['full-import', 'export'], NOT_BESIDE_A_SYNC],
    [['delta-sync'], ALONE],
    [['delta-import-delta-sync'], ALONE],
  ])('%j of the MIM Service', (steps, expected) => {
    expect(needs('FIM', steps)).toMatchObject(expected);
    expect(needs('fim', steps)).toMatchObject(expected);
  });

  it('may let exports of the MIM Service run beside a sync, but never its delta imports', () => {
    const rules = { ...DEFAULT_RUN_RULES, mimServiceExportTakesSyncLock: false };
    expect(needs('FIM', ['export'], rules)).toMatchObject(BESIDE_OTHERS);
    expect(needs('FIM', ['delta-import'], rules)).toMatchObject(NOT_BESIDE_A_SYNC);
    expect(needs('FIM', ['export', 'delta-import'], rules)).toMatchObject(NOT_BESIDE_A_SYNC);
  });
});

describe('what a run needs', () => {
  it.each<[StepType, RunRules['runMode'], object]>([
    ['delta-sync', 'supported', ALONE],
    ['delta-sync', 'unsupported', NOT_BESIDE_A_SYNC],
    ['delta-sync', 'exclusive', ALONE],
    ['full-import', 'supported', BESIDE_OTHERS],
    ['full-import', 'unsupported', BESIDE_OTHERS],
    ['full-import', 'exclusive', { sync: false, engine: 'exclusive' }],
    ['delta-import-delta-sync', 'unsupported', NOT_BESIDE_A_SYNC],
  ])('%s, in run mode "%s"', (step, runMode, expected) => {
    expect(needs('AD', [step], { ...DEFAULT_RUN_RULES, runMode })).toMatchObject(expected);
  });

  it('is the whole engine, if that is asked for', () => {
    expect(needs('AD', ['full-import'], DEFAULT_RUN_RULES, { exclusive: true })).toMatchObject({
      sync: false,
      engine: 'exclusive',
    });
  });

  it.each(['MA', 'ma', sampleId('MA')])('are the management agents of its lock list, too: of %s', (key) => {
    const lockLists = { [key]: ['hr', AD.id, 'HR', 'no longer there'], HR: ['MIM Service'] };
    expect(needs('AD', ['full-import'], DEFAULT_RUN_RULES, { lockLists }).managementAgents).toEqual([
      sampleId('MA'),
      HR.id,
      AD.id,
    ]);
  });
});

describe('two runs', () => {
  it.each<[string, Needs, Needs, boolean]>([
    ['imports of two management agents', needsOfProfile(HR, 'DI'), needsOfProfile(AD, 'DI branch'), false],
    ['an import and an export', needsOfProfile(HR, 'DI'), needsOfProfile(AD, 'EX branch'), false],
    [
      'imports of two partitions of one management agent',
      needsOfProfile(AD, 'DI head office'),
      needsOfProfile(AD, 'DI branch'),
      true,
    ],
    ['a sync and an import', needsOfProfile(HR, 'DS'), needsOfProfile(AD, 'DI branch'), true],
    ['a sync and an export', needsOfProfile(HR, 'DS'), needsOfProfile(MIM_SERVICE, 'EX'), true],
    ['two syncs', needsOfProfile(HR, 'DS'), needsOfProfile(AD, 'DS branch'), true],
    [
      'a MIM Service delta import and an import',
      needsOfProfile(MIM_SERVICE, 'DI'),
      needsOfProfile(HR, 'DI'),
      false,
    ],
    [
      'a MIM Service delta import and a sync',
      needsOfProfile(MIM_SERVICE, 'DI'),
      needsOfProfile(HR, 'DS'),
      true,
    ],
    [
      'two that take the synchronization lock, on an engine that both share',
      { managementAgents: ['a'], sync: true, engine: 'shared' },
      { managementAgents: ['b'], sync: true, engine: 'shared' },
      true,
    ],
  ])('%s', (_, one, other, excluded) => {
    expect(exclude(one, other)).toBe(excluded);
    expect(exclude(other, one)).toBe(excluded);
  });
});
