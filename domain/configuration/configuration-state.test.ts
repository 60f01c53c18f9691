import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyChange,
  checkChange,
  currentRevision,
  done,
  EMPTY_CONFIGURATION,
  everythingDue,
  MEMORY_LIMIT,
  revisionOf,
  revisionsOf,
  type ConfigurationState,
} from './configuration-state.js';
import { describeConfiguration } from './describe-configuration.js';
import { REVISIONS_KEPT, type ApplyText, type RollBack } from './revision.js';

let keys = 0;

function origin(state: ConfigurationState, servers: readonly string[] = ['main']) {
  return {
    by: 'jane',
    key: `key ${(keys += 1)}`,
    basis: currentRevision(state),
    changes: ['a sentence'],
    changedServers: servers.slice(0, 1),
    servers,
  };
}

function text(state: ConfigurationState, packedText: string, more: Partial<ApplyText> = {}): ApplyText {
  return { ...origin(state, more.servers), packedText, hash: `hash of ${packedText.slice(0, 9)}`, ...more };
}

function rollBack(state: ConfigurationState, to: number): RollBack {
  return { ...origin(state), to };
}

function after(...texts: readonly string[]): ConfigurationState {
  return texts.reduce((state, each) => applyChange(state, text(state, each), 0).state, EMPTY_CONFIGURATION);
}

describe('a configuration', () => {
  it('is applied with who, when, why and what', () => {
    const { state, applied } = applyChange(
      EMPTY_CONFIGURATION,
      text(EMPTY_CONFIGURATION, 'a', { why: 'the first' }),
      1_000,
    );
    expect(applied).toEqual({ revision: 1, changed: true });
    expect(revisionsOf(state)).toEqual([
      {
        revision: 1,
        at: 1_000,
        by: 'jane',
        why: 'the first',
        changes: ['a sentence'],
        hash: 'hash of a',
        servers: ['main'],
        textKept: true,
      },
    ]);
    expect(describeConfiguration(state)).toContain('sync server main: being applied');
    expect(describeConfiguration(done(state, 'main', 1))).toContain('sync server main: applied');
  });

  it('that is applied already changes nothing, whatever was thought to be applied', () => {
    const state = after('a', 'b');
    const again = applyChange(state, text(state, 'b', { basis: 1 }), 0);
    expect(again.applied).toEqual({ revision: 2, changed: false });
    expect(again.state.revisions).toBe(state.revisions);
  });

  it('is not applied over another than was looked at', () => {
    const state = after('a', 'b');
    const late = text(state, 'c', { basis: 1 });
    expect(checkChange(state, late)).toEqual({
      code: 'configuration-changed',
      message: 'Revision 2 is applied, not 1.',
    });
    expect(applyChange(state, late, 0).state).toBe(state);
  });

  it('with the same key is applied once, even after another', () => {
    const first = after('a');
    const change = text(first, 'b');
    const second = applyChange(first, change, 0).state;
    const third = applyChange(second, text(second, 'c'), 0).state;
    expect(checkChange(third, change)).toBeUndefined();
    expect(applyChange(third, change, 0)).toEqual({ state: third, applied: { revision: 2, changed: true } });
  });

  it('that was before comes back as a new revision', () => {
    const state = after('a', 'b');
    const { state: back } = applyChange(state, rollBack(state, 1), 0);
    expect(revisionOf(back)).toMatchObject({
      revision: 3,
      rolledBackTo: 1,
      packedText: 'a',
      hash: 'hash of a',
    });
    expect(checkChange(back, rollBack(back, 9))?.code).toBe('unknown-revision');
  });

  it('too long to be kept is refused', () => {
    const problem = checkChange(EMPTY_CONFIGURATION, text(EMPTY_CONFIGURATION, 'x'.repeat(400_001)));
    expect(problem?.code).toBe('invalid-configuration');
  });

  it('has the oldest texts forgotten first, and says so', () => {
    const state = after(...['1', '2', '3', '4'].map((each) => each.repeat(300_000)));
    expect(revisionsOf(state).map(({ textKept }) => textKept)).toEqual([true, true, false, false]);
    expect(checkChange(state, rollBack(state, 1))?.code).toBe('revision-text-gone');
    expect(JSON.stringify(state).length).toBeLessThanOrEqual(MEMORY_LIMIT);
  });

  it('keeps the last 50 of 200 management agents, however much changes each time', () => {
    let state = EMPTY_CONFIGURATION;
    for (let round = 0; round < 60; round += 1) {
      const packed = randomBytes(6_000).toString('base64');
      const changes = Array.from({ length: 200 }, (_, ma) => `management agent ${ma}: ${'x'.repeat(500)}`);
      state = applyChange(state, text(state, packed, { changes }), 0).state;
    }
    expect(state.revisions).toHaveLength(REVISIONS_KEPT);
    expect(state.revisions.at(-1)?.changes.at(-1)).toBe('and 150 more');
    expect(state.revisions.at(-1)?.packedText).toBeDefined();
    expect(JSON.stringify(state).length).toBeLessThanOrEqual(MEMORY_LIMIT);
  });
});

