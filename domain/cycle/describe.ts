import type { CycleInput, CycleStart } from './cycle.js';
import { describeKind } from './run-profile-choice.js';

/** In words what a cycle starts with: `delta import of partition DC=contoso,DC=com`, `run profile "DI"`. */
export function describeStart(start: CycleStart): string {
  switch (start.kind) {
    case 'run-profile':
      return `run profile "${start.runProfile}"`;
    case 'run-profile-kind':
      return describeKind(start.runProfileKind, start.partition);
    case 'pending-exports':
      return 'export';
    case 'work-left':
      return 'what was left undone';
    case 'follow-ups-of-run':
      return `what follows from run ${start.runNumber}`;
  }
}

/** The one line that names a cycle in Temporal's Web UI: `HR: delta import`. */
export function summarizeCycle(input: CycleInput): string {
  return `${input.managementAgent}: ${describeStart(input.start)}`;
}
