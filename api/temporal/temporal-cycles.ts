import {
  Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { CycleInput, CycleView } from '../../domain/cycle/cycle.js';
import { describeStart } from '../../domain/cycle/describe.js';
import { AutoSyncError } from '../../domain/errors.js';
import { ASKS_AGAIN } from '../../temporal/ask-workflow.js';
import { CYCLE_WORKFLOW, cycleView, type CycleWorkflow } from '../../workflows/contract.js';
import { cycleOptions } from '../../workflows/cycle-options.js';
import type { CyclePage, CycleRecord, CycleStore, StartedCycle } from '../cycles/cycle-store.js';
import { cycleActivityIn } from './cycle-activity-in.js';
import { isMeant, listItem, visibilityQuery } from './cycle-search.js';
import {
  endedFromOutside,
  viewInFailure,
  viewWithoutSteps,
  type EndFromOutside,
} from './cycle-view-of-closed.js';
import type { TemporalAccess } from './temporal-access.js';
import { viewOfDelayed } from './cycle-view-of-delayed.js';
import type { TemporalFailure } from './temporal-failure.js';

/** Cycles, as Temporal keeps them. */
export function temporalCycles(temporal: TemporalAccess): CycleStore {
  const { connection, namespace } = temporal;
  const client = new Client({ connection, namespace, interceptors: ASKS_AGAIN });

  async function describe(cycle: string): Promise<WorkflowExecutionDescription> {
    const description = await temporal.call(
      () => client.workflow.getHandle(cycle).describe(),
      (failure) =>
        failure.kind === 'not-found' || failure.kind === 'invalid' ? unknownCycle(cycle) : undefined,
    );
    if (description.type !== CYCLE_WORKFLOW) throw unknownCycle(cycle);
    return description;
  }

  function ask(cycle: string, runId: string): Promise<CycleView> {
    const handle = client.workflow.getHandle(cycle, runId);
    return temporal.query(
      cycle,
      () => handle.query(cycleView),
      (failure) => (failure.kind === 'not-found' ? unknownCycle(cycle) : undefined),
    );
  }

  async function viewOf({
    workflowId,
    runId,
    status,
    executionTime,
    closeTime,
  }: WorkflowExecutionDescription): Promise<CycleView> {
    if (closeTime) return viewOfClosed(workflowId, runId, status.name);
    return executionTime && executionTime > new Date()
      ? viewOfDelayed(await readInput(workflowId, runId), executionTime)
      : ask(workflowId, runId);
  }

  /** What an ended cycle left behind: its result or its failure, else what its history tells. */
  async function viewOfClosed(cycle: string, runId: string, status: string): Promise<CycleView> {
    const handle = client.workflow.getHandle<CycleWorkflow>(cycle, runId);
    try {
      return await temporal.call(
        () => handle.result(),
        (failure) => (failure.kind === 'not-found' ? unknownCycle(cycle) : undefined),
      );
    } catch (error) {
      if (!(error instanceof WorkflowFailedError)) throw error;
      return (
        viewInFailure(error) ?? (await viewOfUnfinished(cycle, runId, { status, message: error.message }))
      );
    }
  }

  async function viewOfUnfinished(cycle: string, runId: string, end: EndFromOutside): Promise<CycleView> {
    try {
      return endedFromOutside(await ask(cycle, runId), end);
    } catch (error) {
      if (!(error instanceof AutoSyncError && error.code === 'worker-unreachable')) throw error;
      return viewWithoutSteps(await readInput(cycle, runId), end);
    }
  }

  /** What a cycle was started with, from the first event of its history. */
  async function readInput(cycle: string, runId: string): Promise<CycleInput> {
    const { history } = await temporal.call(() =>
      client.workflowService.getWorkflowExecutionHistory({
        namespace,
        execution: { workflowId: cycle, runId },
        maximumPageSize: 1,
      }),
    );
    const payloads = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
    const [input] = await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
    return input as CycleInput;
  }

  return {
    async start(input, unique): Promise<StartedCycle> {
      const options = cycleOptions(input, unique);
      try {
        const handle = await temporal.call(
          () =>
            client.workflow.start<CycleWorkflow>(CYCLE_WORKFLOW, {
              ...options,
              workflowIdReusePolicy: 'REJECT_DUPLICATE',
              workflowIdConflictPolicy: 'FAIL',
            }),
          (failure) => refusedStart(options.workflowId, failure),
        );
        return { cycle: handle.workflowId, runId: handle.firstExecutionRunId };
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        const { workflowId, runId } = await describe(options.workflowId);
        requireSameStart(await readInput(workflowId, runId), input, unique);
        return { cycle: workflowId, runId };
      }
    },

    async read(cycle): Promise<CycleRecord> {
      const description = await describe(cycle);
      const { workflowId, runId, startTime, closeTime } = description;
      const activity = await cycleActivityIn(description, client.options.loadedDataConverter);
      return {
        cycle: workflowId,
        runId,
        startedAt: startTime.toISOString(),
        ...(closeTime && { endedAt: closeTime.toISOString() }),
        ...(activity && { activity }),
        view: await viewOf(description),
      };
    },

    async activity(cycle) {
      try {
        return await cycleActivityIn(await describe(cycle), client.options.loadedDataConverter);
      } catch (error) {
        if (error instanceof AutoSyncError && error.code === 'unknown-cycle') return undefined;
        throw error;
      }
    },

    async list(filter, { limit, pageToken }): Promise<CyclePage> {
      const { executions, nextPageToken } = await temporal.call(
        () =>
          client.workflowService.listWorkflowExecutions({
            namespace,
            query: visibilityQuery(filter),
            pageSize: limit,
            ...(pageToken !== undefined && { nextPageToken: Buffer.from(pageToken, 'base64url') }),
          }),
        (failure) => refusedSearch(pageToken, failure),
      );
      const found = await Promise.all(
        executions.map(async (execution) =>
          listItem(
            await executionInfoFromRaw(execution, client.options.loadedDataConverter, execution, namespace),
          ),
        ),
      );
      return {
        cycles: found.filter((cycle) => isMeant(filter, cycle)),
        ...(nextPageToken.length > 0 && { nextPageToken: Buffer.from(nextPageToken).toString('base64url') }),
      };
    },
  };
}

function unknownCycle(cycle: string): AutoSyncError {
  return new AutoSyncError('unknown-cycle', `Temporal has no cycle "${cycle}".`);
}

function refusedStart(workflowId: string, failure: TemporalFailure): AutoSyncError | undefined {
  return failure.kind === 'invalid'
    ? new AutoSyncError('invalid-input', `Temporal refuses to start "${workflowId}": ${failure.message}.`)
    : undefined;
}

function refusedSearch(pageToken: string | undefined, failure: TemporalFailure): AutoSyncError | undefined {
  // For a page token that is none of its own, as after a change of its database, Temporal only says that it failed.
  if (failure.kind === 'failed' && pageToken !== undefined) {
    return new AutoSyncError(
      'invalid-input',
      'query.cursor: Temporal does not know this place in the list (any more). Begin without a cursor.',
    );
  }
  return failure.kind === 'invalid'
    ? new AutoSyncError('invalid-input', `Temporal refuses the search: ${failure.message}.`)
    : undefined;
}

/** @throws {AutoSyncError} `invalid-input`: a key stands for one request, and this is another */
function requireSameStart(earlier: CycleInput, input: CycleInput, unique: string): void {
  const started = describeWholeStart(earlier);
  const wanted = describeWholeStart(input);
  if (started === wanted) return;
  throw new AutoSyncError(
    'invalid-input',
    `Idempotency-Key is "${unique}": it was used before on ${input.managementAgent} for another start (${started}), not for ${wanted}. Use a key of its own.`,
  );
}

function describeWholeStart({ start, exclusive, urgent }: CycleInput): string {
  return `${describeStart(start)}${exclusive ? ', exclusively' : ''}${urgent ? ', before others' : ''}`;
}