describe('what is to be done about it', () => {
  it('is done for what changed, what came and what went, and for all at the start of a worker', () => {
    const first = applyChange(
      EMPTY_CONFIGURATION,
      text(EMPTY_CONFIGURATION, 'a', { servers: ['x', 'y', 'z'] }),
      0,
    ).state;
    expect(first.due).toEqual(['x', 'y', 'z']);
    const settled = ['x', 'y', 'z'].reduce((state, server) => done(state, server, 1), first);
    expect(settled.due).toEqual([]);
    const second = applyChange(settled, text(settled, 'b', { servers: ['y', 'z', 'new'] }), 0).state;
    expect(second).toMatchObject({ due: ['y', 'new'], leaving: ['x'] });
    expect(done(second, 'x', 1)).toBe(second);
    expect(done(done(second, 'x', 2), 'y', 2)).toMatchObject({ due: ['new'], leaving: [] });
    expect(everythingDue(second).due).toEqual(['y', 'z', 'new']);
    const back = applyChange(second, text(second, 'c', { servers: ['x', 'y'] }), 0).state;
    expect(back.leaving).toEqual(['z', 'new']);
    expect(back.due).toEqual(['y', 'x']);
  });
});

it('in any sequence: what is applied is what was said last, no more than 50 are kept, and repeating is harmless', () => {
  const step = fc.oneof(
    fc.record({ text: fc.constantFrom('a', 'b', 'c', 'd') }),
    fc.record({ to: fc.integer({ min: 1, max: 70 }) }),
    fc.record({ text: fc.constantFrom('a', 'b'), stale: fc.constant(true) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 90 }), (steps) => {
      let state = EMPTY_CONFIGURATION;
      let said: string | undefined;
      const texts = new Map<number, string>();
      for (const each of steps) {
        const change =
          'to' in each
            ? rollBack(state, each.to)
            : text(state, each.text, 'stale' in each ? { basis: 1_000 } : {});
        const wanted = 'to' in each ? texts.get(each.to) : each.text;
        const refused = checkChange(state, change);
        const { state: next, applied } = applyChange(state, change, 0);
        expect(refused === undefined || next === state).toBe(true);
        if (!refused) {
          said = wanted;
          texts.set(applied.revision, said ?? '');
        }
        const repeated = refused ? { state: next, applied } : applyChange(next, change, 1);
        expect(repeated).toEqual({ state: next, applied });
        expect(revisionOf(next)?.packedText).toBe(said);
        expect(next.revisions.length).toBeLessThanOrEqual(REVISIONS_KEPT);
        expect(currentRevision(next)).toBeGreaterThanOrEqual(currentRevision(state));
        for (const { revision, packedText } of next.revisions) expect(packedText).toBe(texts.get(revision));
        state = next;
      }
    }),
  );
});
