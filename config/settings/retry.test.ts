import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRY_POLICY } from '../../domain/cycle/after-run/retry.js';
import { parseConfiguration } from '../load.js';
import { retryPoliciesOf } from './retry.js';

/** The retry policies of a sync server with these settings. */
function policies(settings: object) {
  const { main } = parseConfiguration(JSON.stringify({ servers: { main: settings } }), 'a test').servers;
  return main && retryPoliciesOf(main);
}

describe('retry policies', () => {
  it('are none where nothing is said', () => {
    expect(policies({ managementAgents: { HR: {} } })).toBeUndefined();
  });

  it('of a management agent are as the server’s where they say nothing, and those as by default', () => {
    expect(
      policies({
        retry: { retries: 2, interval: '10s' },
        managementAgents: { HR: { retry: { results: ['stopped-'], jitter: 0 } }, AD: {} },
      }),
    ).toEqual({
      all: { ...DEFAULT_RETRY_POLICY, retries: 2, intervalMs: 10_000 },
      managementAgents: {
        HR: { results: ['stopped-'], retries: 2, intervalMs: 10_000, jitter: 0 },
      },
    });
  });

  it.each([
    ['stopped-deletion-limit', 'a person must act first'],
    ['Access-Denied', 'a person must act first'],
    ['stopped-user-termination-from-wmi-or-ui', 'a person must act first'],
    ['completed-export-errors', 'it did what it could'],
  ])('do not take %s', (result, why) => {
    expect(() => policies({ retry: { results: ['stopped-deadlocked', result] } })).toThrow(
      `a run that ended with ${result} is never tried again: ${why}. Take it out`,
    );
  });

  it.each([{ retries: -1 }, { retries: 51 }, { jitter: 1.5 }, { interval: 'soon' }, { attempts: 3 }])(
    'do not take %j',
    (retry) => {
      expect(() => policies({ retry })).toThrow('retry');
    },
  );
});
