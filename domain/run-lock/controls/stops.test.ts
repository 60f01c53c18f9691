import { expect, it } from 'vitest';
import { converse } from '../../../test/run-lock/conversation.js';
import { stopsOf } from './stops.js';

it('tells what is stopped by name, and by whom', () => {
  const lock = converse();
  expect(stopsOf(lock.state)).toEqual({ managementAgents: {} });
  lock.controls({ action: 'stop', managementAgent: 'HR' });
  expect(stopsOf(lock.state)).toEqual({ managementAgents: { HR: expect.objectContaining({ by: 'nina' }) } });
  lock.controls({ action: 'stop' });
  expect(stopsOf(lock.state).server).toMatchObject({ by: 'nina' });
});
