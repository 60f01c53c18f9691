import type { Dice } from './dice.js';
import type { ChangeKind, Delivery, Landscape } from './landscape.js';
import { hasDeltaImport } from './speeds.js';

/** One change that somebody makes in a source directory. Times are whole milliseconds of virtual time. */
export interface Change {
  readonly source: string;
  readonly madeAt: number;
  /** Never empty. */
  readonly deliveries: readonly Delivery[];
}

/** Something asks for an import. */
export interface ImportTrigger {
  readonly managementAgentId: string;
  readonly at: number;
  /** Asked for at once, by somebody who saw the change; otherwise by schedule. */
  readonly urgent: boolean;
  /** It comes again, each so many milliseconds, as long as something is under way. */
  readonly everyMs?: number;
}

/** What happens to a sync server. */
export interface Load {
  readonly changes: readonly Change[];
  readonly triggers: readonly ImportTrigger[];
}

const BURST_CHANGES = 1000;
const BURST_SOURCES = 3;
const HOUR_MS = 60 * 60_000;
const HOUR_CHANGES = 300;
/** One change in so many is noticed at once. */
const ONE_IN_URGENT = 10;

/** Of ten changes, so many are of each kind, where a directory allows all: as those that a rehearsal makes. */
const WEIGHTS: readonly ChangeKind['kind'][] = [
  ...Array.from({ length: 5 }, () => 'modify' as const),
  ...Array.from({ length: 2 }, () => 'add' as const),
  ...Array.from({ length: 3 }, () => 'other' as const),
];

/** 1,000 changes in the three directories that most flows come from, all at once, and at once an import of each. */
export function burst(landscape: Landscape, dice: Dice): Load {
  const sources = burstSources(landscape);
  return {
    changes: Array.from({ length: BURST_CHANGES }, () => drawChange(landscape, dice, sources, 0)),
    triggers: sources.map((managementAgentId) => ({ managementAgentId, at: 0, urgent: true })),
  };
}

/** The three management agents from which most flows come: ids. */
export function burstSources(landscape: Landscape): readonly string[] {
  return sourcesOf(landscape)
    .toSorted((a, b) => kindsOf(landscape, b).length - kindsOf(landscape, a).length)
    .slice(0, BURST_SOURCES);
}

/**
 * Changes through an hour, in all source directories. Each is imported by schedule: a delta import every 1 to 5 minutes,
 * a full one, where there is no other, every 5 to 15 (what sites do). One change in ten is noticed at once.
 */
export function businessHour(landscape: Landscape, dice: Dice): Load {
  const sources = sourcesOf(landscape);
  const changes = Array.from({ length: HOUR_CHANGES }, () =>
    drawChange(landscape, dice, sources, Math.round(dice.between(0, HOUR_MS))),
  ).toSorted((a, b) => a.madeAt - b.madeAt);
  const schedules = landscape.managementAgents
    .filter((ma) => sources.includes(ma.id))
    .map((ma) => {
      const minutes = hasDeltaImport(ma) ? dice.between(1, 5) : dice.between(5, 15);
      const everyMs = Math.round(minutes * 60_000);
      return { managementAgentId: ma.id, at: Math.round(dice.between(0, everyMs)), urgent: false, everyMs };
    });
  const urgent = changes
    .filter((_, index) => index % ONE_IN_URGENT === 0)
    .map(({ source, madeAt }) => ({ managementAgentId: source, at: madeAt, urgent: true }));
  return { changes, triggers: [...schedules, ...urgent] };
}

function sourcesOf(landscape: Landscape): readonly string[] {
  return [...landscape.changeKinds.keys()];
}

function kindsOf(landscape: Landscape, source: string): readonly ChangeKind[] {
  return landscape.changeKinds.get(source) ?? [];
}

function drawChange(landscape: Landscape, dice: Dice, sources: readonly string[], madeAt: number): Change {
  const source = dice.pick(sources);
  const kinds = kindsOf(landscape, source);
  const wanted = dice.pick(WEIGHTS.filter((kind) => kinds.some((possible) => possible.kind === kind)));
  const { deliveries } = dice.pick(kinds.filter(({ kind }) => kind === wanted));
  return { source, madeAt, deliveries };
}
