import type { History, Reducer } from './history.js';
import { approvalsCountOnce, whatIsHeldWaitsForADecision } from './properties/exports.js';
import {
  answersFitRequests,
  coalescedRunsBeganLater,
  foreignRunsAreFollowedOnce,
  noGrantBesideAnExcludingRun,
  nothingIsGrantedThatMustWait,
  tokensGrow,
  whatIsAnsweredAtOnceWouldHastenNothing,
} from './properties/grants.js';
import {
  repetitionChangesNothing,
  sameEventsSameState,
  stateSurvivesJson,
  timeAloneLetsNothingStartEarlier,
} from './properties/replay.js';
import {
  everyRequestHasOneEnd,
  noDeadlock,
  nobodyIsOvertaken,
  nobodyWaitsForEver,
  nothingWaitsForNothing,
  waitingEnds,
  whatIsAloneRunsBackToBack,
} from './properties/waiting.js';

/** What must be true of each history, in words, with the check that throws where it is not. */
export const PROPERTIES = {
  'no grant beside a run that excludes it': noGrantBesideAnExcludingRun,
  'nothing is granted that must wait': nothingIsGrantedThatMustWait,
  'tokens grow': tokensGrow,
  'a cycle is granted what it asked for, or refused what there is not': answersFitRequests,
  'every request has one end': everyRequestHasOneEnd,
  'nobody is overtaken by what keeps him waiting': nobodyIsOvertaken,
  'nobody waits for ever': nobodyWaitsForEver,
  'no deadlock': noDeadlock,
  'nothing waits for nothing': nothingWaitsForNothing,
  'what is alone runs back to back': whatIsAloneRunsBackToBack,
  'waiting ends when all give back': waitingEnds,
  'a coalesced request is carried by a run that began after it': coalescedRunsBeganLater,
  'what is answered at once would hasten nothing': whatIsAnsweredAtOnceWouldHastenNothing,
  'a run of somebody else is followed once': foreignRunsAreFollowedOnce,
  'what is held waits for a decision': whatIsHeldWaitsForADecision,
  'an approval counts once, or for good': approvalsCountOnce,
  'what comes again changes nothing': repetitionChangesNothing,
  'the same events make the same state': sameEventsSameState,
  'a state survives JSON': stateSurvivesJson,
  'time alone lets nothing start before it is said to': timeAloneLetsNothingStartEarlier,
} as const satisfies Record<string, (history: History, reducer: Reducer) => void>;

/** The name of a property. */
export type Property = keyof typeof PROPERTIES;

/** Checks all properties of a history; the message of what is thrown begins with the name of the one that is broken. */
export function checkProperties(history: History, reducer: Reducer): void {
  for (const [name, check] of Object.entries(PROPERTIES)) {
    try {
      check(history, reducer);
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}
