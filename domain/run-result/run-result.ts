/**
 * The decision table: what a result string of the engine means, and what happens next.
 *
 * The engine appends detail to some strings and grows new ones, so a result belongs to the row with the longest prefix
 * that it begins with. A string that no row knows is a failure and is not tried again.
 *
 * Sources: `MIIS_ManagementAgent.Execute` and "WMI Provider Return Strings" of Microsoft's WMI provider reference,
 * MS-UPSDBDAP, captures of run history. `docs/run-results.md` is this table as a page.
 */

/**
 * What a result string of the engine means for what happens next.
 *
 * - `running`: the step still works, also while it only completes referential updates
 * - `success`: everything went through
 * - `warning`: the step went through, some objects did not; later steps of the profile still run
 * - `discovery-errors`: the import stopped early: no obsoletion, and the next step of the profile did not run
 * - `not-started`: the engine refused the start; nothing ran
 * - `stopped`: the run ended before its work was done
 * - `refused`: the account may not do this
 * - `unanswered`: the call to the engine failed; whether a run goes on must be asked
 * - `unknown`: a string that this version does not know; treated as a failure
 */
export type ResultClass =
  | 'running'
  | 'success'
  | 'warning'
  | 'discovery-errors'
  | 'not-started'
  | 'stopped'
  | 'refused'
  | 'unanswered'
  | 'unknown';

/**
 * Whether a run with this result is tried again.
 *
 * - `pointless`: it did what it could
 * - `by-default`: the cause passes by itself
 * - `when-idle`: as `by-default`, once the management agent is idle
 * - `after-a-look`: as `by-default`, once the engine was asked whether the run goes on after all
 * - `on-request`: only where the retry policy names it
 * - `never`: whatever the policy says; a person must act first, or has acted
 */
export type Retrying = 'pointless' | 'by-default' | 'when-idle' | 'after-a-look' | 'on-request' | 'never';

/** One row of the decision table. */
export interface ResultRow {
  /** What the result begins with, in lower case. Empty for the row of everything that no other row knows. */
  readonly prefix: string;
  readonly resultClass: ResultClass;
  /** One sentence. */
  readonly meaning: string;
  /** Whether what the step staged, exported and sent to other connector spaces is carried on. */
  readonly followUps: boolean;
  /** Whether the engine runs the later steps of the run profile. */
  readonly laterStepsRun: boolean;
  readonly retrying: Retrying;
  /** The step stopped at its limit of objects: another run of the same profile goes on with the rest. */
  readonly moreToCome?: true;
  /** It went through, and some objects did not: also where the run details count no errors. */
  readonly objectsFailed?: true;
  /** What the operator should do. One sentence. */
  readonly operator: string;
}

/**
 * The one result that is not the engine's: its details say that the run goes on, the engine itself says that nothing
 * does, and nothing has moved for long. See `run-history/run-end.ts`.
 */
export const RUN_ABANDONED = 'run-abandoned-by-engine';

const NOTHING = 'Nothing.';
const STAGED_STAYS = 'What it did until then stays done and is carried on.';

const running = { resultClass: 'running', followUps: false, laterStepsRun: false } as const;
const wentThrough = { followUps: true, laterStepsRun: true, retrying: 'pointless' } as const;
const notStarted = { resultClass: 'not-started', followUps: false, laterStepsRun: false } as const;
const stopped = { resultClass: 'stopped', followUps: true, laterStepsRun: false } as const;
const unanswered = {
  resultClass: 'unanswered',
  followUps: false,
  laterStepsRun: false,
  retrying: 'after-a-look',
} as const;

