import { Command } from 'commander';
import { lookOf, type Look } from '../printing/look.js';
import { printable } from '../printing/printable.js';
import { whileWaiting } from '../printing/while-waiting.js';
import { apiClient } from '../reach/api-client.js';
import { findApi, withApiOptions } from '../reach/api-options.js';
import { asJson, EXIT, type Ended, type Surroundings } from '../surroundings.js';
import { gather, type DoctorOptions } from './gather.js';
import { judge, type Finding } from './judge.js';

interface Options extends DoctorOptions {
  readonly json?: true;
}

const EXAMPLES = `
Exit code 1 if something is wrong. Warnings do not count.

Examples:
  autosync doctor
  autosync doctor --config autosync.yaml
  TEMPORAL_ADDRESS=temporal.example:7233 autosync doctor --api https://autosync.example`;

/** `autosync doctor`: what is wrong, and how to mend it. */
export function doctorCommand(surroundings: Surroundings, ended: Ended): Command {
  return withApiOptions(new Command('doctor'))
    .description('Looks whether everything is well, and says what is wrong and how to mend it.')
    .option(
      '--config <file>',
      'configuration, a file or a folder, to look at, too (default: AUTOSYNC_CONFIG)',
    )
    .option('--json', 'print one JSON document and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const { env, out } = surroundings;
      const api = apiClient(await findApi(options, env));
      const facts = await whileWaiting(surroundings, 'looking at everything', () =>
        gather(api, options, env, surroundings.now ?? Date.now),
      );
      const findings = judge(facts);
      const isWrong = findings.some(({ state }) => state === 'wrong');
      out(options.json ? asJson({ ok: !isWrong, findings }) : describe(findings, lookOf(surroundings)));
      ended(isWrong ? EXIT.no : EXIT.well);
    });
}

function describe(findings: readonly Finding[], { colors }: Look): string {
  const marks = {
    well: colors.green('well    '),
    warning: colors.yellow('warning '),
    wrong: colors.red('wrong   '),
    unknown: colors.dim('unknown '),
  } as const satisfies Record<Finding['state'], string>;
  const lines = findings.flatMap(({ part, state, message, mend }) => [
    `${marks[state]} ${colors.bold(printable(part))}: ${printable(message)}`,
    ...(mend === undefined ? [] : [`          ${printable(mend)}`]),
  ]);
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  const [wrong, warnings] = [count('wrong'), count('warning')];
  const sum =
    wrong > 0
      ? colors.red(`${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`)
      : warnings > 0
        ? colors.yellow('Nothing is wrong, but look at the warnings.')
        : colors.green('All is well.');
  return `${lines.join('\n')}\n\n${sum}\n`;
}
