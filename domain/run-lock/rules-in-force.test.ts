import { expect, it } from 'vitest';
import { converse } from '../../test/run-lock/conversation.js';
import { grantedTo } from '../../test/run-lock/granted-to.js';
import { AD, HR } from '../../test/sample-server.js';

const most = (count: number) => ({ exports: { deletes: { count } }, managementAgents: {} });

const exportsOf = (count: number) => ({
  thresholds: { exports: [{ thresholds: { limits: { deletes: { count } } } }] },
});

it('a run that was granted keeps what it was granted with', () => {
  const lock = converse({ lockLists: { HR: ['AD'] }, thresholds: most(500) });
  lock.asks('a', 'HR', 'EX');
  const [before] = lock.state.leases;
  expect(lock.isConfigured({ lockLists: {}, thresholds: most(5) })).toEqual([]);
  expect(lock.state.leases).toEqual([before]);
  expect(before?.needs.managementAgents).toEqual([HR.id, AD.id]);
  // It keeps AD away to its end, though no lock list says so any more.
  expect(lock.asks('b', 'AD', 'DI branch')).toEqual([]);
  expect(lock.releases('a')).toEqual(['b: AD DI branch granted']);
});

it('what the same cycle asks for next is judged by the thresholds of now: one that is tightened must hold the next export', () => {
  const lock = converse({ thresholds: most(500) });
  lock.asks('a', 'HR', 'DI');
  lock.isConfigured({ thresholds: most(5) });
  lock.releases('a');
  expect(grantedTo(lock, 'HR', 'EX')).toMatchObject(exportsOf(5));
});

it('what waited when the rules changed is granted under those of now', () => {
  const lock = converse();
  lock.asks('a', 'HR', 'DI');
  lock.asks('b', 'HR', 'EX');
  lock.isConfigured({ lockLists: { HR: ['AD'] } });
  expect(lock.releases('a')).toEqual(['b: HR EX granted']);
  expect(lock.asks('c', 'AD', 'DI branch')).toEqual([]);
});

it('a management agent that is disabled ends its run, and gets no other', () => {
  const lock = converse();
  lock.asks('a', 'HR', 'DI');
  expect(lock.isConfigured({ disabled: ['HR'] })).toEqual([]);
  expect(lock.state.leases).toHaveLength(1);
  lock.releases('a');
  expect(lock.asks('a', 'HR', 'DS', 'continuation')).toEqual(['a: refused, management-agent-disabled']);
});