/** All rows, by class and then from the particular to the general. */
export const RESULT_TABLE: readonly ResultRow[] = [
  {
    prefix: 'in-progress',
    ...running,
    retrying: 'pointless',
    meaning: 'The run goes on.',
    operator: NOTHING,
  },
  {
    prefix: 'completing-referential-updates',
    ...running,
    retrying: 'pointless',
    meaning: 'All objects are through; the engine still sets the references between them right.',
    operator: 'Nothing: it is waited for, also where the engine calls the management agent idle already.',
  },
  {
    prefix: 'completing-',
    ...running,
    retrying: 'pointless',
    meaning:
      'The last work of a step, such as `completing-obsoletion`: objects that were not seen are staged as deletes.',
    operator: NOTHING,
  },
  {
    prefix: 'success',
    ...wentThrough,
    resultClass: 'success',
    meaning: 'Everything went through.',
    operator: NOTHING,
  },
  {
    prefix: 'completed-no-objects',
    ...wentThrough,
    resultClass: 'success',
    meaning: 'A full import found nothing to import.',
    operator:
      'If the connected directory is not empty, see whether partition, containers and object types are the right ones.',
  },
  {
    prefix: 'completed-discovery-errors',
    resultClass: 'discovery-errors',
    followUps: true,
    laterStepsRun: false,
    retrying: 'on-request',
    meaning:
      'The import could not read some objects, so it took none that it did not see for deleted, and the next step did not run.',
    operator:
      'Mend the objects that the run lists, in the connected directory; the next import reads them again.',
  },
  {
    prefix: 'completed-warnings',
    ...wentThrough,
    resultClass: 'warning',
    meaning: 'The step went through with warnings, or wrote a drop file.',
    operator: 'Look at the run if it was not meant to write a drop file.',
  },
  {
    prefix: 'completed-transient-objects',
    ...wentThrough,
    resultClass: 'warning',
    meaning:
      'The step went through and left objects in a state of transition, such as references to objects that are not there yet.',
    operator:
      'Nothing at first: later runs resolve them. If it stays, look for objects outside the scope of the import.',
  },
  {
    prefix: 'completed-sync-errors',
    ...wentThrough,
    objectsFailed: true,
    resultClass: 'warning',
    meaning:
      'The step went through; some objects failed in the synchronization, or came back from an import otherwise than they were exported.',
    operator: 'Look at the errors of the run: each object stays as it is and is tried again by the next run.',
  },
  {
    prefix: 'completed-export-errors',
    ...wentThrough,
    objectsFailed: true,
    resultClass: 'warning',
    meaning: 'The step went through; the connected directory refused some changes, which stay pending.',
    operator:
      'Look at the errors of the run: rights, names that are taken, values that the directory refuses.',
  },
  {
    prefix: 'completed-',
    ...wentThrough,
    resultClass: 'warning',
    meaning: 'The step went through, with something that this version has no name for.',
    operator: 'Look at the run in Synchronization Service Manager.',
  },
  {
    prefix: 'no-start-ma-already-running',
    ...notStarted,
    retrying: 'when-idle',
    meaning: 'The management agent runs something else.',
    operator: 'Nothing, or end the other run.',
  },
  {
    prefix: 'no-start-ma-update-in-progress',
    ...notStarted,
    retrying: 'when-idle',
    meaning: 'Somebody creates, changes or deletes a management agent at this moment.',
    operator: 'Nothing: it is tried again when they are through.',
  },
  {
    prefix: 'no-start-concurrent-execution-not-support',
    ...notStarted,
    retrying: 'on-request',
    meaning: 'The engine does not run this beside what runs already, for example a second synchronization.',
    operator: 'See who else starts runs on this server; AutoSync keeps its own apart.',
  },
  {
    prefix: 'no-start-unknown-profile-name',
    ...notStarted,
    retrying: 'never',
    meaning: 'The management agent has no run profile of this name.',
    operator: 'Mend the name in the configuration, or make the run profile.',
  },
  {
    prefix: 'no-start-credentials',
    ...notStarted,
    retrying: 'never',
    meaning:
      'The connected directory refused the account of the management agent. Another try could lock the account.',
    operator: 'Set the right credentials in the management agent.',
  },
  {
    prefix: 'no-start-connection',
    ...notStarted,
    retrying: 'on-request',
    meaning: 'The connected directory could not be reached.',
    operator: 'See whether the connected directory runs and can be reached from the sync server.',
  },
  {
    prefix: 'no-start-partition-',
    ...notStarted,
    retrying: 'never',
    meaning: 'The partition of a step was deleted, renamed or is not configured.',
    operator: 'Mend the partitions of the management agent, then its run profiles.',
  },
  {
    prefix: 'no-start-',
    ...notStarted,
    retrying: 'on-request',
    meaning: 'The engine did not start the run.',
    operator: 'See what the result names, and the event log of the sync server.',
  },
  {
    prefix: 'missing-partition-for-run-step',
    ...notStarted,
    retrying: 'never',
    meaning: 'A step of the run profile names a partition that is gone or not selected.',
    operator: 'Mend the run profile in Synchronization Service Manager.',
  },
  {
    prefix: 'stopped-deadlocked',
    ...stopped,
    retrying: 'by-default',
    meaning: `The database of the engine chose the run as the victim of a deadlock. ${STAGED_STAYS}`,
    operator: 'Nothing. If it happens often, let fewer runs overlap, or rebuild the indexes of the database.',
  },
  {
    prefix: 'stopped-connectivity',
    ...stopped,
    retrying: 'by-default',
    meaning: `The connection to the connected directory was lost. ${STAGED_STAYS}`,
    operator:
      'If it stays, see whether the connected directory runs and can be reached from the sync server.',
  },
  {
    prefix: 'stopped-database-connection-lost',
    ...stopped,
    retrying: 'by-default',
    meaning: `The engine lost its own database. ${STAGED_STAYS}`,
    operator: 'If it stays, see whether the SQL Server of the sync server runs.',
  },
  {
    prefix: 'stopped-database-disk-full',
    ...stopped,
    retrying: 'never',
    meaning: `The disk of the engine’s database is full. ${STAGED_STAYS}`,
    operator: 'Make room on the disk, or clear old run history.',
  },
  {
    prefix: 'stopped-deletion-limit',
    ...stopped,
    followUps: false,
    retrying: 'never',
    meaning:
      'The step reached the limit of deletes in its run profile, which is there to keep harm away. What it had staged until then waits: to carry it on would be the harm.',
    operator:
      'Find out why so many objects are gone before anything else. If they are to go, raise the limit for one run and start a synchronization; if not, mend the directory and import again.',
  },
  {
    prefix: 'stopped-object-limit',
    ...stopped,
    retrying: 'never',
    moreToCome: true,
    meaning: `The step reached the limit of objects in its run profile: there is more to come. ${STAGED_STAYS}`,
    operator: 'Nothing: the same profile runs again for the rest. Take the limit out if it was for a test.',
  },
  {
    prefix: 'stopped-error-limit',
    ...stopped,
    retrying: 'never',
    meaning: `More objects failed than the engine accepts in one run (5000 unless configured otherwise). ${STAGED_STAYS}`,
    operator: 'Look at the errors of the run: so many mostly have one cause.',
  },
  {
    prefix: 'stopped-user-termination',
    ...stopped,
    retrying: 'never',
    meaning: `Somebody stopped the run: an operator, or AutoSync itself when its cycle was cancelled. ${STAGED_STAYS}`,
    operator: 'Nothing: who stopped it had a reason.',
  },
  {
    prefix: 'stopped-credentials',
    ...stopped,
    retrying: 'never',
    meaning:
      'The connected directory refused the account of the management agent. Another try could lock the account.',
    operator: 'Set the right credentials in the management agent.',
  },
  {
    prefix: 'stopped-extension-dll-',
    ...stopped,
    retrying: 'on-request',
    meaning: `The management agent’s or the rules’ own code failed. ${STAGED_STAYS}`,
    operator: 'See the event log of the sync server: it holds the exception and its call stack.',
  },
  {
    prefix: 'stopped-server-down',
    ...stopped,
    retrying: 'on-request',
    meaning: `The connected directory’s server is down. ${STAGED_STAYS}`,
    operator:
      'See whether that server runs, and whether the account of the management agent may still log on.',
  },
  {
    prefix: 'stopped-',
    ...stopped,
    retrying: 'on-request',
    meaning: `The run ended before its work was done. ${STAGED_STAYS}`,
    operator: 'See what the result names, and the event log of the sync server.',
  },
  {
    prefix: RUN_ABANDONED,
    ...stopped,
    retrying: 'on-request',
    meaning: `The engine is idle, but the details of the run have said for a minute that it goes on, and nothing moves: mostly the synchronization service was ended in mid-run. The word is AutoSync’s. ${STAGED_STAYS}`,
    operator:
      'See the event log of the sync server for why its service ended. The details of the run stay as they are.',
  },
  {
    prefix: 'access-denied',
    resultClass: 'refused',
    followUps: false,
    laterStepsRun: false,
    retrying: 'never',
    meaning: 'The account that asked is in neither the operators nor the administrators of the sync engine.',
    operator:
      'Put the account of the worker into the group MIISOperators or MIISAdmins (FIMSyncOperators, FIMSyncAdmins).',
  },
  {
    prefix: 'call-failure',
    ...unanswered,
    meaning: 'The call to the engine failed; the run may have been started all the same.',
    operator: 'If it stays, see the event log of the sync server.',
  },
  {
    prefix: 'connection-failure',
    ...unanswered,
    meaning: 'The engine’s service is stopped, or the account may not use it any more.',
    operator:
      'See whether the synchronization service runs, and whether the account of the worker is still in its groups.',
  },
  {
    prefix: '',
    resultClass: 'unknown',
    followUps: true,
    laterStepsRun: false,
    retrying: 'on-request',
    meaning:
      'A result that this version does not know: taken for a failure. What the run details count is carried on.',
    operator: 'Look at the run in Synchronization Service Manager.',
  },
];

