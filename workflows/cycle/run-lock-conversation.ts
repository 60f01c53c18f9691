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
import type { ToDo } from '../../domain/cycle/plan.js';
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

/** What a cycle and the run lock say to each other. A lease that is to be given back travels with the next request. */
export interface RunLockConversation {
  /**
   * Asks for a run and waits for the answer. If the cycle is cancelled meanwhile, the request is withdrawn.
   */
  ask(
    toDo: ToDo,
    by: Pick<
      RunRequest,
      'managementAgent' | 'urgency' | 'repeats' | 'trigger' | 'exclusive' | 'hold' | 'approved'
    >,
  ): Promise<RunLockAnswer>;
  /** Notes a lease to be given back: with the next request, or by {@link flush}. */
  giveBack(release: Release): void;
  /** Gives back what is still to be given back, also from a cancelled cycle; resolves when it has been delivered. */
  flush(): Promise<void>;
}

/** Opens a cycle's conversation with the run lock of its server. */
export function converseWithRunLock(
  input: Pick<CycleInput, 'server' | 'managementAgentId'>,
): RunLockConversation {
  const { server } = input;
  const cycle = workflowInfo().workflowId;
  const answers = new Map<string, RunLockAnswer>();
  let asked = 0;
  let pendingRelease: Release | undefined;
  let unanswered: RunRequest | undefined;
  /** Granted, and not given back yet. */
  let held: Presence['held'];
  /** Who renames a management agent does not end the cycles of it. */
  let meant = input.managementAgentId;

  for (const signal of Object.values(fromRunLock)) {
    setHandler(signal, (answer) => {
      answers.set(answer.requestId, answer);
      if (answer.kind !== 'granted' || unanswered?.id !== answer.requestId) return;
      const { token, managementAgentId, runProfile } = answer;
      held = { token, managementAgentId, runProfile, request: unanswered };
    });
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

  function takeRelease(): MessageToRunLock {
    const release = pendingRelease;
    pendingRelease = undefined;
    if (release?.token === held?.token) held = undefined;
    return release ? { release } : {};
  }

  return {
    async ask(toDo, by) {
      asked += 1;
      const id = `${cycle}#${asked}`;
      const { wanted, reason } = toDo;
      unanswered = { id, cycle, wanted, reason, ...by, ...(meant ? { managementAgentId: meant } : {}) };
      const message = { ...takeRelease(), request: unanswered };
      try {
        // A release travels in this message: it must arrive even if the cycle is cancelled in this moment.
        await CancellationScope.nonCancellable(() => send(message));
        await condition(() => answers.has(id));
      } catch (error) {
        if (isCancellation(error)) {
          await CancellationScope.nonCancellable(() => send({ withdrawal: { cycle, requestId: id } }));
        }
        throw error;
      } finally {
        unanswered = undefined;
      }
      const answer = answers.get(id);
      if (!answer) throw new Error(`The run lock did not answer ${id}`);
      if (answer.kind === 'granted') meant = answer.managementAgentId;
      return answer;
    },
    giveBack(release) {
      pendingRelease = release;
    },
    async flush() {
      const message = takeRelease();
      if (message.release) await CancellationScope.nonCancellable(() => send(message));
    },
  };
}

function signalFor(message: MessageToRunLock) {
  if (message.presence) return toRunLock.present;
  if (message.withdrawal) return toRunLock.withdrawn;
  if (!message.request) return toRunLock.ended;
  return message.release ? toRunLock.endedAndRequested : toRunLock.requested;
}
