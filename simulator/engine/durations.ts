import { MIM_SERVICE_CATEGORY } from '../../domain/management-agent/management-agent.js';

/** A piece of a step that takes time with the number of its objects. */
export type PhaseKind =
  | 'delta-import'
  | 'full-import'
  | 'referential-updates'
  | 'delta-sync'
  | 'full-sync'
  | 'export';

/**
 * What a step costs whatever it does: connecting, reading the schema, writing the history. Published and captured
 * steps take 2 to 5 seconds.
 */
export const FIXED_STEP_MILLISECONDS = 3000;

/**
 * Objects a second, from published measurements and captured run histories of real engines: AD full import 97,
 * full sync 29 projections, delta sync 160 to 240 re-evaluated disconnectors, MIM Service export 1 to 10, AD export
 * 26 objects in 61 s with the fixed cost. A delta import reads at least as fast as a full one.
 * For referential updates nothing is published: they only write to the engine's own database.
 */
const OBJECTS_PER_SECOND: Readonly<Record<PhaseKind, number>> = {
  'delta-import': 100,
  'full-import': 97,
  'referential-updates': 1000,
  'delta-sync': 200,
  'full-sync': 29,
  export: 2,
};

const MIM_SERVICE_EXPORTS_PER_SECOND = 5;

/** How long a phase takes for a number of objects, in milliseconds of the real engine. */
export function phaseMilliseconds(kind: PhaseKind, category: string, objects: number): number {
  const perSecond =
    kind === 'export' && category === MIM_SERVICE_CATEGORY
      ? MIM_SERVICE_EXPORTS_PER_SECOND
      : OBJECTS_PER_SECOND[kind];
  return (objects / perSecond) * 1000;
}
