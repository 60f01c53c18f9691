import { expect, test } from 'vitest';
import { AutoSyncError } from '../../domain/errors.js';
import { endedView, record } from '../../test/api/fake-dependencies.js';
import type { CycleRecord } from './cycle-store.js';
import { readCycleTree } from './cycle-tree.js';

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
  expect(await readCycleTree('a', read, undefined)).toMatchObject({
    cycle: 'a',
    children: [{ tree: { cycle: 'b', children: [{ tree: { cycle: 'c', children: [] } }] } }],
  });
});

test('a cycle that still runs has no end', async () => {
  const { endedAt: _endedAt, ...running } = record('a', endedView('A'));
  expect(
    await readCycleTree('a', reader([running], new AutoSyncError('unknown-cycle', 'gone')), undefined),
  ).not.toHaveProperty('endedAt');
});

test('the root must be there', async () => {
  const read = reader([], new AutoSyncError('unknown-cycle', 'gone'));
  await expect(readCycleTree('a', read, undefined)).rejects.toThrow('gone');
});

test('a child that cannot be read for any other reason than being forgotten fails the whole', async () => {
  const read = reader(
    [record('a', { ...endedView('A'), children: [child('b')] })],
    new AutoSyncError('worker-unreachable', 'no worker'),
  );
  await expect(readCycleTree('a', read, undefined)).rejects.toThrow('no worker');
});
