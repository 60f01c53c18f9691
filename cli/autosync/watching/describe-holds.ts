import type { Hold } from '../../../domain/run-lock/status.js';
import { lasting, type Look } from '../printing/look.js';
import { shortCycle } from '../printing/names.js';
import { printable, typed } from '../printing/printable.js';
import { table } from '../printing/table.js';

const NUMBER = new Intl.NumberFormat('en-GB');

/** Exports that wait for a decision: their figures, and what is to be typed. */
export function describeHolds(holds: readonly Hold[], server: string, look: Look): readonly string[] {
  return holds.flatMap((hold) => describeHold(hold, holds, server, look));
}

function describeHold(hold: Hold, all: readonly Hold[], server: string, look: Look): readonly string[] {
  const { colors } = look;
  const { managementAgent, runProfile, since, reason, figures } = hold;
  const figureRows = figures.map((each) => [
    printable(each.partition),
    ...[each.adds, each.updates, each.deletes, each.connectorSpaceObjects].map((count) =>
      NUMBER.format(count),
    ),
  ]);
  return [
    `  ${printable(managementAgent)}  ${colors.bold(printable(runProfile))}, for ${lasting(since, look)}`,
    `    ${colors.yellow(printable(reason))}`,
    ...table(['PARTITION', 'ADDS', 'UPDATES', 'DELETES', 'OF OBJECTS'], figureRows, {
      colors,
      ...(look.columns !== undefined && { columns: Math.max(1, look.columns - 4) }),
    }).map((line) => `    ${line}`),
    colors.dim(`    autosync approve ${typed(nameOfHold(hold, all, server))} --why "…"   (or reject)`),
  ];
}

/** The management agent, where that says which hold is meant; else the request. */
export function nameOfHold(hold: Hold, all: readonly Hold[], server: string): string {
  const alone = all.filter(({ managementAgent }) => managementAgent === hold.managementAgent).length === 1;
  return alone ? hold.managementAgent : shortCycle(server, hold.requestId);
}
