import fc from 'fast-check';
import { expect, it } from 'vitest';
import { converse } from '../../test/run-lock/conversation.js';
import { AD, HR, sampleManagementAgent } from '../../test/sample-server.js';
import type { Trigger } from '../cycle/cycle.js';
import { carry, unpack, type CarriedRunLockState } from './carried-state.js';
import type { RunLockState } from './state.js';

function carried(state: RunLockState): RunLockState {
  return unpack(JSON.parse(JSON.stringify(carry(state))) as CarriedRunLockState);
}

const TYPES = ['delta-import', 'export', 'full-import-full-sync'] as const;

const anyStep = fc.record(
  {
    type: fc.constantFrom(...TYPES),
    partition: fc.constantFrom('first', 'second', 'not selected', 'gone'),
    objectLimit: fc.nat(),
    deletionLimit: fc.nat(),
    dropFile: fc.boolean(),
  },
  { requiredKeys: ['type', 'partition'] },
);

it('a catalogue comes out as it went in, whatever its run profiles do', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.array(anyStep)), { maxLength: 5 }), (profiles) => {
      const ma = sampleManagementAgent('HR', {
        partitions: ['first', 'second'],
        notSelected: ['not selected'],
        runProfiles: Object.fromEntries(profiles),
      });
      const { state } = converse({ catalogue: [ma] });
      expect(carried(state)).toEqual(state);
    }),
  );
});

it('what waits comes out with what it needs, and a lock that has seen nothing comes out as it was', () => {
  const lock = converse({ lockLists: { HR: ['AD'] } });
  lock.asks('a', 'HR', 'DS');
  lock.asks('b', 'HR', 'DI', 'normal', { exclusive: true });
  lock.asks('c', 'AD', 'DI branch');
  expect(lock.state.waiting).toHaveLength(2);
  expect(carried(lock.state)).toEqual(lock.state);
  const unseen = converse({ engineSeen: false });
  unseen.asks('a', HR.name, 'DS');
  expect(carried(unseen.state)).toEqual(unseen.state);
});

const anyShutTime = fc.record(
  {
    from: fc.constantFrom(1000, 2000),
    to: fc.constantFrom(3000, 4000),
    managementAgent: fc.constantFrom('HR', 'hr', 'AD', 'gone', '#1', '1'),
    triggers: fc.constantFrom<Trigger[][]>(['operator'], ['schedule', 'change']),
  },
  { requiredKeys: ['from', 'to'] },
);

it('no-start windows come out as they went in, whomever they are for', () => {
  fc.assert(
    fc.property(fc.array(anyShutTime, { maxLength: 8 }), (shutTimes) => {
      const { state } = converse();
      expect(carried({ ...state, shutTimes })).toEqual({ ...state, shutTimes });
    }),
  );
});

it('what is told of each management agent comes out as it went in, also of one that is gone', () => {
  const lock = converse({ thresholds: { imports: { deletes: { count: 5 } }, managementAgents: {} } });
  lock.looksAtEngine([{ managementAgent: 'AD', runProfile: 'DI branch', runNumber: 7, busy: false }]);
  lock.asks('a', 'HR', 'DI');
  lock.releases('a');
  expect(Object.keys(lock.state.runNumbers)).toContain(HR.id);
  expect(carried(lock.state)).toEqual(lock.state);
  lock.looksAtEngine([], [AD]);
  expect(carried(lock.state)).toEqual(lock.state);
});
