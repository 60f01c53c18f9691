import { describe, expect, it } from 'vitest';
import {
  CLOCK_TOLERANCE_MS,
  decideStart,
  runsOfInterestSince,
  type KnownRun,
  type StartDecision,
  type StartSituation,
} from './effectively-once.js';

/** When the first attempt was scheduled. */
const GRANTED = 1_000_000_000;

function run(runNumber: number, runProfile: string, secondsAfterGrant = 1): KnownRun {
  return { runNumber, runProfile, start: new Date(GRANTED + secondsAfterGrant * 1000).toISOString() };
}

const FIRST: StartSituation = {
  runProfile: 'DI',
  attempt: 1,
  asked: false,
  initiator: 'FABRIKAM\\svc-autosync',
  scheduledAt: GRANTED,
  memory: {},
  lastKnownRunNumber: 4,
  busy: false,
  runs: [run(4, 'DI', -60)],
};

describe('a first attempt', () => {
  it.each<[string, Partial<StartSituation>, StartDecision]>([
    ['starts where the management agent is idle', {}, { kind: 'start' }],
    ['starts where it never ran', { runs: [] }, { kind: 'start' }],
    [
      'waits for what somebody else has started, then decides again',
      { busy: true, runs: [run(5, 'FS')] },
      { kind: 'wait-for-other', runNumber: 5, runProfile: 'FS' },
    ],
    // It has seen none of what has changed since it began, so it is not ours.
    [
      'waits also for one with the same run profile',
      { busy: true, runs: [run(5, 'DI')] },
      { kind: 'wait-for-other', runNumber: 5, runProfile: 'DI' },
    ],
    ['starts where somebody else has just ended the same', { runs: [run(5, 'DI')] }, { kind: 'start' }],
    [
      'starts, and lets the engine refuse, where it is busy with nothing that can be seen',
      { busy: true, runs: [] },
      { kind: 'start' },
    ],
  ])('%s', (_, situation, expected) => {
    expect(decideStart({ ...FIRST, ...situation })).toEqual(expected);
  });
});

describe('an attempt after one that was lost', () => {
  const SECOND: StartSituation = { ...FIRST, attempt: 2 };

  it.each<[string, Partial<StartSituation>, StartDecision]>([
    [
      'takes over the run whose number it was told',
      { memory: { before: 4, runNumber: 5 }, runs: [run(5, 'DI'), run(6, 'DI')] },
      { kind: 'adopt', runNumber: 5 },
    ],
    [
      'takes it over also where the management agent is busy with another',
      { memory: { before: 4, runNumber: 5 }, busy: true, runs: [run(6, 'FS')] },
      { kind: 'adopt', runNumber: 5 },
    ],
    [
      'takes over a run that began after the number it was told',
      { memory: { before: 4 }, runs: [run(5, 'DI')] },
      { kind: 'adopt', runNumber: 5 },
    ],
    [
      'takes it over while it goes on',
      { memory: { before: 4 }, busy: true, runs: [run(5, 'DI')] },
      { kind: 'adopt', runNumber: 5 },
    ],
    [
      'does not mind the case of names',
      { memory: { before: 4 }, runs: [run(5, 'di')] },
      { kind: 'adopt', runNumber: 5 },
    ],
    [
      'takes over the first of several',
      { memory: { before: 4 }, runs: [run(5, 'FS'), run(6, 'DI'), run(7, 'DI')] },
      { kind: 'adopt', runNumber: 6 },
    ],
    [
      'finds its run before one that somebody else has started since',
      { memory: { before: 4 }, busy: true, runs: [run(5, 'DI'), run(6, 'FS')] },
      { kind: 'adopt', runNumber: 5 },
    ],
    [
      'starts where nothing has been started',
      { memory: { before: 4 }, runs: [run(4, 'DI')] },
      { kind: 'start' },
    ],
    [
      'starts where only something else has run',
      { memory: { before: 4 }, runs: [run(5, 'FS')] },
      { kind: 'start' },
    ],
    [
      'waits for something else that runs',
      { memory: { before: 4 }, busy: true, runs: [run(5, 'FS')] },
      { kind: 'wait-for-other', runNumber: 5, runProfile: 'FS' },
    ],
    // The clock of the engine says nothing where the numbers do.
    [
      'goes by the number, whatever the clock of the engine says',
      { memory: { before: 4 }, runs: [run(5, 'DI', -3600)] },
      { kind: 'adopt', runNumber: 5 },
    ],
  ])('%s', (_, situation, expected) => {
    expect(decideStart({ ...SECOND, ...situation })).toEqual(expected);
  });

  const seconds = CLOCK_TOLERANCE_MS / 1000;

  it.each<[string, Partial<StartSituation>, StartDecision]>([
    [
      'takes over a run that began after it was granted',
      { runs: [run(5, 'DI', 1)] },
      { kind: 'adopt', runNumber: 5 },
    ],
    [
      'allows for a clock that is a little behind',
      { runs: [run(5, 'DI', -seconds)] },
      { kind: 'adopt', runNumber: 5 },
    ],
    ['but not more', { runs: [run(5, 'DI', -seconds - 1)] }, { kind: 'start' }],
    // What the run lock knew to have ended before is not ours, however late its clock.
    ['takes over nothing that was known before the grant', { runs: [run(4, 'DI', 60)] }, { kind: 'start' }],
    [
      'takes over the first run ever',
      { lastKnownRunNumber: 0, runs: [run(1, 'DI')] },
      { kind: 'adopt', runNumber: 1 },
    ],
  ])('that could not say what it saw: %s', (_, situation, expected) => {
    expect(decideStart({ ...SECOND, ...situation })).toEqual(expected);
  });

  it('looks at all runs where neither it nor the run lock knew a number', () => {
    const { lastKnownRunNumber: _, ...knowsNothing } = SECOND;
    expect(decideStart({ ...knowsNothing, runs: [run(1, 'DI')] })).toEqual({ kind: 'adopt', runNumber: 1 });
  });
});

