import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { converse } from '../../../test/run-lock/conversation.js';

const HOLD = {
  figures: [{ partition: 'default', adds: 9, updates: 0, deletes: 0, connectorSpaceObjects: 20 }],
  reason: '9 adds pending in partition default; the threshold is 5',
};
const CYCLES = ['a', 'b', 'c', 'd'];

const doing = fc.record({
  what: fc.constantFrom('ask', 'hold', 'release', 'withdraw', 'approve', 'reject', 'stop', 'start', 'tick'),
  cycle: fc.constantFrom(...CYCLES),
  managementAgent: fc.constantFrom('HR', 'MIM Service'),
});

/**
 * Whatever happens: what is held is never granted unless it was approved, and nobody else waits for what is held.
 */
it('an export that is held runs only if an operator has approved it', () => {
  fc.assert(
    fc.property(fc.array(doing, { maxLength: 40 }), (history) => {
      const lock = converse({
        thresholds: { exports: { adds: { count: 5 } }, managementAgents: {} },
      });
      const approved = new Set<string>();
      const open = new Set<string>();
      const waits: number[] = [];
      for (const { what, cycle, managementAgent } of history) {
        const held = lock.state.waiting.filter((entry) => entry.held);
        const lease = lock.state.leases.find(({ request }) => request?.cycle === cycle);
        const asked = held.find(({ request }) => request.cycle === cycle)?.request.id;
        let said: readonly string[] = [];
        if (what === 'ask' && !open.has(cycle)) {
          said = lock.asks(cycle, managementAgent, 'EX');
          open.add(cycle);
        } else if (what === 'hold' && lease?.request) {
          const target = lease.request.managementAgent;
          said = lock.releases(cycle, { started: false, next: [target, 'EX', { hold: HOLD }] });
        } else if (what === 'release' && lease) {
          open.delete(cycle);
          said = lock.releases(cycle);
        } else if (what === 'withdraw' && open.has(cycle)) {
          open.delete(cycle);
          said = lock.withdraws(cycle);
        } else if (what === 'approve' && asked !== undefined) {
          approved.add(asked);
          said = lock.controls({ action: 'approve-export', requestId: asked });
        } else if (what === 'reject' && asked !== undefined) {
          said = lock.controls({ action: 'reject-export', requestId: asked });
        } else if (what === 'stop' || what === 'start') {
          said = lock.controls({ action: what, managementAgent });
        } else if (what === 'tick') {
          said = lock.waits(3_600_000);
        }
        for (const line of said) {
          if (/: (refused|coalesced)/.test(line)) open.delete(line.slice(0, 1));
        }
        const granted = lock.state.leases.flatMap(({ request }) => (request?.hold ? [request.id] : []));
        expect(granted.filter((id) => !approved.has(id))).toEqual([]);
        // Whoever else waits, waits for a run.
        if (lock.state.waiting.some((entry) => !entry.held)) waits.push(lock.state.leases.length);
        expect(waits).not.toContain(0);
      }
    }),
    { numRuns: 300 },
  );
});
