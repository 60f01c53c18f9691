import { expect, it } from 'vitest';
import {
  aCycle,
  aGrant,
  aRun,
  at,
  QUIET_STATUS,
  soundRecord,
  soundServer,
} from '../../test/soak/sound-record.js';
import type { ServerRecord, SoakRecord } from '../records/soak-record.js';
import { findStuckLeases } from './stuck-leases.js';

const run = aRun('HR', 'DI', 1, [0, 10]);
const cycle = aCycle(run, 1);

function recordOf(status: Partial<ServerRecord['status']>): SoakRecord {
  return soundRecord({
    servers: [soundServer({ status: { ...QUIET_STATUS, ...status } })],
    cycles: [cycle],
  });
}

it('finds nothing when nothing is held', () => {
  expect(findStuckLeases(soundRecord())).toEqual([]);
});

it('finds a lease without a live holder, and says who held it', () => {
  const lease = { managementAgent: 'HR', runProfile: 'DI', since: at(0), token: 1, reason: '' };
  const [finding] = findStuckLeases(recordOf({ running: [{ ...lease, cycle: cycle.cycle }] }));
  expect(finding?.excerpt).toEqual([`token 1, DI, since ${at(0)}, held by ${cycle.cycle} (completed)`]);
});

it('finds a request that waits for nobody', () => {
  const waiting = {
    requestId: `${cycle.cycle}#1`,
    cycle: cycle.cycle,
    managementAgent: 'HR',
    runProfile: 'DI',
    urgency: 'normal',
    position: 1,
    reason: '',
    waitsFor: ['sync engine'],
  } as const;
  expect(findStuckLeases(recordOf({ waiting: [waiting] }))).toHaveLength(1);
});

it('finds a run lock that waits to hear of a cycle', () => {
  expect(findStuckLeases(recordOf({ hearing: ['autosync/sample/cycle/HR/9'] }))[0]?.excerpt).toEqual([
    'autosync/sample/cycle/HR/9 (not known to Temporal)',
  ]);
});

it('finds a cycle that ended without giving its lease back, unless it was terminated', () => {
  const grants = [aGrant(run, 1, { released: false })];
  const ended = (status: 'completed' | 'terminated') =>
    findStuckLeases(soundRecord({ cycles: [{ ...cycle, status, grants }] }));
  expect(ended('completed')).toHaveLength(1);
  expect(ended('terminated')).toEqual([]);
});

it('takes a withdrawal that crossed the grant for giving it back', () => {
  const grants = [aGrant(run, 1, { released: false })];
  const requests = cycle.requests.map((request) => ({ ...request, withdrawn: true }));
  const record = soundRecord({ cycles: [{ ...cycle, status: 'cancelled', grants, requests }] });
  expect(findStuckLeases(record)).toEqual([]);
});
