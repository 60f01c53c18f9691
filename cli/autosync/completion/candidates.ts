import type { Command } from 'commander';

/** What can come next on a command line. */
export type Completion =
  /** These words. */
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Names that only the API knows. */
  | { readonly kind: 'management-agents' | 'run-profiles'; readonly managementAgent?: string }
  /** Whatever the shell offers by itself: files. */
  | { readonly kind: 'files' };

/** Options whose value is the name of a management agent. */
const MANAGEMENT_AGENT_OPTIONS = new Set(['--ma']);

/**
 * What can come next.
 *
 * @param program with all its commands
 * @param words those before the one that is being typed, without the program's own name
 * @param current as much of the word as is there
 */
export function completionOf(program: Command, words: readonly string[], current: string): Completion {
  const { command, given, awaiting } = walk(program, words);
  if (awaiting !== undefined) {
    if (MANAGEMENT_AGENT_OPTIONS.has(awaiting.long ?? '')) return { kind: 'management-agents' };
    return awaiting.argChoices ? { kind: 'words', words: awaiting.argChoices } : { kind: 'files' };
  }
  const visible = command.createHelp().visibleCommands(command);
  if (current.startsWith('-')) {
    const options = command.createHelp().visibleOptions(command);
    return { kind: 'words', words: options.map(({ long, short }) => long ?? short ?? '').filter(Boolean) };
  }
  if (visible.length > 0 && given.length === 0) {
    return { kind: 'words', words: visible.map((each) => each.name()) };
  }
  const argument = command.registeredArguments[given.length];
  if (argument === undefined) return { kind: 'words', words: [] };
  if (argument.argChoices) return { kind: 'words', words: argument.argChoices };
  switch (argument.name()) {
    case 'ma':
    case 'hold':
    case 'request':
      return { kind: 'management-agents' };
    case 'profile':
      return { kind: 'run-profiles', ...(given[0] !== undefined && { managementAgent: given[0] }) };
    case 'revision':
      return { kind: 'words', words: [] };
    default:
      return { kind: 'files' };
  }
}

/** As far as the words lead: the command, its arguments so far, and the option that still wants its value. */
function walk(program: Command, words: readonly string[]) {
  let command = program;
  let given: readonly string[] = [];
  let awaiting: Command['options'][number] | undefined;
  for (const word of words) {
    if (awaiting !== undefined) {
      awaiting = undefined;
      continue;
    }
    if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => long === word || short === word);
      if (option?.required || option?.optional) awaiting = option;
      continue;
    }
    const next = given.length === 0 ? command.commands.find((each) => each.name() === word) : undefined;
    if (next) command = next;
    else given = [...given, word];
  }
  return { command, given, awaiting };
}
