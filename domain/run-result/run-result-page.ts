import { MOST_LIMITED_RUNS } from '../cycle/after-run/after-run.js';
import { DEFAULT_RETRY_POLICY } from '../cycle/after-run/retry.js';
import { isFailure, RESULT_TABLE, type ResultClass, type ResultRow, type Retrying } from './run-result.js';

/** The classes in the order of the page, each with a title. */
const TITLES: Readonly<Record<ResultClass, string>> = {
  success: 'Success',
  warning: 'Went through, some objects did not',
  'discovery-errors': 'Discovery errors',
  running: 'Still running',
  'not-started': 'Not started',
  stopped: 'Stopped',
  refused: 'Refused',
  unanswered: 'The call failed',
  unknown: 'Anything else',
};

const RETRYING: Readonly<Record<Retrying, string>> = {
  pointless: 'not tried again',
  'by-default': 'tried again by default',
  'when-idle': 'tried again by default, once the management agent is idle',
  'after-a-look': 'tried again by default, once the engine has been asked whether the run goes on after all',
  'on-request': 'tried again only where the retry policy names it',
  never: 'never tried again, whatever the retry policy says',
};

/** The decision table as a page for operators, in Markdown. */
export function runResultPage(): string {
  const { retries, intervalMs, jitter } = DEFAULT_RETRY_POLICY;
  const seconds = intervalMs / 1000;
  const classes = Object.keys(TITLES) as readonly ResultClass[];
  return [
    '# Run results',
    '',
    'What each result of a run means, what AutoSync does, and what you should do. This page is made from the table in',
    '`domain/run-result/run-result.ts`; `npx vitest run --project unit domain/run-result/run-result-page.test.ts -u` makes it anew.',
    '',
    'Results are recognised by how they begin, the longest beginning first: the engine appends detail to some. `…` stands',
    'for the rest of the string.',
    '',
    'Where a run went through and counts errors, whatever its result, the cycle ends as `completed-with-errors`.',
    '',
    `By default a run is tried again up to ${retries} times, ${seconds} s x the number of the attempt later, give or take ${jitter * 100} %.`,
    'Meanwhile others run: the cycle gives its lease back and asks for it again. See `retry` in',
    '[configuration](configuration.md). What a failed try did is carried on after the last one; exports of other',
    'management agents do not wait.',
    ...classes.flatMap((resultClass) => section(resultClass)),
    '',
  ].join('\n');
}

function section(resultClass: ResultClass): readonly string[] {
  const rows = RESULT_TABLE.filter((row) => row.resultClass === resultClass);
  return ['', `## ${TITLES[resultClass]}`, ...rows.flatMap(entry)];
}

function entry(row: ResultRow): readonly string[] {
  return [
    '',
    `### ${nameOf(row)}`,
    '',
    row.meaning,
    '',
    `- What is done: ${whatIsDone(row).join('; ')}.`,
    `- What you should do: ${row.operator.charAt(0).toLowerCase()}${row.operator.slice(1)}`,
  ];
}

function nameOf({ prefix }: ResultRow): string {
  if (prefix === '') return 'any other string';
  return prefix.endsWith('-') ? `\`${prefix}…\`` : `\`${prefix}\``;
}

function whatBecomesOfTheCycle({ prefix, moreToCome, retrying, objectsFailed }: ResultRow): string {
  if (moreToCome) return 'the cycle goes on, and fails with this result only where it is the last';
  if (!isFailure(prefix)) {
    return objectsFailed ? 'the cycle goes on and ends as `completed-with-errors`' : 'the cycle goes on';
  }
  const last = retrying === 'never' ? '' : ', if no retry is left';
  return `the cycle fails with this result${last}`;
}

function whatIsDone(row: ResultRow): readonly string[] {
  if (row.resultClass === 'running') return ['its end is waited for'];
  return [
    whatBecomesOfTheCycle(row),
    row.followUps ? 'follow-ups happen for what the run counts as done' : 'no follow-ups, since nothing ran',
    ...(row.resultClass === 'not-started' || row.resultClass === 'refused'
      ? []
      : [row.laterStepsRun ? 'later steps of the profile run' : 'later steps of the profile do not run']),
    row.moreToCome === true
      ? `the same profile runs again for the rest, as long as that leads on, ${MOST_LIMITED_RUNS} times at most`
      : RETRYING[row.retrying],
  ];
}
