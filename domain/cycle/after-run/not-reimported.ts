import { importsFromDirectory } from '../../management-agent/management-agent.js';
import { joinWords } from '../../run-history/describe-run.js';
import type { RunDetails, StepDetails } from '../../run-history/run-details.js';
import { isFailure } from '../../run-result/run-result.js';

/**
 * Objects of which a confirming import did not find what had been exported, through all cycles that caused one another:
 * a directory that changes what it is given is exported to again and again, each time in vain.
 */
export interface NotReimported {
  readonly managementAgentId: string;
  readonly partition: string;
  /** How many the last import counted. */
  readonly count: number;
  /** The first few, by distinguished name, with how often in a row. */
  readonly objects: readonly { readonly dn: string; readonly times: number }[];
}

/** The error that names such an object. Source: MIM's run history. */
const NOT_REIMPORTED = 'exported-change-not-reimported';
/** Stands for all types of error beyond the most frequent ones: see `ErrorTypeCount`. */
const OTHER_TYPES = 'other';
/** After so many times in a row an object is not exported again for its own sake. */
const MOST_TIMES = 3;
/** Travels with each cycle, so it stays small. */
const OBJECTS_KEPT = 5;
const PARTITIONS_KEPT = 20;

/** What is known after a run: an import that went through says of its partition how it stands now. */
export function noteNotReimported(
  known: readonly NotReimported[],
  run: RunDetails,
): readonly NotReimported[] {
  return run.steps
    .filter(({ type, dropFile }) => type !== undefined && importsFromDirectory(type) && !dropFile)
    .reduce((noted, step) => noteStep(noted, run.managementAgentId, step), known);
}

function noteStep(
  known: readonly NotReimported[],
  managementAgentId: string,
  step: StepDetails,
): readonly NotReimported[] {
  const isThis = (one: NotReimported) =>
    sameText(one.managementAgentId, managementAgentId) && sameText(one.partition, step.partition);
  const before = known.find(isThis);
  const dns = step.errors.flatMap(({ type, dn }) => (type === NOT_REIMPORTED && dn !== '' ? [dn] : []));
  const inAll = countIn(step, dns.length);
  // What an import did not get to, or does not list, is as it was.
  const silent = isFailure(step.result) || inAll > dns.length;
  const timesBefore = new Map(before?.objects.map(({ dn, times }) => [dn.toLowerCase(), times]));
  const objects = [
    ...[...new Set(dns)].map((dn) => ({ dn, times: (timesBefore.get(dn.toLowerCase()) ?? 0) + 1 })),
    ...(silent ? (before?.objects ?? []).filter(({ dn }) => !dns.some((other) => sameText(dn, other))) : []),
  ]
    .toSorted((one, other) => other.times - one.times)
    .slice(0, OBJECTS_KEPT);
  const others = known.filter((one) => !isThis(one));
  if (objects.length === 0) return others;
  const count = Math.max(objects.length, dns.length === 0 ? 0 : inAll);
  return [...others, { managementAgentId, partition: step.partition, count, objects }].slice(
    -PARTITIONS_KEPT,
  );
}

/** How many objects an import did not find as exported; where it does not say, as many as there may be. */
function countIn({ errorTypes, errorCount, errors }: StepDetails, listed: number): number {
  const counted = errorTypes?.find(({ type }) => type === NOT_REIMPORTED)?.count;
  if (counted !== undefined) return counted;
  const unnamed = errorTypes?.every(({ type }) => type !== OTHER_TYPES) ? 0 : errorCount - errors.length;
  return listed + unnamed;
}

/**
 * The objects on whose account alone an export would happen, and which have been exported in vain three times in a row.
 * An export that has other changes to write happens all the same: those objects go along.
 *
 * @param changes objects with a pending export that the synchronization made
 * @returns distinguished names; `undefined` if the export has a point
 */
export function exportedInVain(
  known: readonly NotReimported[],
  { managementAgentId, changes }: { readonly managementAgentId: string; readonly changes: number },
): readonly string[] | undefined {
  const ofTarget = known.filter((one) => sameText(one.managementAgentId, managementAgentId));
  const stuck = ofTarget.map(({ count, objects }) => {
    const dns = objects.filter(({ times }) => times >= MOST_TIMES).map(({ dn }) => dn);
    // Where all that are kept come back each time, so do those for which there was no room.
    return { dns, count: dns.length === objects.length ? count : dns.length };
  });
  const inVain = stuck.reduce((sum, { count }) => sum + count, 0);
  return inVain > 0 && changes <= inVain ? stuck.flatMap(({ dns }) => dns) : undefined;
}

/** Says what is not exported again, and what to do. */
export function describeExportedInVain(managementAgent: string, dns: readonly string[]): string {
  return `${MOST_TIMES} times in a row ${managementAgent} did not hold what had been exported to it: ${joinWords(dns)}. It is not exported again on their account; what is pending stays pending. See which of their attributes the connected directory changes by itself, or gets from somebody else.`;
}

/**
 * Objects that flip: a single time may be somebody else's change between an export and its confirming import.
 *
 * @param most so many at most, those that came back most often first
 * @returns distinguished names
 */
export function flippingObjects(known: readonly NotReimported[], most: number): readonly string[] {
  return known
    .flatMap(({ objects }) => objects)
    .filter(({ times }) => times > 1)
    .toSorted((one, other) => other.times - one.times)
    .slice(0, most)
    .map(({ dn }) => dn);
}

function sameText(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
