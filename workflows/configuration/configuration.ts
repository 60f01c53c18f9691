import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ConfigurationActivities } from '../../activities/contract.js';
import {
  applyChange,
  checkChange,
  currentRevision,
  done,
  EMPTY_CONFIGURATION,
  everythingDue,
  revisionOf,
  revisionsOf,
  type ConfigurationState,
} from '../../domain/configuration/configuration-state.js';
import { describeConfiguration } from '../../domain/configuration/describe-configuration.js';
import type { Applied, ApplyText, RollBack } from '../../domain/configuration/revision.js';
import {
  applyConfiguration,
  configurationRevision,
  configurationRevisions,
  configurationStanding,
  configurationState,
  reconcileConfiguration,
  rollBackConfiguration,
} from '../contract.js';

/** A worker that is gone is noticed within this time. */
const HEARTBEAT_TIMEOUT = '10 seconds';

/**
 * The configuration of the whole installation: which revision is applied, the ones before, and the work of making every
 * sync server what it says. All decisions are in `domain/configuration/`; texts arrive here checked.
 *
 * It never ends; it continues as new with its whole state.
 */
export async function configuration(input: { readonly state?: ConfigurationState }): Promise<void> {
  let state = input.state ?? EMPTY_CONFIGURATION;
  /** Grows when what is to be done has changed: what is under way begins anew. */
  let orders = 0;

  function become(next: ConfigurationState): void {
    state = next;
    setCurrentDetails(describeConfiguration(state));
  }

  function carryOut(change: ApplyText | RollBack): Applied {
    const before = state;
    const { state: next, applied } = applyChange(state, change, Date.now());
    become(next);
    if (currentRevision(next) !== currentRevision(before)) orders += 1;
    return applied;
  }

  function validate(change: ApplyText | RollBack): void {
    const problem = checkChange(state, change);
    if (problem) throw ApplicationFailure.nonRetryable(problem.message, problem.code);
  }

  setHandler(applyConfiguration, carryOut, { validator: validate });
  setHandler(rollBackConfiguration, carryOut, { validator: validate });
  setHandler(reconcileConfiguration, () => {
    become(everythingDue(state));
    orders += 1;
  });
  setHandler(configurationRevision, (revision) => revisionOf(state, revision) ?? null);
  setHandler(configurationRevisions, () => revisionsOf(state));
  setHandler(configurationState, () => state);
  setHandler(configurationStanding, () => ({
    revision: currentRevision(state),
    due: state.due,
    leaving: state.leaving,
  }));
  become(state);

  while (!isFull()) {
    // Whether signals and an update are handled at once, or one after the other, may be otherwise when it is replayed (after
    // a workflow task that timed out): the update's commands come before those of the work in either case.
    await condition(allHandlersFinished);
    const order = orders;
    await untilOrdered(
      () => orders !== order || isFull(),
      async () => {
        const revision = currentRevision(state);
        await allOver([
          ...state.due.map((server) => make(server, revision, 'applyToServer')),
          ...state.leaving.map((server) => make(server, revision, 'giveUpServer')),
        ]);
      },
    );
  }
  await continueAsNew<typeof configuration>({ state });

  async function make(
    server: string,
    revision: number,
    what: 'applyToServer' | 'giveUpServer',
  ): Promise<void> {
    const activities = proxyActivities<ConfigurationActivities>({
      startToCloseTimeout: '2 minutes',
      heartbeatTimeout: HEARTBEAT_TIMEOUT,
      // What was begun for an earlier revision must not end after what is done for this one.
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
      summary:
        what === 'applyToServer'
          ? `Apply revision ${revision} to sync server ${server}`
          : `Give up sync server ${server}, which revision ${revision} does not name`,
    });
    await activities[what]({ server, revision });
    become(done(state, server, revision));
  }
}

/** Does the work, and waits for new orders; those that come before it is done cancel it. */
async function untilOrdered(ordered: () => boolean, work: () => Promise<void>): Promise<void> {
  const scope = new CancellationScope();
  const working = scope.run(work).catch((error: unknown) => {
    // An activity that is to be cancelled while its worker is gone times out, and is not tried again: it begins anew anyway.
    const isOver = isCancellation(error) || error instanceof ActivityFailure;
    if (!scope.consideredCancelled || !isOver) throw error;
  });
  // A failure that no retry mends ends the wait.
  await Promise.race([condition(ordered), working.then(() => condition(ordered))]);
  scope.cancel();
  await working;
}

/** Waits until the last one is over, however the others ended. @throws what the first that failed has failed of */
async function allOver(work: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}

function isFull(): boolean {
  return workflowInfo().continueAsNewSuggested;
}
