import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import ms, { type StringValue } from 'ms';
import type { CycleRequest } from '../../../api/cycles/cycle-request.js';
import type { CycleLinks } from '../../../api/cycles/cycle-tree.js';
import { RUN_PROFILE_KINDS } from '../../../domain/cycle/run-profile-choice.js';
import { shortCycle } from '../printing/names.js';
import { printable } from '../printing/printable.js';
import { whileWaiting } from '../printing/while-waiting.js';
import { apiClient } from '../reach/api-client.js';
import { findApi, withServerOptions, type ServerOptions } from '../reach/api-options.js';
import { serverOf, serverPath } from '../reach/server.js';
import { asJson, type Ended, type Surroundings } from '../surroundings.js';
import { followCycle } from './follow-cycle.js';

/** How a command that follows a cycle was told to do so. */
export interface FollowOptions {
  readonly throughHolds?: true;
  readonly timeout?: number;
}

interface Options extends ServerOptions, FollowOptions {
  readonly partition?: string;
  readonly immediate?: true;
  readonly exclusive?: true;
  readonly why?: string;
  readonly key?: string;
  readonly wait: boolean;
}

/** What the exit codes of a command mean that follows a cycle. */
export const OUTCOME_EXIT_CODES = `
Exit codes: 0 completed (or carried by another cycle); 1 completed with errors; 2 it could not be done; 3 a run failed;
4 refused; 5 cancelled; 6 a threshold was exceeded; 7 it does not converge; 8 an export is held, and nothing else goes
on; 9 --timeout has passed; 130 Ctrl-C.`;

const EXAMPLES = `
PROFILE is the name of a run profile, or what is to be done: ${RUN_PROFILE_KINDS.join(', ')}. A run profile that is
really called so goes before.

Ctrl-C leaves the cycle to itself.
${OUTCOME_EXIT_CODES}

Examples:
  autosync run HR "Delta Import"
  autosync run "Fabrikam AD" delta-import --partition DC=fabrikam,DC=test
  autosync run HR full-import --why "after the restore" --no-wait
  autosync run HR delta-import --key nightly-4711 --json`;

/** Adds the options that say how long a cycle is followed. */
export function withFollowOptions(command: Command): Command {
  return command
    .option('--through-holds', 'go on waiting where nothing is left but exports that are held')
    .option('--timeout <duration>', 'follow it for so long: 30s, 10m, 2h', readDuration);
}

/** `autosync run`: starts a cycle and follows it to its end. */
export function runCommand(surroundings: Surroundings, ended: Ended): Command {
  return withServerOptions(
    withFollowOptions(
      new Command('run')
        .description('Runs a run profile, and follows what comes of it until nothing is left to do.')
        .argument('<ma>', 'management agent, by name or id')
        .argument('<profile>', 'run profile, or what is to be done: delta-import, export, …')
        .option('--partition <name>', 'on this partition; with what is to be done, not with a run profile')
        .option('--immediate', 'go before what others asked for without hurry')
        .option('--exclusive', 'let nothing else run on the engine meanwhile')
        .option('--why <text>', 'why, in words: shown wherever the cycle is')
        .option('--key <key>', 'given again, the same cycle is followed, and none is started'),
    ).addOption(
      new Option('--no-wait', 'start it, and do not follow it').conflicts(['throughHolds', 'timeout']),
    ),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (managementAgent: string, profile: string, options: Options) => {
      const api = apiClient(await findApi(options, surroundings.env));
      const server = await whileWaiting(surroundings, 'looking for the sync server', () =>
        serverOf(api, options),
      );
      const { partition, immediate, exclusive, why } = options;
      const request: CycleRequest = {
        managementAgent,
        ...(await startOf(profile, managementAgent, (path) => api.get(serverPath(server, path)))),
        ...(partition !== undefined && { partition }),
        ...(immediate && { immediate }),
        ...(exclusive && { exclusive }),
        ...(why !== undefined && { description: why }),
      };
      const started = await whileWaiting(surroundings, 'starting the cycle', () =>
        api.send<CycleLinks>('POST', serverPath(server, 'cycles'), request, options.key ?? randomUUID()),
      );
      if (!options.wait) {
        surroundings.out(
          options.json
            ? asJson({ server, ...started })
            : `${printable(shortCycle(server, started.cycle))}\n${started.webUi === undefined ? '' : `${started.webUi}\n`}`,
        );
        return;
      }
      ended(await followCycle(api, followedBy(options, server, started.cycle), surroundings));
    });
}

/** A cycle, with what the options say of how to follow it. */
export function followedBy(
  { json, throughHolds, timeout }: FollowOptions & { readonly json?: true },
  server: string,
  cycle: string,
): Parameters<typeof followCycle>[1] {
  return {
    server,
    cycle,
    ...(json && { json }),
    ...(throughHolds && { throughHolds }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
  };
}

/** Only what could be meant as a kind needs a look at the catalogue: a run profile may be called so. */
async function startOf(
  profile: string,
  managementAgent: string,
  get: (path: string) => Promise<readonly NamedManagementAgent[]>,
): Promise<Pick<CycleRequest, 'runProfile' | 'runProfileKind'>> {
  const kind = RUN_PROFILE_KINDS.find((known) => known === profile);
  if (kind === undefined) return { runProfile: profile };
  const catalogue = await get('management-agents');
  const ma = catalogue.find(({ name, id }) => name === managementAgent || id === managementAgent);
  return ma?.runProfiles.some(({ name }) => name === profile)
    ? { runProfile: profile }
    : { runProfileKind: kind };
}

interface NamedManagementAgent {
  readonly id: string;
  readonly name: string;
  readonly runProfiles: readonly { readonly name: string }[];
}

/** @returns milliseconds */
function readDuration(text: string): number {
  const duration = /^\d/.test(text) ? ms(text as StringValue) : undefined;
  // Timers count in 32 bits.
  if (duration !== undefined && duration > 0 && duration < 2 ** 31) return duration;
  throw new InvalidArgumentError('Write a duration of up to 24 days such as 30s, 10m or 2h.');
}
