import { beforeEach, describe, expect, test } from 'vitest';
import { AutoSyncError } from '../../domain/errors.js';
import { endedView, record } from '../../test/api/fake-dependencies.js';
import type { CycleRecord } from './cycle-store.js';
import { readCycleTree } from './cycle-tree.js';

const BOUNDS = { depth: 20, cycles: 200 };

function child(cycle: string) {
  return { cycle, managementAgent: cycle, reason: 'r', outcome: 'completed', runs: 1 };
}

function reader(records: readonly CycleRecord[], otherwise: AutoSyncError) {
  return (cycle: string) => {
    const found = records.find((known) => known.cycle === cycle);
    return found ? Promise.resolve(found) : Promise.reject(otherwise);
  };
}

test('follows children to any depth', async () => {
  const read = reader(
    [
      record('a', { ...endedView('A'), children: [child('b')] }),
      record('b', { ...endedView('B'), children: [child('c')] }),
      record('c', endedView('C')),
    ],
    new AutoSyncError('unknown-cycle', 'gone'),
  );
  expect(await readCycleTree('a', read, undefined, BOUNDS)).toMatchObject({
    cycle: 'a',
    children: [{ tree: { cycle: 'b', children: [{ tree: { cycle: 'c', children: [] } }] } }],
  });
});

test('a cycle that still runs has no end', async () => {
  const { endedAt: _endedAt, ...running } = record('a', endedView('A'));
  expect(
    await readCycleTree(
      'a',
      reader([running], new AutoSyncError('unknown-cycle', 'gone')),
      undefined,
      BOUNDS,
    ),
  ).not.toHaveProperty('endedAt');
});

test('the root must be there', async () => {
  const read = reader([], new AutoSyncError('unknown-cycle', 'gone'));
  await expect(readCycleTree('a', read, undefined, BOUNDS)).rejects.toThrow('gone');
});

test('a child that cannot be read for any other reason than being forgotten fails the whole', async () => {
  const read = reader(
    [record('a', { ...endedView('A'), children: [child('b')] })],
    new AutoSyncError('worker-unreachable', 'no worker'),
  );
  await expect(readCycleTree('a', read, undefined, BOUNDS)).rejects.toThrow('no worker');
});

test('a child that Temporal has forgotten is told of by its parent alone', async () => {
  const root = record('a', { ...endedView('A'), children: [child('b')] });
  const read = reader([root], new AutoSyncError('unknown-cycle', 'gone'));
  const tree = await readCycleTree('a', read, undefined, BOUNDS);
  expect(tree.children).toEqual([
    {
      ...child('b'),
      links: { cycle: '/api/v1/servers/default/cycles/b' },
      note: 'Temporal no longer has this cycle.',
    },
  ]);
});

describe('a tree that is larger than its bounds', () => {
  /** Every cycle has three children, for ever. */
  let asked: string[];
  let atOnce: number;
  let most: number;
  const read = async (cycle: string) => {
    asked.push(cycle);
    atOnce += 1;
    most = Math.max(most, atOnce);
    await Promise.resolve();
    atOnce -= 1;
    return record(cycle, {
      ...endedView('A'),
      children: ['1', '2', '3'].map((end) => child(`${cycle}.${end}`)),
    });
  };
  beforeEach(() => {
    [asked, atOnce, most] = [[], 0, 0];
  });

  test('is cut, the generations nearest to its root first, and says so', async () => {
    const tree = await readCycleTree('a', read, undefined, { depth: 20, cycles: 6 });
    expect(asked).toEqual(['a', 'a.1', 'a.2', 'a.3', 'a.1.1', 'a.1.2']);
    const first = tree.children[0]?.tree?.children ?? [];
    expect(first.map(({ cycle, tree: shown, note }) => [cycle, shown !== undefined, note])).toEqual([
      ['a.1.1', true, undefined],
      ['a.1.2', true, undefined],
      ['a.1.3', false, 'The tree is cut here: read on at the link of this cycle.'],
    ]);
  });

  test('is cut below the depth that was asked for', async () => {
    const tree = await readCycleTree('a', read, undefined, { depth: 0, cycles: 200 });
    expect(asked).toEqual(['a']);
    expect(tree.children.map(({ tree: shown }) => shown)).toEqual([undefined, undefined, undefined]);
  });

  test('is read some cycles at a time', async () => {
    await readCycleTree('a', read, undefined, { depth: 20, cycles: 200 });
    expect(asked).toHaveLength(200);
    expect(most).toBe(10);
  });
});