describe('a first attempt that asked for the start and was not told that it worked', () => {
  const ASKED: StartSituation = { ...FIRST, asked: true, memory: { before: 4 } };

  it.each<[string, Partial<StartSituation>, StartDecision]>([
    ['takes over what has started all the same', { runs: [run(5, 'DI')] }, { kind: 'adopt', runNumber: 5 }],
    ['takes it over while it goes on', { busy: true, runs: [run(5, 'DI')] }, { kind: 'adopt', runNumber: 5 }],
    ['starts where nothing has', {}, { kind: 'start' }],
    [
      'waits for something else that runs',
      { busy: true, runs: [run(5, 'FS')] },
      { kind: 'wait-for-other', runNumber: 5, runProfile: 'FS' },
    ],
  ])('%s', (_, situation, expected) => {
    expect(decideStart({ ...ASKED, ...situation })).toEqual(expected);
  });
});

/** A run that an account started. */
function by(initiator: string, runNumber = 5): KnownRun {
  return { ...run(runNumber, 'DI'), initiator };
}

describe('who started a run of the same profile in the gap', () => {
  const SECOND: StartSituation = { ...FIRST, attempt: 2, memory: { before: 4 } };

  it.each<[string, Partial<StartSituation>, StartDecision]>([
    ['ours, in whatever case', { runs: [by('fabrikam\\SVC-AUTOSYNC')] }, { kind: 'adopt', runNumber: 5 }],
    [
      'somebody else, and it goes on',
      { busy: true, runs: [by('FABRIKAM\\jane')] },
      { kind: 'wait-for-other', runNumber: 5, runProfile: 'DI' },
    ],
    ['somebody else, and it has ended', { runs: [by('FABRIKAM\\jane')] }, { kind: 'start' }],
    [
      'somebody else, and ours after it',
      { runs: [by('FABRIKAM\\jane'), by('FABRIKAM\\svc-autosync', 6)] },
      { kind: 'adopt', runNumber: 6 },
    ],
    ['nobody knows: the engine does not tell', { runs: [by('')] }, { kind: 'adopt', runNumber: 5 }],
    [
      'ours, under the account of the worker before this one',
      { memory: { before: 4, initiator: 'FABRIKAM\\svc-old' }, runs: [by('FABRIKAM\\svc-old')] },
      { kind: 'adopt', runNumber: 5 },
    ],
    [
      'somebody else, where only the time could tell',
      { memory: {}, runs: [by('FABRIKAM\\jane')] },
      { kind: 'start' },
    ],
  ])('%s', (_, situation, expected) => {
    expect(decideStart({ ...SECOND, ...situation })).toEqual(expected);
  });
});

describe('runs of interest', () => {
  it('are those after what an earlier attempt saw, else after what the run lock knew', () => {
    expect(runsOfInterestSince({ memory: { before: 9 }, lastKnownRunNumber: 4 })).toBe(9);
    expect(runsOfInterestSince({ memory: { before: 0 }, lastKnownRunNumber: 4 })).toBe(0);
    expect(runsOfInterestSince({ memory: {}, lastKnownRunNumber: 4 })).toBe(4);
    expect(runsOfInterestSince({ memory: {} })).toBe(0);
  });
});
