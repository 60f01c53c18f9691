import { cycleId } from '../../../domain/naming.js';
import { printable } from './printable.js';

/** A cycle as people name it: `HR/hire-4711` for `autosync/default/cycle/HR/hire-4711`. */
export function shortCycle(server: string, cycle: string): string {
  const prefix = prefixOf(server);
  return cycle.startsWith(prefix) ? cycle.slice(prefix.length) : cycle;
}

/** A sentence in which cycles are named, each as people name it. */
export function withShortCycles(server: string, text: string): string {
  return text.replaceAll(prefixOf(server), '');
}

function prefixOf(server: string): string {
  return cycleId(server, '', '').slice(0, -1);
}

/** `Delta Import (run 7)`, as the console of `npm start` has it. */
export function describeRunOf(run: { readonly runProfile: string; readonly runNumber?: number }): string {
  const number = run.runNumber === undefined ? '' : ` (run ${run.runNumber})`;
  return `${printable(run.runProfile)}${number}`;
}
