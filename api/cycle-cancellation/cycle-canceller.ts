import type { OpenCycle } from './cancellation-schema.js';

/** How a cycle is to stop, and who wants it. */
export interface HowToCancel {
  /** It lets its run come to its end before it stops. */
  readonly finishRun: boolean;
  readonly by: string;
  readonly why?: string;
}

/** What it takes to cancel cycles. Every method may reject with `temporal-unreachable`. */
export interface CycleCanceller {
  /**
   * The cycle and all that it caused, as far as they are open: the cycle first. Needs no worker.
   *
   * @param cycle workflow id
   * @throws {AutoSyncError} `unknown-cycle`
   */
  openFamily(cycle: string): Promise<readonly OpenCycle[]>;

  /**
   * Tells a cycle to stop; one that has ended meanwhile has what it was told to do.
   * @param cycle workflow id
   */
  cancel(cycle: string, how: HowToCancel): Promise<void>;
}

/** Nest's name for the {@link CycleCanceller}. */
export const CYCLE_CANCELLER = Symbol('CycleCanceller');
