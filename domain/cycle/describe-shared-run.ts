import type { RunLockAnswer } from '../run-lock/messages.js';

/** In words who carried the work of a request that was equal to another, and what came of it. */
export function describeSharedRun({
  into,
  outcome,
}: Pick<Extract<RunLockAnswer, { kind: 'coalesced' }>, 'into' | 'outcome'>): string {
  if (!outcome) return into;
  const again = outcome.runsAgain ? ' and runs again' : '';
  return `${into}, whose run ended with ${outcome.result}${again}`;
}
