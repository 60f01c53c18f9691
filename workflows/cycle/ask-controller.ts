import { ActivityFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { ControllerActivities } from '../../activities/contract.js';
import {
  consequenceOf,
  type Consequence,
  type ControllerOccasion,
} from '../../domain/controller/controller.js';
import type { Granted } from '../../domain/run-lock/messages.js';
import type { CycleContext, OpenStep } from './context.js';

/** A worker that is gone is noticed within this time. How long a controller is tried, the activity knows. */
const HEARTBEAT_TIMEOUT = '10 seconds';
/** A controller is given a minute at most to answer. */
const LONGEST_QUESTION = '2 minutes';

/** Asks the controller of a granted run, if it has one, and says what is to be done. */
export async function askController(
  { input: { server }, workflowId: cycle }: CycleContext,
  { controlled, managementAgentName: managementAgent, runProfile, token }: Granted,
  { reason }: OpenStep,
  occasion: ControllerOccasion,
): Promise<Consequence> {
  if (!controlled) return { kind: 'go-on' };
  const controller = proxyActivities<ControllerActivities>({
    startToCloseTimeout: LONGEST_QUESTION,
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
    summary: `Ask the controller of ${managementAgent} on ${server}: ${occasion.event}`,
  });
  const id = `${cycle}/${token}/${occasion.event}`;
  const question = { id, server, managementAgent, runProfile, reason, cycle, ...occasion };
  try {
    return consequenceOf(await controller.askController({ controlled, question }));
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    const why = error.cause?.message ?? error.message;
    return consequenceOf({ decision: 'none', fault: `The controller could not be asked: ${why}` });
  }
}
