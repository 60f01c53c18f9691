import { randomUUID } from 'node:crypto';
import type {
  AppliedConfiguration,
  CheckedConfiguration,
  ConfigurationApplied,
} from '../../../../api/configuration/configuration-schema.js';
import { hashOfText } from '../../../../config/applying/plan-change.js';
import { AutoSyncError } from '../../../../domain/errors.js';
import { pause } from '../../../../process/pause.js';
import { carryOut, unlessMeant } from '../../operating/carry-out.js';
import { printable, printableLines } from '../../printing/printable.js';
import { whileWaiting } from '../../printing/while-waiting.js';
import type { ApiClient } from '../../reach/api-client.js';
import type { ApiOptions } from '../../reach/api-options.js';
import { ApiProblem } from '../../reach/api-problem.js';
import { mayPass } from '../../reach/may-pass.js';
import { asJson, EXIT, type ExitCode, type Surroundings } from '../../surroundings.js';
import { describeFindings } from '../describe-findings.js';

/** What every change of the applied configuration can be told. */
export interface ChangeOptions extends ApiOptions {
  readonly why?: string;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

/** A configuration that is to be applied. */
export interface WantedConfiguration {
  /** What to call it: its file, or `revision 3`. */
  readonly name: string;
  readonly text: string;
  readonly route: 'apply' | 'rollback';
  /** What says to the API which one is meant. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Shows what a configuration would change, asks, and has it applied: in place of the revision that it was compared with,
 * and of no other. Then waits until it is in force.
 *
 * @returns how the command ends: `no` where the configuration does not fit, or is not meant
 */
export async function changeConfiguration(
  api: ApiClient,
  { name, text, route, body }: WantedConfiguration,
  options: ChangeOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { out, err, confirm } = surroundings;
  // Before the check: what is applied after this look is noticed.
  const before = await api.get<AppliedConfiguration>('/configuration');
  const checked = await whileWaiting(surroundings, 'checking it against the engines', () =>
    api.send<CheckedConfiguration>('POST', '/configuration/check', { text }, randomUUID()),
  );
  const { findings, changes } = checked;
  const { revision } = before;
  const told = `${describeFindings(findings)}${changes.map((change) => `${printable(change)}\n`).join('')}`;

  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) {
    const sum = `${name} is not applied: ${errors} ${errors === 1 ? 'error' : 'errors'}. Revision ${revision} stays.`;
    out(options.json ? asJson({ applied: false, revision, ...checked }) : `${told}${printable(sum)}\n`);
    return EXIT.no;
  }
  if (text === before.text) {
    const unchanged: ConfigurationApplied = {
      revision,
      hash: hashOfText(text),
      changed: false,
      changes,
      findings,
    };
    const sum = `Revision ${revision}, which is applied, says what ${name} says: nothing was done.`;
    out(options.json ? asJson(unchanged) : `${told}${printable(sum)}\n`);
    return EXIT.well;
  }
  const summed = `${told}${changes.length === 0 ? 'No setting changes: only comments, or the order.\n' : ''}`;
  if (options.dryRun) {
    const sum = `${name} can be applied in place of revision ${revision}. Nothing was done.`;
    out(options.json ? asJson({ applied: false, revision, ...checked }) : `${summed}${printable(sum)}\n`);
    return EXIT.well;
  }
  const isAsked = !options.yes && confirm !== undefined;
  if (!options.json || isAsked) err(summed);
  const question = `Apply ${printable(name)} in place of revision ${revision}?`;
  const notMeant = await unlessMeant(question, options, surroundings);
  if (notMeant !== undefined) return notMeant;
  await carryOut(
    api,
    {
      path: `/configuration/${route}`,
      body: {
        ...body,
        ...(options.why !== undefined && { why: options.why }),
        expectedRevision: revision,
      },
    },
    options,
    (answer) =>
      `Revision ${(answer as ConfigurationApplied).revision} is applied: ${printable(name)}${route === 'rollback' ? ' again' : ''}.`,
    surroundings,
  );
  const inForce = await whileWaiting(surroundings, 'waiting until it is in force', () =>
    isSoonInForce(api, surroundings),
  );
  if (options.json) return EXIT.well;
  if (inForce) out('It is in force.\n');
  else err('It is not in force everywhere yet: autosync config show says where not.\n');
  return EXIT.well;
}

/** Mostly it takes a second. A sync server that is given up waits for its last cycle, and a worker may be away. */
const IN_FORCE_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 250;

/** Waits until what is applied is in force everywhere: what is run next goes by it. Ctrl-C ends only the waiting. */
async function isSoonInForce(api: ApiClient, { takeInterrupt }: Surroundings): Promise<boolean> {
  const timeout = AbortSignal.timeout(IN_FORCE_WITHIN_MS);
  const interrupted = takeInterrupt?.();
  const signal = interrupted ? AbortSignal.any([interrupted, timeout]) : timeout;
  for (;;) {
    try {
      if ((await api.get<AppliedConfiguration>('/configuration')).pending.length === 0) return true;
    } catch (error) {
      if (!mayPass(error)) throw error;
    }
    if (signal.aborted) return false;
    await pause(LOOK_EVERY_MS, signal);
  }
}

/** Does it; that the configuration is wrong is an answer, not a failure. */
export async function orSayWhatIsWrong(
  change: () => Promise<ExitCode>,
  { json }: { readonly json?: true },
  { out }: Surroundings,
): Promise<ExitCode> {
  try {
    return await change();
  } catch (error) {
    const isOurs = error instanceof AutoSyncError || error instanceof ApiProblem;
    if (!isOurs || error.code !== 'invalid-configuration') throw error;
    out(json ? asJson({ applied: false, problem: error.message }) : `${printableLines(error.message)}\n`);
    return EXIT.no;
  }
}
