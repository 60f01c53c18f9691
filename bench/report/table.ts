import type { Figure } from './figure.js';
import type { Machine } from './machine.js';

/** Everything that `npm run bench` has found; what `--json` prints. */
export interface Findings {
  readonly machine: Machine;
  readonly measurements: readonly Measured[];
}

/** What one measurement has found. */
export interface Measured {
  /** As `--only` names it. */
  readonly name: string;
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

/** Whether no target was missed. */
export function areTargetsMet(measurements: readonly Measured[]): boolean {
  return measurements.flatMap(({ figures }) => figures).every(({ met }) => met !== false);
}

/** What was found, for people. */
export function table({ machine, measurements }: Findings): string {
  const { cores, model, memoryGiB, system, node, temporal } = machine;
  const figures = measurements.flatMap((measured) => measured.figures);
  const aimed = figures.filter(({ met }) => met !== undefined);
  return [
    `${cores} cores of ${model}, ${memoryGiB} GiB, ${system}; Node ${node}, Temporal ${temporal}`,
    ...measurements.flatMap(({ name, seconds, figures: found }) => [
      '',
      `${name} (${Math.round(seconds)} s)`,
      ...found.flatMap(row),
    ]),
    '',
    `${aimed.filter(({ met }) => met).length} of ${aimed.length} targets met.`,
    '',
  ].join('\n');
}

function row({ what, found, aim, met, note }: Figure): readonly string[] {
  const verdict = met === undefined ? '      ' : met ? 'met   ' : 'MISSED';
  return [
    `  ${verdict}  ${what}: ${found}${aim === undefined ? '' : ` (${aim})`}`,
    ...(note === undefined ? [] : [`          ${note}`]),
  ];
}
