import { describe, expect, it } from 'vitest';
import {
  cycleId,
  engineTaskQueue,
  importTriggerId,
  runLockId,
  scheduleId,
  schedulePrefixes,
} from './naming.js';

const isOfMain = (id: string) => schedulePrefixes('main').some((prefix) => id.startsWith(prefix));

describe('names in Temporal', () => {
  it('are made of the sync server, the management agent and what tells them apart', () => {
    expect(engineTaskQueue('main')).toBe('autosync-engine-main');
    expect(runLockId('main')).toBe('autosync/main/run-lock');
    expect(cycleId('main', 'HR', 'x1')).toBe('autosync/main/cycle/HR/x1');
    expect(scheduleId('main', importTriggerId('AD', 'DC=fabrikam,DC=test'))).toBe(
      'autosync/main/import/AD/DC=fabrikam,DC=test',
    );
    expect(scheduleId('main', 'nightly')).toBe('autosync/main/trigger/nightly');
  });

  it('let the schedules of one sync server be told from those of another', () => {
    expect(isOfMain(scheduleId('main', importTriggerId('HR', 'default')))).toBe(true);
    expect(isOfMain(scheduleId('main', 'nightly'))).toBe(true);
    expect(isOfMain(scheduleId('main-2', 'nightly'))).toBe(false);
  });

  it('are never two names put together in another way', () => {
    expect(importTriggerId('a/b', 'c')).not.toBe(importTriggerId('a', 'b/c'));
    expect(importTriggerId('a%2Fb', 'c')).not.toBe(importTriggerId('a/b', 'c'));
  });
});
