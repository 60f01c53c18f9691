import { Argument, Command } from 'commander';
import type { ManagementAgent } from '../../../domain/management-agent/management-agent.js';
import { RUN_PROFILE_KINDS } from '../../../domain/cycle/run-profile-choice.js';
import { apiClient } from '../reach/api-client.js';
import { findApi } from '../reach/api-options.js';
import { serverPath, serversOf } from '../reach/server.js';
import type { Surroundings } from '../surroundings.js';
import { completionOf, type Completion } from './candidates.js';
import { completionScript, SHELLS, type Shell } from './scripts.js';

const EXAMPLES = `
Management agents and run profiles are completed too, as long as the API answers at once.

Examples:
  source <(autosync completion bash)                                    # in ~/.bashrc
  source <(autosync completion zsh)                                     # in ~/.zshrc, after compinit
  autosync completion fish > ~/.config/fish/completions/autosync.fish
  autosync completion powershell | Out-String | Invoke-Expression       # in $PROFILE`;

/** Whoever presses the tabulator does not wait longer. */
const PATIENCE_MS = 700;

/** `autosync completion`: what a shell has to read. */
export function completionCommand({ out }: Surroundings): Command {
  return new Command('completion')
    .description('Prints what your shell has to read to complete this program.')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText('after', EXAMPLES)
    .action((shell: Shell) => out(completionScript(shell)));
}

/** `autosync __complete`: what the scripts ask. It says nothing where it knows nothing. */
export function completeCommand(program: Command, { out, env }: Surroundings): Command {
  return new Command('__complete')
    .argument('[words...]', 'all words so far; the last one is being typed')
    .allowUnknownOption()
    .action(async (words: readonly string[]) => {
      const current = words.at(-1) ?? '';
      const completion = completionOf(program, words.slice(0, -1), current);
      const candidates = await wordsOf(completion, words, env);
      for (const candidate of candidates) {
        // A line break cannot be typed, and each line is a word.
        if (candidate.startsWith(current) && !/\p{Cc}/u.test(candidate)) out(`${candidate}\n`);
      }
    });
}

async function wordsOf(
  completion: Completion,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  if (completion.kind === 'words') return completion.words;
  if (completion.kind === 'files') return [];
  const catalogue = await catalogueOf(words, env).catch(() => []);
  if (completion.kind === 'management-agents') return catalogue.map(({ name }) => name);
  const ma = catalogue.find(
    ({ name, id }) => name === completion.managementAgent || id === completion.managementAgent,
  );
  return [...(ma?.runProfiles ?? []).map(({ name }) => name), ...RUN_PROFILE_KINDS];
}

/** The management agents of the sync server that the words name, or of all. */
async function catalogueOf(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly ManagementAgent[]> {
  const valueOf = (option: string): string | undefined => {
    const at = words.indexOf(option);
    return at === -1 ? undefined : words[at + 1];
  };
  const [api, tokenFile, server] = [valueOf('--api'), valueOf('--token-file'), valueOf('--server')];
  const client = apiClient(
    await findApi(
      {
        data: valueOf('--data') ?? '.autosync',
        ...(api !== undefined && { api }),
        ...(tokenFile !== undefined && { tokenFile }),
      },
      env,
    ),
    PATIENCE_MS,
  );
  const servers = await serversOf(client, server === undefined ? {} : { server });
  const catalogues = await Promise.all(
    servers.map((each) => client.get<readonly ManagementAgent[]>(serverPath(each, 'management-agents'))),
  );
  return catalogues.flat();
}