const LONGEST_PREFIX_FIRST = RESULT_TABLE.toSorted((one, other) => other.prefix.length - one.prefix.length);

/** Whether a result begins with a prefix, without regard to case and blanks around it. */
export function resultBeginsWith(result: string, prefix: string): boolean {
  return result.trim().toLowerCase().startsWith(prefix.trim().toLowerCase());
}

/** The row of a result: the one with the longest prefix that it begins with. There always is one. */
export function rowOf(result: string): ResultRow {
  const row = LONGEST_PREFIX_FIRST.find(({ prefix }) => resultBeginsWith(result, prefix));
  // The empty prefix is last, and every string begins with it.
  return row as ResultRow;
}

/** Classes a result string. Never rejects one: what it does not know is `unknown`. */
export function classifyResult(result: string): ResultClass {
  return rowOf(result).resultClass;
}

/** From harmless to grave. */
const GRAVITY: readonly ResultClass[] = [
  'success',
  'warning',
  'discovery-errors',
  'running',
  'not-started',
  'stopped',
  'refused',
  'unanswered',
  'unknown',
];

/** Whether a run with this result is a failed run: what it set out to do, it did not do. */
export function isFailure(result: string): boolean {
  const resultClass = classifyResult(result);
  return resultClass !== 'success' && resultClass !== 'warning' && resultClass !== 'running';
}

/** Whether the step goes on: also while it only completes referential updates. */
export function isRunning(result: string): boolean {
  return classifyResult(result) === 'running';
}

/** Whether another run of the same profile goes on where this one reached its limit of objects. */
export function hasMoreToCome(result: string): boolean {
  return rowOf(result).moreToCome === true;
}

/** The gravest of the results; the later one of two that are equally grave. `success` if there is none. */
export function gravestResult(results: readonly string[]): string {
  return results.reduce(
    (gravest, result) =>
      GRAVITY.indexOf(classifyResult(result)) >= GRAVITY.indexOf(classifyResult(gravest)) ? result : gravest,
    'success',
  );
}
