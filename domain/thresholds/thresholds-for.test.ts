import { describe, expect, it } from 'vitest';
import { AD, BRANCH, HEAD_OFFICE, HR } from '../../test/sample-server.js';
import { exportThresholdsOf, thresholdsForRun, type ServerThresholds } from './thresholds-for.js';

const MEANING = { catalogue: [HR, AD] };
const TWENTY_PERCENT = { percent: 20 };

describe('the thresholds of a run', () => {
  it('are none where none are configured', () => {
    expect(thresholdsForRun(undefined, HR, 'DI', MEANING)).toBeUndefined();
    expect(thresholdsForRun({ managementAgents: {} }, HR, 'DI', MEANING)).toBeUndefined();
    expect(
      thresholdsForRun({ imports: { deletes: { count: 1 } }, managementAgents: {} }, HR, 'unknown', MEANING),
    ).toBeUndefined();
    expect(
      thresholdsForRun({ imports: { floor: 100, deletes: null }, managementAgents: {} }, HR, 'DI', MEANING),
    ).toBeUndefined();
  });

  it('are for imports and synchronizations what may be staged, for exports what may be pending', () => {
    const configured: ServerThresholds = {
      imports: { deletes: { count: 1 } },
      exports: { deletes: { count: 2 } },
      managementAgents: {},
    };
    const staged = { partition: 'default', thresholds: { limits: { deletes: { count: 1 } }, floor: 0 } };
    const exported = { partition: 'default', thresholds: { limits: { deletes: { count: 2 } }, floor: 0 } };
    expect(thresholdsForRun(configured, HR, 'di', MEANING)).toEqual({ imports: [staged], exports: [] });
    expect(thresholdsForRun(configured, HR, 'DS', MEANING)).toEqual({ imports: [staged], exports: [] });
    expect(thresholdsForRun(configured, HR, 'EX', MEANING)).toEqual({ imports: [], exports: [exported] });
    expect(exportThresholdsOf(configured, HR, MEANING)).toEqual([exported]);
  });

  it('are of each operation the nearest: partition, management agent, server', () => {
    const configured: ServerThresholds = {
      imports: { floor: 100, deletes: TWENTY_PERCENT, adds: { count: 1_000 }, all: { count: 9 } },
      managementAgents: {
        [AD.id.toLowerCase()]: {
          imports: { floor: 50, deletes: { count: 500 }, all: null },
          partitions: { [BRANCH.toUpperCase()]: { imports: { deletes: { count: 5 } } } },
        },
      },
    };
    expect(thresholdsForRun(configured, AD, 'DIDS all', MEANING)?.imports).toEqual([
      {
        partition: HEAD_OFFICE,
        thresholds: { limits: { adds: { count: 1_000 }, deletes: { count: 500 } }, floor: 50 },
      },
      {
        partition: BRANCH,
        thresholds: { limits: { adds: { count: 1_000 }, deletes: { count: 5 } }, floor: 50 },
      },
    ]);
    expect(thresholdsForRun(configured, AD, 'DI branch', MEANING)?.imports).toMatchObject([
      { partition: BRANCH },
    ]);
    expect(thresholdsForRun(configured, HR, 'DI', MEANING)?.imports).toMatchObject([
      { thresholds: { limits: { deletes: TWENTY_PERCENT, all: { count: 9 } }, floor: 100 } },
    ]);
  });
});
