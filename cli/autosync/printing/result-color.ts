import type { Colors } from '../../start/console/colors.js';

const WELL = new Set(['success', 'completed-no-objects', 'completed']);
/** Nothing is amiss, and nothing was done. */
const QUIET = new Set(['coalesced', 'running']);

/** Colours what came of a run or a cycle: what is well needs no attention. */
export function colorOfResult(result: string, colors: Colors): (text: string) => string {
  if (WELL.has(result)) return colors.green;
  if (QUIET.has(result)) return colors.cyan;
  return result.startsWith('completed-') || result === 'refused' || result === 'cancelled'
    ? colors.yellow
    : colors.red;
}
