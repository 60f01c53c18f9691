import type { ChildCycle } from './cycle.js';

const ALL_WELL: readonly string[] = ['running', 'completed', 'coalesced', 'handed-over'];

/**
 * What a cycle caused that did not complete, at any depth, in words: `Fabrikam AD: refused`.
 *
 * A cycle's own outcome says nothing about that: its runs went through, and what they made necessary did not.
 */
export function notCompleted(children: readonly ChildCycle[]): readonly string[] {
  const said = children.flatMap(({ managementAgent, outcome, notCompleted: below = [] }) => [
    ...(ALL_WELL.includes(outcome) ? [] : [`${managementAgent}: ${outcome}`]),
    ...below,
  ]);
  return [...new Set(said)];
}
