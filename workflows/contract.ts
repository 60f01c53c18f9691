import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ConfigurationState } from '../domain/configuration/configuration-state.js';
import type {
  Applied,
  ApplyText,
  Revision,
  RevisionWithText,
  RollBack,
} from '../domain/configuration/revision.js';
import type { CycleInput, CycleView } from '../domain/cycle/cycle.js';
import type { ManagementAgent } from '../domain/management-agent/management-agent.js';
import type { Control } from '../domain/run-lock/control.js';
import type { ControlAnswer } from '../domain/run-lock/controls/answer.js';
import type { Stops } from '../domain/run-lock/controls/stops.js';
import type { MessageToRunLock, RunLockAnswer } from '../domain/run-lock/messages.js';
import type { RunLockEffect } from '../domain/run-lock/effect.js';
import type { RunLockEvent } from '../domain/run-lock/event.js';
import type { CarriedRunLockState } from '../domain/run-lock/carried-state.js';
import type { RunLockConfiguration } from '../domain/run-lock/state.js';
import type { WatchedState } from '../domain/run-lock/engine/news.js';
import type { RunLockStatus } from '../domain/run-lock/status.js';

/*
 * What clients and workflows call each other by. The names are what an operator reads in Temporal's Web UI.
 */

/** What a query is answered that may be asked again at once: see `interceptors/half-a-task.ts`. */
export const HISTORY_MOVED_ON =
  'The workflow has been told more since the question was asked, and has not dealt with it yet: ask again';

/** The header of a query to a workflow that is known to have ended, from outside: what it was told last stays undone. */
export const ASKED_AFTER_THE_END = 'autosync-asked-after-the-end';

/** Workflow type of a cycle: takes a {@link CycleInput}, ends with a {@link CycleView}. */
export const CYCLE_WORKFLOW = 'cycle';
export type CycleWorkflow = (input: CycleInput) => Promise<CycleView>;

/** Workflow type of the run lock: takes {@link RunLockInput}, never ends. */
export const RUN_LOCK_WORKFLOW = 'runLock';
export type RunLockWorkflow = (input: RunLockInput) => Promise<void>;

export interface RunLockInput {
  readonly server: string;
  /** No run lock of this sync server has ever been: there are no open cycles to be heard. */
  readonly first?: boolean;
  /** Carried across continue-as-new; absent for a lock that starts from nothing. */
  readonly state?: CarriedRunLockState;
  /** What had arrived and was not yet dealt with at continue-as-new. */
  readonly inbox?: readonly RunLockEvent[];
  /** What was to be done and had not been done at continue-as-new. */
  readonly errands?: readonly RunLockEffect[];
}

/** An effect that takes an activity: it goes on while the run lock decides other things. */
export type Errand = Exclude<RunLockEffect, { kind: 'answer' | 'cancel-cycle' }>;

/**
 * How a cycle speaks to the run lock. All of them carry the same message and are handled alike: the name only tells who
 * reads a history what it is about.
 */
export const toRunLock = {
  requested: defineSignal<[MessageToRunLock]>('run requested'),
  ended: defineSignal<[MessageToRunLock]>('run ended'),
  endedAndRequested: defineSignal<[MessageToRunLock]>('run ended, next one requested'),
  withdrawn: defineSignal<[MessageToRunLock]>('request withdrawn'),
  present: defineSignal<[MessageToRunLock]>('cycle says what it holds'),
} as const;

/** The configuration of a sync server for its run lock; starts the lock if it does not run yet. */
export const configureRunLock = defineSignal<[RunLockConfiguration]>('configure');

/** How the run lock answers a cycle's request: one signal for each kind of answer, handled alike. */
export const fromRunLock = {
  granted: defineSignal<[RunLockAnswer]>('run granted'),
  coalesced: defineSignal<[RunLockAnswer]>('run shared with another cycle'),
  refused: defineSignal<[RunLockAnswer]>('run refused'),
} as const;

/** A run lock that started from nothing tells the open cycles: what they asked the one before, they must ask again. */
export const runLockStartedAnew = defineSignal('run lock started anew');

/**
 * What an operator tells the run lock: stop, start, cancel a run … What became of it, {@link answerToControl} says.
 *
 * No update, though it has an answer: a worker that is killed while it handles an update leaves a workflow task behind, and
 * what the task before it did is then done once more at another time, with another result (a weakness of Temporal's SDKs).
 */
export const controlRunLock = defineSignal<[Control]>('control');

/** What became of a control that the run lock was told, by its id; `null` if it has not heard of it. */
export const answerToControl = defineQuery<ControlAnswer | null, [id: string]>('answer to control');

/** What is stopped: schedules go by it. */
export const stoppedByRunLock = defineQuery<Stops>('stopped');

/** What the watch over the engine goes by. */
export const watchedByRunLock = defineQuery<WatchedState>('watched');

/** The whole status of a sync server. */
export const runLockStatus = defineQuery<RunLockStatus>('status');

/**
 * Tells a cycle to let what it runs come to its end, and to stop then. One that runs nothing stops at once. Its children
 * go on. Ends with the outcome `cancelled`.
 */
export const finishRunThenStop =
  defineSignal<[asked: { readonly by: string; readonly why?: string }]>('finish the run, then stop');

/** Everything about a cycle, live. */
export const cycleView = defineQuery<CycleView>('cycle');

/** Management agents and run profiles as the run lock knows them; nothing before it has looked at the engine. */
export const runLockCatalogue = defineQuery<readonly ManagementAgent[]>('catalogue');

/** Workflow type of the configuration: a singleton, which never ends. */
export const CONFIGURATION_WORKFLOW = 'configuration';
export type ConfigurationWorkflow = (input: { readonly state?: ConfigurationState }) => Promise<void>;

/**
 * Applies a configuration that has been checked, or that of an earlier revision. One that cannot be applied is rejected
 * with an `ApplicationFailure` whose type is a code of the errors table.
 */
export const applyConfiguration = defineUpdate<Applied, [ApplyText]>('apply');
export const rollBackConfiguration = defineUpdate<Applied, [RollBack]>('roll back');

/** A worker has started: everything is to be made what the applied revision says, if it is not. */
export const reconcileConfiguration = defineSignal('look everything over');

/** The applied revision with its text, or another one; `null` if there is none. */
export const configurationRevision = defineQuery<RevisionWithText | null, [revision?: number]>('revision');

/** The number of the applied revision, 0 before the first, and where it is not in force yet: asked often. */
export const configurationStanding = defineQuery<ConfigurationStanding>('standing');

/** Everything that it knows: what one that follows it, because somebody has ended this one, begins with. */
export const configurationState = defineQuery<ConfigurationState>('state');

/** How far the applied revision is in force. */
export interface ConfigurationStanding {
  readonly revision: number;
  /** Sync servers that are still being made what it says. */
  readonly due: readonly string[];
  /** Sync servers that it does not name any more, and that are being given up. */
  readonly leaving: readonly string[];
}

/** All revisions that are kept, the newest first, without their texts. */
export const configurationRevisions = defineQuery<readonly Revision[]>('revisions');
