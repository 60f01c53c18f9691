import { randomUUID } from 'node:crypto';
import type {
  AppliedConfiguration,
  CheckedConfiguration,
  ConfigurationApplied,
} from '../../../../api/configuration/configuration-schema.js';
import { hashOfText } from '../../../../config/applying/plan-change.js';
import { unlessMeant } from '../../operating/carry-out.js';
import { printable, printableLines } from '../../printing/printable.js';
import { whileWaiting } from '../../printing/while-waiting.js';
import type { ApiClient } from '../../reach/api-client.js';
import type { ApiOptions } from '../../reach/api-options.js';
import { isExplained } from '../../reach/api-problem.js';
import { asJson, EXIT, type ExitCode, type Surroundings } from '../../surroundings.js';
import { describeFindings } from '../describe-findings.js';
import { awaitInForce } from './await-in-force.js';

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
    const said = `Revision ${revision}, which is applied, says what ${name} says: nothing was done.`;
    const sum = `${told}${printable(said)}\n`;
    if (!options.dryRun) return tellOnceInForce(api, unchanged, sum, options, surroundings);
    out(options.json ? asJson({ ...unchanged, inForce: before.pending.length === 0 }) : sum);
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
  const wanted = {
    ...body,
    ...(options.why !== undefined && { why: options.why }),
    expectedRevision: revision,
  };
  const applied = await whileWaiting(surroundings, 'waiting for the answer', () =>
    api.send<ConfigurationApplied>('POST', `/configuration/${route}`, wanted, randomUUID()),
  );
  const again = route === 'rollback' ? ' again' : '';
  const sum = `Revision ${applied.revision} is applied: ${printable(name)}${again}.\n`;
  return tellOnceInForce(api, applied, sum, options, surroundings);
}

/** Says what came of it, and then, or with it in JSON, whether it is in force. */
async function tellOnceInForce(
  api: ApiClient,
  applied: ConfigurationApplied,
  sum: string,
  { json }: { readonly json?: true },
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { out, err } = surroundings;
  // A person may read it while it is waited for.
  if (!json) out(sum);
  const { inForce, problem } = await awaitInForce(api, surroundings);
  if (json) out(asJson({ ...applied, inForce, ...(problem && { problem: problem.message }) }));
  else if (inForce) out('It is in force.\n');
  else if (problem) {
    err(`Whether it is in force could not be found out: ${printableLines(problem.message)}\n`);
    err(`${printableLines(problem.operatorAction)}\n`);
  } else err('It is not in force everywhere yet: autosync config show says where not.\n');
  return EXIT.well;
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
    if (!isExplained(error) || error.code !== 'invalid-configuration') throw error;
    out(json ? asJson({ applied: false, problem: error.message }) : `${printableLines(error.message)}\n`);
    return EXIT.no;
  }
}
