import { describe, expect, it } from 'vitest';
import { cycleId, engineTaskQueue, importScheduleId, importSchedulePrefix, runLockId } from './naming.js';

describe('names in Temporal', () => {
  it('are made of the sync server, the management agent and what tells them apart', () => {
    expect(engineTaskQueue('main')).toBe('autosync-engine-main');
    expect(runLockId('main')).toBe('autosync/main/run-lock');
    expect(cycleId('main', 'HR', 'x1')).toBe('autosync/main/cycle/HR/x1');
    expect(importScheduleId('main', 'AD', 'DC=fabrikam,DC=test')).toBe(
      'autosync/main/import/AD/DC=fabrikam,DC=test',
    );
  });

  it('let the import schedules of one sync server be told from those of another', () => {
    expect(importScheduleId('main', 'HR', 'default')).toMatch(importSchedulePrefix('main'));
    expect(importScheduleId('main-2', 'HR', 'default')).not.toMatch(importSchedulePrefix('main'));
  });
});
