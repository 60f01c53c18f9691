import { cycleId } from '../../../domain/naming.js';
import { printable } from './printable.js';

/** A cycle as people name it: `HR/hire-4711` for `autosync/default/cycle/HR/hire-4711`. */
export function shortCycle(server: string, cycle: string): string {
  const prefix = cycleId(server, '', '').slice(0, -1);
  return cycle.startsWith(prefix) ? cycle.slice(prefix.length) : cycle;
}

/** `Delta Import (run 7)`, as the console of `npm start` has it. */
export function describeRunOf(run: { readonly runProfile: string; readonly runNumber?: number }): string {
  const number = run.runNumber === undefined ? '' : ` (run ${run.runNumber})`;
  return `${printable(run.runProfile)}${number}`;
}
