import { Client, type WorkflowExecutionDescription } from '@temporalio/client';
import { AutoSyncError } from '../../domain/errors.js';
import { CYCLE_WORKFLOW, finishRunThenStop } from '../../workflows/contract.js';
import { SEARCH_ATTRIBUTE_KEYS } from '../../workflows/cycle-options.js';
import type { OpenCycle } from '../cycle-cancellation/cancellation-schema.js';
import type { CycleCanceller, HowToCancel } from '../cycle-cancellation/cycle-canceller.js';
import type { CycleStore } from '../cycles/cycle-store.js';
import type { TemporalAccess } from './temporal-access.js';

/**
 * Cycles, cancelled through Temporal.
 *
 * @param cycles tells which children an ended cycle had: Temporal itself knows only those of open ones
 */
export function temporalCanceller(
  temporal: TemporalAccess,
  cycles: Pick<CycleStore, 'read'>,
): CycleCanceller {
  const { connection, namespace } = temporal;
  const client = new Client({ connection, namespace });

  async function describe(cycle: string): Promise<WorkflowExecutionDescription> {
    const unknown = () => new AutoSyncError('unknown-cycle', `Temporal has no cycle "${cycle}".`);
    const description = await temporal.call(
      () => client.workflow.getHandle(cycle).describe(),
      ({ kind }) => (kind === 'not-found' || kind === 'invalid' ? unknown() : undefined),
    );
    if (description.type !== CYCLE_WORKFLOW) throw unknown();
    return description;
  }

  async function openFamily(cycle: string): Promise<readonly OpenCycle[]> {
    const description = await describe(cycle);
    const isOpen = description.closeTime === undefined;
    const children = isOpen
      ? (description.raw.pendingChildren ?? []).flatMap(({ workflowId }) => workflowId ?? [])
      : await openChildrenOfEnded(cycle);
    const families = await Promise.all(children.map((child) => familyOfChild(child)));
    const managementAgent =
      description.typedSearchAttributes.get(SEARCH_ATTRIBUTE_KEYS.managementAgent) ?? '';
    return [...(isOpen ? [{ cycle, managementAgent }] : []), ...families.flat()];
  }

  async function openChildrenOfEnded(cycle: string): Promise<readonly string[]> {
    const { view } = await cycles.read(cycle);
    return view.children.map((child) => child.cycle);
  }

  async function familyOfChild(cycle: string): Promise<readonly OpenCycle[]> {
    try {
      return await openFamily(cycle);
    } catch (error) {
      // Temporal forgets a child before its parent, because it ended first.
      if (error instanceof AutoSyncError && error.code === 'unknown-cycle') return [];
      throw error;
    }
  }

  function tellToFinish(cycle: string, asked: Omit<HowToCancel, 'finishRun'>): Promise<void> {
    return client.workflow.getHandle(cycle).signal(finishRunThenStop, asked);
  }

  /** Not by the client: it does not let one say who wants it and why. */
  async function requestCancellation(
    cycle: string,
    { by, why }: Omit<HowToCancel, 'finishRun'>,
  ): Promise<void> {
    const workflowExecution = { workflowId: cycle };
    const request = { namespace, workflowExecution, identity: by, reason: why ?? '' };
    await client.workflowService.requestCancelWorkflowExecution(request);
  }

  return {
    openFamily,
    async cancel(cycle, { finishRun, ...asked }) {
      try {
        await temporal.call(
          () => (finishRun ? tellToFinish(cycle, asked) : requestCancellation(cycle, asked)),
          ({ kind, message }) =>
            kind === 'not-found' ? new AutoSyncError('unknown-cycle', message) : undefined,
        );
      } catch (error) {
        // It has ended since it was asked for.
        if (!(error instanceof AutoSyncError && error.code === 'unknown-cycle')) throw error;
      }
    },
  };
}
