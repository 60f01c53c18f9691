import { Command, CommanderError } from 'commander';
import { ensureError, ERRORS } from '../../domain/errors.js';
import { completeCommand, completionCommand } from './completion/completion-commands.js';
import { configCommand } from './config/config-command.js';
import { doctorCommand } from './doctor/doctor-command.js';
import { keysCommand } from './keys/keys-command.js';
import { cancelCommand } from './operating/cancel-command.js';
import { approveCommand, rejectCommand } from './operating/hold-commands.js';
import { forceReleaseCommand, moveToFrontCommand, removeCommand } from './operating/queue-commands.js';
import { runCommand } from './operating/run-command.js';
import { startCommand, stopCommand } from './operating/start-stop-commands.js';
import { isExplained } from './reach/api-problem.js';
import { asJson, EXIT, type Ended, type ExitCode, type Surroundings } from './surroundings.js';
import { triggersCommand } from './triggers/triggers-command.js';
import { upCommand } from './up-command.js';
import { cycleCommand } from './watching/cycle-command.js';
import { cyclesCommand } from './watching/cycles-command.js';
import { queueCommand } from './watching/queue-command.js';
import { runsCommand } from './watching/runs-command.js';
import { statusCommand } from './watching/status-command.js';

const EXIT_CODES = `
Exit codes: 0 well; 1 the answer is no (findings, differences); 2 it could not be done. \`run\` has more.`;

/**
 * Runs the command line `autosync …`.
 *
 * @param args without the program's own name
 * @returns the exit code; nothing is thrown
 */
export async function runAutosync(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let code: ExitCode = EXIT.well;
  const json = args.includes('--json');
  const program = autosyncProgram(surroundings, json, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.well;
      // Commander has told a person already, or shown the help.
      if (json) surroundings.err(notUnderstood(error));
      return EXIT.failed;
    }
    surroundings.err(describeFailure(ensureError(error), json));
    return EXIT.failed;
  }
}

/** The program with all its commands. */
function autosyncProgram(surroundings: Surroundings, json: boolean, ended: Ended): Command {
  const told = json ? { ...surroundings, err: () => undefined } : surroundings;
  const program = inherited(new Command('autosync'), told)
    .description('Keeps identities flowing: drives the sync engine of Microsoft Identity Manager.')
    .addHelpText('after', EXIT_CODES);
  const groups: Readonly<Record<string, readonly Command[]>> = {
    'See how it goes:': [
      statusCommand(surroundings, ended),
      queueCommand(surroundings),
      cyclesCommand(surroundings),
      cycleCommand(surroundings, ended),
      runsCommand(surroundings),
      doctorCommand(surroundings, ended),
    ],
    'Have something done:': [
      runCommand(surroundings, ended),
      startCommand(surroundings),
      stopCommand(surroundings, ended),
      cancelCommand(surroundings),
      approveCommand(surroundings),
      rejectCommand(surroundings),
      removeCommand(surroundings),
      moveToFrontCommand(surroundings),
      forceReleaseCommand(surroundings, ended),
      triggersCommand(surroundings, ended),
    ],
    'Set it up:': [
      upCommand(surroundings),
      configCommand(surroundings, ended),
      keysCommand(surroundings),
      completionCommand(surroundings),
    ],
  };
  for (const [heading, commands] of Object.entries(groups)) {
    for (const command of commands) program.addCommand(command.helpGroup(heading));
  }
  program.addCommand(completeCommand(program, surroundings), { hidden: true });
  for (const command of program.commands) inheritedByAll(command, told);
  return program;
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

/** For a program: what commander says of what was typed. */
function notUnderstood({ code, message }: CommanderError): string {
  const said = code === 'commander.help' ? 'no command is named' : message.replace(/^error: /, '');
  return asJson({
    error: { code: 'invalid-input', message: said, action: 'Add --help to see how it is used.' },
  });
}

/** Without a stack trace, but for a defect of ours: that must not go unseen. */
function describeFailure(error: Error, json: boolean): string {
  const { code, action } = codeAndAction(error);
  if (json) return asJson({ error: { code, message: error.message, action } });
  // What is wrong with what was typed says itself how to mend it.
  return code === 'invalid-input' ? `${error.message}\n` : `${error.message}\n${action}\n`;
}

function codeAndAction(error: Error): { readonly code: string; readonly action: string } {
  return isExplained(error)
    ? { code: error.code, action: error.operatorAction }
    : { code: 'internal', action: ERRORS.internal.operator };
}
