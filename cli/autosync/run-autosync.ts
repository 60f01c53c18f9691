import { Command, CommanderError } from 'commander';
import { AutoSyncError, ensureError, ERRORS } from '../../domain/errors.js';
import { configCommand } from './config/config-command.js';
import { keysCommand } from './keys/keys-command.js';
import { asJson, EXIT, type ExitCode, type Surroundings } from './surroundings.js';

const EXIT_CODES = `
Exit codes: 0 well; 1 the answer is no (findings, differences); 2 it could not be done.`;

/**
 * Runs the command line `autosync …`.
 *
 * @param args without the program's own name
 * @returns the exit code; nothing is thrown
 */
export async function runAutosync(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let code: ExitCode = EXIT.well;
  const program = inherited(new Command('autosync'), surroundings)
    .description('Keeps identities flowing: drives the sync engine of Microsoft Identity Manager.')
    .addHelpText('after', EXIT_CODES);
  program.addCommand(
    configCommand(surroundings, (ended) => {
      code = ended;
    }),
  );
  program.addCommand(keysCommand(surroundings));
  for (const command of program.commands) inheritedByAll(command, surroundings);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    // Commander has told the user already, or shown the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.well : EXIT.failed;
    surroundings.err(describeFailure(ensureError(error), args.includes('--json')));
    return EXIT.failed;
  }
}

function inheritedByAll(command: Command, surroundings: Surroundings): void {
  inherited(command, surroundings);
  for (const each of command.commands) inheritedByAll(each, surroundings);
}

function inherited(command: Command, { out, err }: Surroundings): Command {
  return command
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
    .showHelpAfterError('(--help shows how it is used)');
}

/** Without a stack trace, but for a defect of ours: that must not go unseen. */
function describeFailure(error: Error, json: boolean): string {
  if (error instanceof AutoSyncError) {
    const { code, message, operatorAction } = error;
    return json
      ? asJson({ error: { code, message, action: operatorAction } })
      : `${message}\n${operatorAction}\n`;
  }
  const action = ERRORS.internal.operator;
  return json
    ? asJson({ error: { code: 'internal', message: error.message, action } })
    : `${error.message}\n${action}\n`;
}
