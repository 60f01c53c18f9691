import { describe, expect, test } from 'vitest';
import { visibilityQuery } from './cycle-search.js';

describe('visibilityQuery', () => {
  test('finds the cycles of a server', () => {
    expect(visibilityQuery({ server: 'default', limit: 5 })).toBe(
      `WorkflowType = 'cycle' AND AutosyncServer = 'default'`,
    );
  });

  test('narrows by management agent and outcome', () => {
    expect(
      visibilityQuery({ server: 'default', managementAgent: 'HR', outcome: 'stopped-deadlocked', limit: 5 }),
    ).toBe(
      `WorkflowType = 'cycle' AND AutosyncServer = 'default' AND AutosyncManagementAgent = 'HR' AND AutosyncOutcome = 'stopped-deadlocked'`,
    );
  });

  test('what runs has no outcome yet', () => {
    expect(visibilityQuery({ server: 'default', outcome: 'running', limit: 5 })).toContain(
      `ExecutionStatus = 'Running'`,
    );
  });

  test('a quote or a backslash in a name stays part of the name', () => {
    expect(visibilityQuery({ server: 'default', managementAgent: `O'Neil\\' OR '1`, limit: 5 })).toContain(
      String.raw`AutosyncManagementAgent = 'O\'Neil\\\' OR \'1'`,
    );
  });
});
