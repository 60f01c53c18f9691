import { describe, expect, test } from 'vitest';
import type { CycleListItem } from '../cycles/cycle-store.js';
import { isMeant, visibilityQuery } from './cycle-search.js';

describe('visibilityQuery', () => {
  test('finds the cycles of a server', () => {
    expect(visibilityQuery({ server: 'default' })).toBe(
      `WorkflowType = 'cycle' AND AutosyncServer = 'default'`,
    );
  });

  test('narrows by management agent and outcome', () => {
    expect(visibilityQuery({ server: 'default', managementAgent: 'HR', outcome: 'stopped-deadlocked' })).toBe(
      `WorkflowType = 'cycle' AND AutosyncServer = 'default' AND AutosyncManagementAgent = 'HR' AND AutosyncOutcome = 'stopped-deadlocked'`,
    );
  });

  test('what runs has no outcome yet', () => {
    expect(visibilityQuery({ server: 'default', outcome: 'running' })).toContain(
      `ExecutionStatus = 'Running'`,
    );
  });

  test('narrows by what started it, by whether it runs, and by when it started', () => {
    expect(
      visibilityQuery({
        server: 'default',
        trigger: 'schedule',
        open: false,
        since: '2001-01-01T10:00:00.000Z',
        until: '2001-01-02T10:00:00.000Z',
      }),
    ).toBe(
      `WorkflowType = 'cycle' AND AutosyncServer = 'default' AND AutosyncTrigger = 'schedule' AND ExecutionStatus != 'Running' AND StartTime >= '2001-01-01T10:00:00.000Z' AND StartTime < '2001-01-02T10:00:00.000Z'`,
    );
    expect(visibilityQuery({ server: 'default', open: true })).toContain(`ExecutionStatus = 'Running'`);
  });

  test('a cycle that was ended from outside could not set its outcome', () => {
    expect(visibilityQuery({ server: 'default', outcome: 'timed-out' })).toContain(
      `(AutosyncOutcome = 'timed-out' OR (AutosyncOutcome IS NULL AND ExecutionStatus = 'TimedOut'))`,
    );
    expect(visibilityQuery({ server: 'default', outcome: 'constructor' })).toContain(
      `AND AutosyncOutcome = 'constructor'`,
    );
  });

  test('a quote in a name stays part of the name', () => {
    expect(visibilityQuery({ server: 'default', managementAgent: `O'Neil' OR '1` })).toContain(
      String.raw`AutosyncManagementAgent = 'O\'Neil\' OR \'1'`,
    );
  });

  test.each(['"', '\\', '\n', '\t', '\0'])(
    'of a name with %j only what stands before it is searched for, and the rest is looked at afterwards',
    (character) => {
      const filter = { server: 'default', managementAgent: `AD ${character} West` };
      expect(visibilityQuery(filter)).toContain(`AND AutosyncManagementAgent STARTS_WITH 'AD '`);
      const found = (managementAgent: string) => isMeant(filter, { ...LISTED, managementAgent });
      expect([found(`AD ${character} West`), found(`AD ${character} East`), found('AD')]).toEqual([
        true,
        false,
        false,
      ]);
      expect(visibilityQuery({ ...filter, managementAgent: character })).toBe(
        visibilityQuery({ server: 'default' }),
      );
    },
  );
});

const LISTED: CycleListItem = {
  cycle: 'autosync/default/cycle/AD/1',
  runId: '1',
  managementAgent: 'AD',
  startsWith: 'export',
  trigger: 'operator',
  outcome: 'completed',
  startedAt: '2001-01-01T10:00:00.000Z',
};
