import { Command, InvalidArgumentError, Option } from 'commander';
import type { ListedCycles } from '../../../api/cycles/cycle-schema.js';
import type { ServerStatus } from '../../../api/servers/server-status.js';
import { TRIGGERS } from '../../../domain/cycle/cycle.js';
import { findManagementAgent } from '../../../domain/management-agent/management-agent.js';

import { describeDuration } from '../../duration.js';
import { lasting, lookOf, moment, type Look } from '../printing/look.js';
import { shortCycle } from '../printing/names.js';
import { printable } from '../printing/printable.js';
import { colorOfResult } from '../printing/result-color.js';
import { table } from '../printing/table.js';
import { whileWaiting } from '../printing/while-waiting.js';
import type { ApiClient } from '../reach/api-client.js';
import { apiFor } from '../reach/api-for.js';
import { withServerOptions, type ServerOptions } from '../reach/api-options.js';
import { ApiProblem } from '../reach/api-problem.js';
import { serverOf, serverPath } from '../reach/server.js';
import { asJson, type Surroundings } from '../surroundings.js';

interface Options extends ServerOptions {
  readonly ma?: string;
  readonly outcome?: string;
  readonly trigger?: string;
  readonly open?: true;
  readonly ended?: true;
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** What a cycle is called is copied: it is not cut. */
const WIDEST_NAME = 80;

const EXAMPLES = `
Examples:
  autosync cycles
  autosync cycles --ma HR --outcome completed-with-errors
  autosync cycles --trigger operator --since 2001-01-31T08:00:00Z
  autosync cycles --open --json | jq -r '.cycles[].cycle'`;

/** `autosync cycles`: the latest. */
export function cyclesCommand(surroundings: Surroundings): Command {
  return withServerOptions(new Command('cycles'))
    .description('Lists cycles: what runs first, then the latest ended.')
    .option('--ma <name>', 'only of this management agent, by name or id')
    .option('--outcome <outcome>', 'only with this outcome: completed, refused, …, or a result of the engine')
    .addOption(new Option('--trigger <trigger>', 'only started by this').choices(TRIGGERS))
    .option('--open', 'only those that run')
    .addOption(new Option('--ended', 'only those that have ended').conflicts('open'))
    .option('--since <time>', 'only started then or later: 2001-01-31T08:00:00Z')
    .option('--until <time>', 'only started before')
    .option('--limit <number>', 'how many, 1 to 100', readLimit, 20)
    .option('--cursor <cursor>', 'the next page: what the page before it ended with, with the same filters')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const api = await apiFor(options, surroundings);
      const server = await serverOf(api, options);
      const page = await whileWaiting(surroundings, 'asking Temporal', () => listed(api, server, options));
      surroundings.out(
        options.json
          ? asJson({ server, cycles: page.cycles, ...(page.next !== undefined && { next: page.next }) })
          : `${describeCycles(page, server, lookOf(surroundings)).join('\n')}\n`,
      );
    });
}

interface Listed extends ListedCycles {
  /** The management agent that was named, where the sync server has none of that name or id. */
  readonly unknown?: string;
}

/**
 * Temporal knows the names that management agents had when their cycles ran: those that the engine has no longer can be
 * found, too. What finds nothing may be an id, or spelled in another way.
 */
async function listed(api: ApiClient, server: string, options: Options): Promise<Listed> {
  const found = await search(api, server, options);
  const { ma: named } = options;
  if (named === undefined || found.cycles.length > 0 || found.next !== undefined) return found;
  const agents = await managementAgentsOf(api, server);
  const meant = agents && findManagementAgent(agents, named);
  if (agents && !meant) return { ...found, unknown: named };
  if (!meant || meant.name === named) return found;
  return search(api, server, { ...options, ma: meant.name });
}

function search(api: ApiClient, server: string, options: Options): Promise<ListedCycles> {
  const { ma, outcome, trigger, open, ended, since, until, limit, cursor } = options;
  const query = new URLSearchParams(
    Object.entries({
      managementAgent: ma,
      outcome,
      trigger,
      open: open ? 'true' : ended ? 'false' : undefined,
      since,
      until,
      limit: String(limit),
      cursor,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return api.get<ListedCycles>(`${serverPath(server, 'cycles')}?${query.toString()}`);
}

/** @returns nothing where the run lock does not answer: cycles can be read without it */
async function managementAgentsOf(
  api: ApiClient,
  server: string,
): Promise<ServerStatus['managementAgents'] | undefined> {
  try {
    return (await api.get<ServerStatus>(serverPath(server))).managementAgents;
  } catch (error) {
    if (error instanceof ApiProblem) return undefined;
    throw error;
  }
}

function describeCycles({ cycles, next, unknown }: Listed, server: string, look: Look): readonly string[] {
  if (cycles.length === 0 && next === undefined) {
    return [
      unknown === undefined
        ? 'There are no such cycles.'
        : `There are no such cycles, and the sync server ${server} has no management agent "${printable(unknown)}".`,
    ];
  }
  const rows = cycles.map((cycle) => [
    colorOfResult(cycle.outcome, look.colors)(printable(cycle.outcome)),
    moment(cycle.startedAt, look),
    cycle.endedAt === undefined
      ? lasting(cycle.startedAt, look)
      : describeDuration(Date.parse(cycle.endedAt) - Date.parse(cycle.startedAt)),
    cycle.trigger,
    printable(shortCycle(server, cycle.cycle)),
    printable(cycle.startsWith),
  ]);
  return [
    ...table(['OUTCOME', 'STARTED', 'LASTED', 'TRIGGER', 'CYCLE', 'STARTED WITH'], rows, look, WIDEST_NAME),
    ...(next === undefined ? [] : [look.colors.dim(`more: --cursor ${next}`)]),
  ];
}

/** A number of lines to ask the API for. */
export function readLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 100) return limit;
  throw new InvalidArgumentError('Write a number from 1 to 100.');
}
