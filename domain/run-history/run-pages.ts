import type { RunDetails, RunError, StepDetails } from './run-details.js';

/*
 * A run on its way through Temporal. What a workflow is told of a run must stay small whatever the run: errors are few and
 * short already, but steps and the management agents that a synchronization made changes for are as many as they are,
 * and none of them may be left out. So a run travels in pages, mostly in one.
 */

/** How much a page holds at most, in bytes of JSON. Temporal warns at 256 KiB; a history of many runs should stay far below. */
export const PAGE_BYTES = 15 * 1024;

/** Where a page begins. */
export interface RunPosition {
  /** Position in the run's steps, from 0. */
  readonly step: number;
  /** Position in that step's outbound changes, from 0. */
  readonly outbound: number;
}

/** A part of a run. What is not said of all its steps is as in {@link RunDetails}. */
export interface RunPage extends RunDetails {
  /** The steps that begin on this page; its first one may have begun on the page before. */
  readonly steps: readonly StepDetails[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: RunPosition;
}

const LONGEST_TEXT = 300;

/**
 * A page of a run. Management agents for which nothing was changed are left out, long texts are cut.
 *
 * @param from the page before's {@link RunPage.next}
 * @param bytes how much it may hold; a page that holds a single step or management agent may hold more
 */
export function pageOfRun(
  run: RunDetails,
  from: RunPosition = { step: 0, outbound: 0 },
  bytes = PAGE_BYTES,
): RunPage {
  const head = { ...run, initiator: cut(run.initiator), steps: [] };
  const longestNext = { step: run.steps.length, outbound: Number.MAX_SAFE_INTEGER };
  let left = bytes - bytesOf({ ...head, next: longestNext });
  const steps: StepDetails[] = [];
  for (let index = from.step; index < run.steps.length; index += 1) {
    const step = run.steps[index];
    if (!step) break;
    const changed = step.outbound.filter(({ changes }) => changes > 0);
    const first = index === from.step ? from.outbound : 0;
    const shell = { ...step, result: cut(step.result), errors: step.errors.map(cutError), outbound: [] };
    left -= bytesOf(shell) + 1;
    if (left < 0 && steps.length > 0) return { ...head, steps, next: { step: index, outbound: first } };
    let end = first;
    for (const target of changed.slice(first)) {
      left -= bytesOf(target) + 1;
      if (left < 0 && (end > first || steps.length > 0)) break;
      end += 1;
    }
    steps.push({ ...shell, outbound: changed.slice(first, end) });
    if (end < changed.length) return { ...head, steps, next: { step: index, outbound: end } };
  }
  return { ...head, steps };
}

/** What two pages tell together. @param next the page that begins where the first one ends */
export function joinPages(page: RunPage, next: RunPage): RunPage {
  const last = page.steps.at(-1);
  const [first, ...rest] = next.steps;
  const goesOn = last !== undefined && first?.number === last.number;
  const steps = goesOn
    ? [...page.steps.slice(0, -1), { ...last, outbound: [...last.outbound, ...first.outbound] }, ...rest]
    : [...page.steps, ...next.steps];
  const { next: _, ...head } = page;
  return { ...head, steps, ...(next.next ? { next: next.next } : {}) };
}

function cutError(error: RunError): RunError {
  const { detail } = error;
  return {
    ...error,
    type: cut(error.type),
    dn: cut(error.dn),
    ...(detail === undefined ? {} : { detail: cut(detail) }),
  };
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}

function bytesOf(value: object): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
