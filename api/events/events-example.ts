import type { ServerEvent } from '../../domain/server-events/server-event.js';
import { formatEvent } from './server-sent-events.js';

const EVENTS: readonly ServerEvent[] = [
  {
    time: '2001-01-01T10:02:08.120Z',
    kind: 'run-finished',
    managementAgent: 'HR',
    runProfile: 'Delta Import',
    runNumber: 17,
    cycle: 'autosync/default/cycle/HR/hire-4711',
    result: 'success',
    summary: '1 add staged',
    errorCount: 0,
    token: 92,
  },
  {
    time: '2001-01-01T10:02:08.190Z',
    kind: 'run-started',
    managementAgent: 'HR',
    runProfile: 'Delta Sync',
    runNumber: 18,
    cycle: 'autosync/default/cycle/HR/hire-4711',
    token: 93,
    reason: 'step 1 staged 1 add in partition default',
  },
  { time: '2001-01-01T10:02:08.400Z', kind: 'status', version: 412 },
];

/** What a stream looks like, for the API's documentation. */
export const EVENTS_EXAMPLE = EVENTS.map((event, index) =>
  formatEvent({ id: `3f2a9c10-${index + 41}`, event }),
).join('');
