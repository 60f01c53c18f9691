import type { RunLockAnswer } from '../../domain/run-lock/messages.js';
import { reduceRunLock } from '../../domain/run-lock/reduce.js';
import type { Conversation } from './conversation.js';

/** The answer that a request would get at once. */
export function grantedTo(
  lock: Conversation,
  managementAgent: string,
  runProfile: string,
): RunLockAnswer | undefined {
  const request = {
    id: 'x#1',
    cycle: 'x',
    managementAgent,
    wanted: { runProfile },
    urgency: 'normal' as const,
    reason: 'a test',
  };
  const { effects } = reduceRunLock(lock.state, { kind: 'message', message: { request } }, lock.now);
  return effects.flatMap((effect) => (effect.kind === 'answer' ? [effect.answer] : []))[0];
}
