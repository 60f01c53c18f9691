import { describe, expect, it } from 'vitest';
import {
  AD,
  BRANCH,
  HEAD_OFFICE,
  HR,
  PHONES,
  SAMPLE_SERVER,
  sampleManagementAgent,
} from '../../test/sample-server.js';
import { importSchedules, type ImportSettings } from './import-intervals.js';
import type { ManagementAgent } from '../management-agent/management-agent.js';

const FIVE_MINUTES = 300_000;
const AS_SHIPPED: ImportSettings = { intervalOf: () => FIVE_MINUTES, runProfiles: {} };

function schedulesOf(ma: ManagementAgent, settings: Partial<ImportSettings> = {}) {
  return importSchedules('main', [ma], () => ({ ...AS_SHIPPED, ...settings }), 10);
}

describe('import schedules', () => {
  it('import each selected partition of each management agent', () => {
    const schedules = importSchedules('main', SAMPLE_SERVER, () => AS_SHIPPED, 10);
    expect(schedules.map(({ id }) => id)).toEqual([
      'import/HR/default',
      `import/AD/${HEAD_OFFICE}`,
      `import/AD/${BRANCH}`,
      'import/MIM Service/default',
      'import/Phones/default',
    ]);
  });

  it('start a cycle that says why', () => {
    expect(schedulesOf(HR)).toEqual([
      {
        id: 'import/HR/default',
        everyMs: FIVE_MINUTES,
        offsetMs: expect.any(Number) as number,
        cycle: {
          server: 'main',
          managementAgent: 'HR',
          start: { kind: 'run-profile-kind', runProfileKind: 'scheduled-import', partition: 'default' },
          cause: { trigger: 'schedule', description: 'every 5 min' },
          lineage: [],
          maxDepth: 10,
        },
      },
    ]);
  });

  it('leave out what has no run profile for it, or is never to be imported', () => {
    const exportsOnly = sampleManagementAgent('Badges', { runProfiles: { EX: ['export'] } });
    expect(schedulesOf(exportsOnly)).toEqual([]);
    expect(schedulesOf(HR, { intervalOf: () => null })).toEqual([]);
    expect(schedulesOf(HR, { runProfiles: { default: { 'scheduled-import': null } } })).toEqual([]);
  });

  it('go by the interval of each partition', () => {
    const intervalOf: ImportSettings['intervalOf'] = ({ name }) => (name === BRANCH ? 60_000 : FIVE_MINUTES);
    expect(schedulesOf(AD, { intervalOf }).map(({ everyMs }) => everyMs)).toEqual([FIVE_MINUTES, 60_000]);
  });

  describe('never run one run profile twice', () => {
    const bothAtOnce = sampleManagementAgent('AD LDS', {
      partitions: [HEAD_OFFICE, BRANCH],
      runProfiles: { 'DI all': ['delta-import', { type: 'delta-import', partition: BRANCH }] },
    });

    it.each([
      [HEAD_OFFICE, 60_000],
      [BRANCH, 60_000],
    ])(
      'where it imports several partitions: once, as often as the most urgent of them (%s)',
      (urgent, everyMs) => {
        const schedules = schedulesOf(bothAtOnce, {
          intervalOf: ({ name }) => (name === urgent ? everyMs : FIVE_MINUTES),
        });
        expect(schedules.map((schedule) => [schedule.id, schedule.everyMs])).toEqual([
          [`import/AD LDS/${urgent}`, everyMs],
        ]);
      },
    );

    it('where the configuration writes its name in other letters', () => {
      const schedules = schedulesOf(bothAtOnce, {
        runProfiles: { [BRANCH]: { 'scheduled-import': 'di ALL' } },
      });
      expect(schedules).toHaveLength(1);
    });

    it('though one of its partitions is never to be imported by itself', () => {
      const schedules = schedulesOf(bothAtOnce, {
        intervalOf: ({ name }) => (name === BRANCH ? null : FIVE_MINUTES),
      });
      expect(schedules.map(({ id }) => id)).toEqual([`import/AD LDS/${HEAD_OFFICE}`]);
    });
  });

  it('do not all begin at once, and begin the same each time', () => {
    const offsets = importSchedules('main', SAMPLE_SERVER, () => AS_SHIPPED, 10).map(
      ({ offsetMs }) => offsetMs,
    );
    expect(new Set(offsets).size).toBe(offsets.length);
    for (const offset of offsets) {
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset).toBeLessThan(FIVE_MINUTES);
    }
    expect(schedulesOf(PHONES)[0]?.offsetMs).toBe(offsets.at(-1));
  });

  it.each([1_000, 1_500, 500])('have an offset within an interval of %i ms', (everyMs) => {
    expect(schedulesOf(HR, { intervalOf: () => everyMs })[0]?.offsetMs).toBe(0);
  });
});
