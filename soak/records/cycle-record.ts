import proto from '@temporalio/proto';
import type { EngineActivities, RunProfileInput, RunProfileResult } from '../../activities/contract.js';
import type { CycleInput, CycleView } from '../../domain/cycle/cycle.js';
import { requestId } from '../../domain/cycle/request.js';
import type { MessageToRunLock, RunLockAnswer, RunRequest } from '../../domain/run-lock/messages.js';
import { fromRunLock, toRunLock } from '../../workflows/contract.js';
import { firstOf, timeOf, type History, type HistoryEvent } from './history.js';
import type { CycleRecord, GrantRecord, RequestRecord, TaskFailure } from './soak-record.js';

const { WorkflowTaskFailedCause } = proto.temporal.api.enums.v1;

/**
 * Part of the protocol: a signal arrived while the worker was completing the task, which it does again; or the workflow
 * was terminated in the middle of it.
 */
const HARMLESS_CAUSES: ReadonlySet<number> = new Set([
  WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,
  WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_STICKY_TASK_QUEUE,
  WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND,
]);

const RUN_PROFILE: keyof EngineActivities = 'runProfile';
const TO_RUN_LOCK: ReadonlySet<string> = new Set(Object.values(toRunLock).map(({ name }) => name));
const FROM_RUN_LOCK: ReadonlySet<string> = new Set(Object.values(fromRunLock).map(({ name }) => name));

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Reads a cycle out of its history: what it asked, what it was answered, what it ran, whom it started, how it ended.
 *
 * @param named what Temporal's list says of it: its workflow id, server and management agent
 */
export function readCycle(
  named: Pick<CycleRecord, 'cycle' | 'server' | 'managementAgent'>,
  { events }: History,
): CycleRecord {
  const requests = new Map<string, Mutable<RequestRecord>>();
  const grants = new Map<number, Mutable<GrantRecord>>();
  /** By the number of the event that scheduled it. */
  const activities = new Map<string, Mutable<GrantRecord>>();
  const children = new Set<string>();
  const startedChildren = new Set<string>();
  let end: Partial<CycleRecord> & Pick<CycleRecord, 'status'> = { status: 'open' };
  let latest: Mutable<GrantRecord> | undefined;

  function asked(
    { id, exclusive = false, insteadOf }: Pick<RunRequest, 'id' | 'exclusive' | 'insteadOf'>,
    at: string,
  ): void {
    if (requests.has(id)) return;
    const instead = insteadOf === undefined ? {} : { insteadOf };
    requests.set(id, { id, exclusive, ...instead, askedAt: at, withdrawn: false });
  }

  function said({ request, release, withdrawal }: MessageToRunLock, at: string): void {
    if (request) asked(request, at);
    const given = release && grants.get(release.token);
    if (given) given.released = true;
    const withdrawn = withdrawal && requests.get(withdrawal.requestId);
    if (withdrawn) withdrawn.withdrawn = true;
  }

  function answered(answer: RunLockAnswer, at: string): void {
    const request = requests.get(answer.requestId);
    if (request) {
      request.answer = answer;
      request.answeredAt = at;
    }
    if (answer.kind !== 'granted') return;
    const { token, managementAgentId, runProfile } = answer;
    latest = {
      token,
      requestId: answer.requestId,
      managementAgentId,
      runProfile,
      exclusive: request?.exclusive ?? false,
      released: false,
    };
    grants.set(token, latest);
  }

  for (const event of events ?? []) {
    const {
      workflowExecutionStartedEventAttributes: started,
      signalExternalWorkflowExecutionInitiatedEventAttributes: sent,
      workflowExecutionSignaledEventAttributes: got,
      activityTaskScheduledEventAttributes: scheduled,
      activityTaskCompletedEventAttributes: completed,
      startChildWorkflowExecutionInitiatedEventAttributes: child,
      childWorkflowExecutionStartedEventAttributes: childStarted,
    } = event;
    if (started && (firstOf(started.input) as CycleInput).askedByParent) {
      asked({ id: requestId(named.cycle, 1) }, timeOf(event));
    }
    if (sent && TO_RUN_LOCK.has(sent.signalName ?? '')) {
      said(firstOf(sent.input) as MessageToRunLock, timeOf(event));
    }
    if (got && FROM_RUN_LOCK.has(got.signalName ?? '')) {
      answered(firstOf(got.input) as RunLockAnswer, timeOf(event));
    }
    if (scheduled?.activityType?.name === RUN_PROFILE) {
      const { runProfile } = firstOf(scheduled.input) as RunProfileInput;
      if (latest?.runProfile === runProfile) {
        latest.scheduledAt = timeOf(event);
        activities.set(String(event.eventId), latest);
      }
    }
    const grant = completed && activities.get(String(completed.scheduledEventId));
    if (grant) {
      const result = firstOf(completed.result) as RunProfileResult;
      if (result.kind === 'ran') grant.runNumber = result.details.runNumber;
      else grant.notStarted = result.result;
    }
    if (child?.workflowId) children.add(child.workflowId);
    const startedChild = childStarted?.workflowExecution?.workflowId;
    if (startedChild) startedChildren.add(startedChild);
    end = endOf(event) ?? end;
  }
  return {
    ...named,
    start: timeOf(events?.[0] ?? {}),
    requests: [...requests.values()],
    grants: [...grants.values()],
    children: [...children],
    startedChildren: [...startedChildren],
    taskFailures: taskFailures(named.cycle, { events: events ?? [] }),
    ...end,
  };
}

/** Workflow tasks that failed otherwise than by the protocol: defects, such as code that does not replay. */
export function taskFailures(workflow: string, { events }: History): readonly TaskFailure[] {
  return (events ?? []).flatMap((event) => {
    const failed = event.workflowTaskFailedEventAttributes;
    if (!failed || HARMLESS_CAUSES.has(failed.cause ?? 0)) return [];
    const cause = WorkflowTaskFailedCause[failed.cause ?? 0] ?? 'unknown cause';
    return [{ workflow, at: timeOf(event), why: `${cause}: ${failed.failure?.message ?? ''}` }];
  });
}

function endOf(event: HistoryEvent): (Partial<CycleRecord> & Pick<CycleRecord, 'status'>) | undefined {
  const end = timeOf(event);
  const {
    workflowExecutionCompletedEventAttributes: completed,
    workflowExecutionFailedEventAttributes: failed,
  } = event;
  if (completed) {
    const { outcome, reason } = firstOf(completed.result) as CycleView;
    return { status: 'completed', end, outcome, ...(reason === undefined ? {} : { reason }) };
  }
  if (failed) {
    const { message, applicationFailureInfo } = failed.failure ?? {};
    return {
      status: 'failed',
      end,
      failure: { type: applicationFailureInfo?.type ?? '', message: message ?? '' },
    };
  }
  if (event.workflowExecutionCanceledEventAttributes) return { status: 'cancelled', end };
  if (event.workflowExecutionTerminatedEventAttributes) return { status: 'terminated', end };
  if (event.workflowExecutionTimedOutEventAttributes) return { status: 'timed-out', end };
  return undefined;
}
