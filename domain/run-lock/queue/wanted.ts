import { describeKind } from '../../cycle/run-profile-choice.js';
import type { Wanted } from '../messages.js';

/** What is wanted, in words, as long as it has not been looked up in the engine's catalogue. */
export function describeWanted(wanted: Wanted): string {
  return 'runProfile' in wanted ? wanted.runProfile : describeKind(wanted.runProfileKind, wanted.partition);
}

/** Whether both say the same. What they come down to may be the same although they do not. */
export function isSameWanted(one: Wanted, other: Wanted): boolean {
  if ('runProfile' in one || 'runProfile' in other) {
    return 'runProfile' in one && 'runProfile' in other && isSameName(one.runProfile, other.runProfile);
  }
  return one.runProfileKind === other.runProfileKind && isSameName(one.partition, other.partition);
}

function isSameName(one: string | undefined, other: string | undefined): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}
