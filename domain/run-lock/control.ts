/** Why a management agent was stopped, if it was not an operator. */
export type ErrorState = 'threshold-exceeded' | 'controller-faulted' | 'unexpected-change';

/** What an operator, or a rule in an operator's place, tells the run lock. */
export type Control = {
  /** Unique for ever; a control that arrives twice is one. */
  readonly id: string;
  /** Who: a user, or the rule that did it. */
  readonly by: string;
  readonly why?: string;
} & (
  | {
      /** No run starts any more: what waits is refused. Without a management agent: the whole sync server. */
      readonly action: 'stop';
      /** Name or id. */
      readonly managementAgent?: string;
      /** Also stop what runs; otherwise it goes on to its end. */
      readonly cancelRuns?: boolean;
      readonly error?: ErrorState;
    }
  /** Runs may start again, after a look for what was left undone. */
  | { readonly action: 'start'; readonly managementAgent?: string }
  /** Stops what the management agent runs now. */
  | { readonly action: 'cancel-run'; readonly managementAgent: string }
  /** Takes a waiting request, and what joined it, out of the queue. */
  | { readonly action: 'remove-request'; readonly requestId: string }
  /** Puts a waiting request before all others. */
  | { readonly action: 'move-to-front'; readonly requestId: string }
  /**
   * Lets an export run that is held, as much as was shown. `raise`: from now on so much of it is never held again, until
   * the configuration says otherwise.
   */
  | { readonly action: 'approve-export'; readonly requestId: string; readonly raise?: boolean }
  /** Refuses an export that is held: what is pending stays pending. */
  | { readonly action: 'reject-export'; readonly requestId: string }
  /** Frees a lease without its holder. What the engine still runs takes an unmanaged one at the next look. */
  | { readonly action: 'force-release'; readonly token: number }
);

/** That something is stopped, by whom, and why. */
export interface StopMark {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: string;
  readonly why?: string;
  readonly error?: ErrorState;
}

/** A control that was carried out, as it is kept for those who ask later. */
export interface ControlRecord {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: string;
  readonly why?: string;
  /** In words: `stopped management agent HR`. */
  readonly what: string;
}

/** How many carried-out controls are kept. */
export const CONTROLS_KEPT = 50;
