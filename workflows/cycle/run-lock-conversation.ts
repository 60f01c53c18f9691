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
import { firstRequestOf, requestId, type WhatIsAsked } from '../../domain/cycle/request.js';
import { runLockId } from '../../domain/naming.js';
import type {
  MessageToRunLock,
  Presence,
  Release,
  RunLockAnswer,
  RunRequest,
} from '../../domain/run-lock/messages.js';
import { fromRunLock, runLockStartedAnew, toRunLock } from '../contract.js';

const { ensureRunLock } = proxyActivities<HousekeepingActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  summary: 'Start the run lock, which was not there',
});

/**
 * Of what its parent has asked, a cycle may hear nothing for long because it waits; or because the run lock or the parent was
 * terminated in that moment, or Temporal took very long to start the cycle: it asks itself then, in case it is not known.
 */
const UNHEARD = '30 seconds';

/**
 * What a cycle and the run lock say to each other. A lease that is to be given back travels with the next request, and with
 * those of children that are being started.
 */
export interface RunLockConversation {
  /**
   * Asks for a run, unless it is the first and the parent has, and waits for the answer. If the cycle is cancelled meanwhile,
   * the request is withdrawn.
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
export function converseWithRunLock(input: CycleInput): RunLockConversation {
  const { server } = input;
  const cycle = workflowInfo().workflowId;
  const answers = new Map<string, RunLockAnswer>();
  let ofParent = input.askedByParent ? firstRequestOf(input, cycle) : undefined;
  let asked = ofParent ? 1 : 0;
  let pendingRelease: Release | undefined;
  let ofChildren: readonly RunRequest[] = [];
  /** What has been asked and has no answer yet: one, or also what counts instead of it. What a signal says of it may come first. */
  let open: readonly RunRequest[] = ofParent ? [ofParent] : [];
  /** Granted, and not given back yet. */
  let held: Presence['held'];
  /** Who renames a management agent does not end the cycles of it. */
  let meant = input.managementAgentId;

  for (const signal of Object.values(fromRunLock)) {
    setHandler(signal, async (answer) => {
      answers.set(answer.requestId, answer);
      noteGrant();
      if (answer.kind === 'granted' && isNotWanted(answer.requestId)) await withdraw(answer.requestId);
    });
  }

  function noteGrant(): void {
    for (const request of open) {
      const answer = answers.get(request.id);
      if (answer?.kind !== 'granted') continue;
      const { token, managementAgentId, runProfile } = answer;
      held = { token, managementAgentId, runProfile, request };
    }
  }

  /** Nobody would ever give that lease back. */
  function isNotWanted(request: string): boolean {
    return held?.request.id !== request && open.every(({ id }) => id !== request);
  }

  // A cancelled cycle that still stops its run says so, too: a failure of its handler would end it at once.
  setHandler(runLockStartedAnew, () =>
    CancellationScope.nonCancellable(() => {
      // What has been answered is asked for no more, though the cycle may not have gone on yet.
      const [request] = isAnswered() ? [] : open;
      const presence = { cycle, ...(held ? { held } : {}) };
      return send({ presence, ...(request ? { request } : {}) });
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

  function isAnswered(): boolean {
    return open.some(({ id }) => answers.has(id));
  }

  /** Must arrive even if the cycle is cancelled in this moment: a release may travel with it. */
  function say(request: RunRequest): Promise<void> {
    return CancellationScope.nonCancellable(() => send({ ...takePending(), request }));
  }

  function withdraw(id: string): Promise<void> {
    return CancellationScope.nonCancellable(() => send({ withdrawal: { cycle, requestId: id } }));
  }

  /** What has been answered; what would count instead of it is not wanted any more then. */
  async function takeAnswer(): Promise<RunLockAnswer> {
    const position = open.findIndex(({ id }) => answers.has(id));
    const answered = open[position];
    const answer = answered && answers.get(answered.id);
    if (!answer) throw new Error(`The run lock did not answer ${cycle}`);
    const others = open.slice(position + 1);
    open = [answered];
    if (answer.kind === 'granted') meant = answer.managementAgentId;
    else held = undefined;
    noteGrant();
    for (const { id } of others) await withdraw(id);
    return answer;
  }

  return {
    async ask(what) {
      const byParent = ofParent;
      ofParent = undefined;
      const first = byParent ?? newRequest(what);
      open = [first];
      try {
        if (!byParent) {
          await say(first);
        } else if (!(await condition(isAnswered, UNHEARD))) {
          const instead = { ...newRequest(what), insteadOf: first.id };
          open = [first, instead];
          await say(instead);
        }
        await condition(isAnswered);
      } catch (error) {
        if (isCancellation(error)) for (const { id } of open) await withdraw(id);
        open = [];
        throw error;
      }
      const answer = await takeAnswer();
      open = [];
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
