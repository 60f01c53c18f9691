import { joinWords } from '../../run-history/describe-run.js';

/*
 * The convergence guard. Each child is a synchronization and an export further away from the first change: real flows
 * end after three or four, two management agents that keep changing each other never do. But a confirming import also
 * carries along what somebody else changes meanwhile, so that under steady load the way grows although nothing flips.
 * Nothing may be dropped for that: what has come too long a way goes on in a cycle that begins anew, more and more
 * slowly.
 */

/** What a cycle has behind it when a synchronization has made exports necessary. */
export interface WaySoFar {
  /** The management agents of the cycles above, the root's first. */
  readonly lineage: readonly string[];
  readonly managementAgent: string;
  /** How many cycles may cause one another before what is left begins anew. */
  readonly maxDepth: number;
  /** How often in a row that has happened already. */
  readonly handOvers: number;
  /** Distinguished names of objects that have come back changed more than once in a row. */
  readonly flipping: readonly string[];
}

/** Where the exports go that a synchronization has made necessary. */
export type NextExports =
  | { readonly kind: 'at-once' }
  /** To a cycle that begins anew. */
  | {
      readonly kind: 'handed-over';
      /** How often in a row, with this one. */
      readonly handOvers: number;
      /** How long that cycle waits before it begins, in milliseconds. */
      readonly pauseMs: number;
      /** Something flips, or has gone on for so long that a person must look: the cycle ends as not converging. */
      readonly reported: boolean;
      /** With the way and, where some are known, objects. */
      readonly reason: string;
    };

const MINUTE_MS = 60_000;
/** Long enough that a flip costs next to nothing. */
const FIRST_PAUSE_MS = MINUTE_MS;
/** A change of somebody else's may be among what waits: a leaver must not wait for hours. */
const LONGEST_PAUSE_MS = 15 * MINUTE_MS;
/** So many hand-overs in a row are no coincidence, whether objects are known to come back or not. */
const REPORTED_HAND_OVERS = 3;

/** The decision: children at once, or a cycle that begins anew, and when. */
export function nextExports(way: WaySoFar): NextExports {
  if (way.lineage.length + 1 < way.maxDepth) return { kind: 'at-once' };
  const flips = way.flipping.length > 0;
  const handOvers = way.handOvers + 1;
  const pauseMs = pauseBefore(flips ? handOvers : way.handOvers);
  const reported = flips || handOvers >= REPORTED_HAND_OVERS;
  const goesOn = `What is left goes on in a cycle of its own${pauseMs === 0 ? '' : `, in ${pauseMs / MINUTE_MS} min`}.`;
  const reason = reported
    ? `${describeRing(way)} ${goesOn}`
    : `After ${path(way).length} cycles that caused one another (${path(way).join(' → ')}): no object is known to come back. ${goesOn}`;
  return { kind: 'handed-over', handOvers, pauseMs, reported, reason };
}

/** The first may go on at once; then the pauses double. */
function pauseBefore(turn: number): number {
  return turn === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (turn - 1), LONGEST_PAUSE_MS);
}

function path({ lineage, managementAgent }: WaySoFar): readonly string[] {
  return [...lineage, managementAgent];
}

/** Says which management agents keep changing each other: those that stand in the way more than once. */
function describeRing(way: WaySoFar): string {
  const names = path(way);
  const repeated = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  const ring =
    repeated.length > 0
      ? `${joinWords(repeated)} keep changing each other`
      : 'the changes do not come to an end';
  const objects = way.flipping.length > 0 ? `, for example in ${joinWords(way.flipping)}` : '';
  const again = way.handOvers > 0 ? `, ${way.handOvers + 1} times in a row` : '';
  return `After ${names.length} cycles that caused one another${again}, ${ring} (${names.join(' → ')})${objects}. Look for attributes that flow both ways, or that a connected directory changes by itself.`;
}
