import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { HousekeepingActivities } from '../../activities/contract.js';
import type { CycleInput } from '../../domain/cycle/cycle.js';
import { requestId, type WhatIsAsked } from '../../domain/cycle/request.js';
import { runLockId } from '../../domain/naming.js';
import type {
  MessageToRunLock,
  Presence,
  Release,
  RunLockAnswer,
  RunRequest,
  Withdrawal,
} from '../../domain/run-lock/messages.js';
import { fromRunLock, runLockStartedAnew, toRunLock } from '../contract.js';

const { ensureRunLock } = proxyActivities<HousekeepingActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  summary: 'Start the run lock, which was not there',
});

/**
 * A request of the parent's, or the answer to it, may be lost: where the run lock or the parent was terminated in that moment,
 * or Temporal has taken very long to start the cycle. It asks itself then.
 */
const UNHEARD = '30 seconds';

/**
 * What a cycle and the run lock say to each other. A lease that is to be given back travels with the next request, and with
 * those of children that are being started.
 */
export interface RunLockConversation {
  /**
   * Asks for a run and waits for the answer. If the cycle is cancelled meanwhile, the request is withdrawn.
   */
  ask(what: WhatIsAsked): Promise<RunLockAnswer>;
  /** Notes a lease to be given back: with the next request, or by {@link flush}. */
  giveBack(release: Release): void;
  /** Notes what is to be asked for a child: with the next request, or by {@link flush}. */
  askForChild(request: RunRequest): void;
  /** Says what is still to be said, also from a cancelled cycle; resolves when it has been delivered. */
  flush(): Promise<void>;
}

/** Opens a cycle's conversation with the run lock of its server. */
export function converseWithRunLock(
  input: Pick<CycleInput, 'server' | 'managementAgentId' | 'askedByParent'>,
): RunLockConversation {
  const { server, askedByParent } = input;
  const cycle = workflowInfo().workflowId;
  const answers = new Map<string, RunLockAnswer>();
  let asked = 0;
  let pendingRelease: Release | undefined;
  let ofChildren: readonly RunRequest[] = [];
  let unanswered: RunRequest | undefined;
  /** Granted, and not given back yet. */
  let held: Presence['held'];
  /** Who renames a management agent does not end the cycles of it. */
  let meant = input.managementAgentId;

  for (const signal of Object.values(fromRunLock)) {
    setHandler(signal, (answer) => {
      answers.set(answer.requestId, answer);
      noteGrant();
    });
  }

  function noteGrant(): void {
    const answer = unanswered && answers.get(unanswered.id);
    if (!unanswered || answer?.kind !== 'granted') return;
    const { token, managementAgentId, runProfile } = answer;
    held = { token, managementAgentId, runProfile, request: unanswered };
  }

  // A cancelled cycle that still stops its run says so, too: a failure of its handler would end it at once.
  setHandler(runLockStartedAnew, () =>
    CancellationScope.nonCancellable(() => {
      const presence = { cycle, ...(held ? { held } : {}) };
      return send({ presence, ...(unanswered ? { request: unanswered } : {}) });
    }),
  );

  async function send(message: MessageToRunLock): Promise<void> {
    for (;;) {
      try {
        await getExternalWorkflowHandle(runLockId(server)).signal(signalFor(message), message);
        return;
      } catch (error) {
        if (isCancellation(error)) throw error;
        // The run lock is not there: it was never started on this server, or somebody terminated it.
        await ensureRunLock({ server });
      }
    }
  }

  /** What is still to be said. */
  function takePending(): MessageToRunLock {
    const release = pendingRelease;
    const requests = ofChildren;
    pendingRelease = undefined;
    ofChildren = [];
    if (release?.token === held?.token) held = undefined;
    return { ...(release ? { release } : {}), ...(requests.length > 0 ? { ofChildren: requests } : {}) };
  }

  function newRequest(what: WhatIsAsked): RunRequest {
    asked += 1;
    return { id: requestId(cycle, asked), cycle, ...what, ...(meant ? { managementAgentId: meant } : {}) };
  }

  /**
   * Waits for the answer to a request, and withdraws it if the cycle is cancelled.
   *
   * @param message asks for it; absent: the parent has
   * @param within `undefined` is answered when no answer has come by then
   */
  async function answerTo(
    request: RunRequest,
    message?: MessageToRunLock,
    within?: typeof UNHEARD,
  ): Promise<RunLockAnswer | undefined> {
    const { id } = request;
    const isThere = () => answers.has(id);
    unanswered = request;
    noteGrant();
    try {
      // A release travels in this message: it must arrive even if the cycle is cancelled in this moment.
      if (message) await CancellationScope.nonCancellable(() => send(message));
      await (within === undefined ? condition(isThere) : condition(isThere, within));
    } catch (error) {
      if (isCancellation(error)) {
        await CancellationScope.nonCancellable(() => send({ withdrawal: { cycle, requestId: id } }));
      }
      throw error;
    } finally {
      unanswered = undefined;
    }
    const answer = answers.get(id);
    if (answer?.kind === 'granted') meant = answer.managementAgentId;
    return answer;
  }

  return {
    async ask(what) {
      let withdrawal: Withdrawal | undefined;
      if (askedByParent && asked === 0) {
        const request = newRequest(what);
        const answer = await answerTo(request, undefined, UNHEARD);
        if (answer) return answer;
        withdrawal = { cycle, requestId: request.id };
      }
      const request = newRequest(what);
      const message = { ...takePending(), ...(withdrawal ? { withdrawal } : {}), request };
      const answer = await answerTo(request, message);
      if (!answer) throw new Error(`The run lock did not answer ${request.id}`);
      return answer;
    },
    giveBack(release) {
      pendingRelease = release;
    },
    askForChild(request) {
      ofChildren = [...ofChildren, request];
    },
    async flush() {
      const message = takePending();
      if (message.release ?? message.ofChildren) await CancellationScope.nonCancellable(() => send(message));
    },
  };
}

function signalFor(message: MessageToRunLock) {
  if (message.presence) return toRunLock.present;
  if (message.withdrawal) return toRunLock.withdrawn;
  if (!message.request && !message.ofChildren) return toRunLock.ended;
  return message.release ? toRunLock.endedAndRequested : toRunLock.requested;
}
