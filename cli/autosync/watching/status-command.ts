import { Command } from 'commander';
import type { ServerStatus } from '../../../api/servers/server-status.js';
import { moment, lookOf } from '../printing/look.js';
import { whileWaiting } from '../printing/while-waiting.js';
import { apiClient, type ApiClient, type Tagged } from '../reach/api-client.js';
import { findApi, withServerOptions, type ServerOptions } from '../reach/api-options.js';
import { timesToLook } from '../reach/changes.js';
import { mayPass } from '../reach/may-pass.js';
import { serverOf, serverPath, serversOf } from '../reach/server.js';
import { asJson, EXIT, type Ended, type Surroundings } from '../surroundings.js';
import { describeStatus } from './describe-status.js';

interface Options extends ServerOptions {
  readonly watch?: true;
}

const EXAMPLES = `
With --json: {"servers": [...]}, each as GET /api/v1/servers/{server} has it; with --watch, too, one such document on a
line for each change.

Examples:
  autosync status
  autosync status --watch
  autosync status --json | jq -r '.servers[].managementAgents[] | select(.control != "started").name'`;

/** `autosync status`: what a sync server does, once or live. */
export function statusCommand(surroundings: Surroundings, ended: Ended): Command {
  return withServerOptions(new Command('status'))
    .description('Shows how it goes: management agents, what runs, what waits and for what, what is held.')
    .option('-w, --watch', 'stay, and show each change as it happens (Ctrl-C ends it)')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const api = apiClient(await findApi(options, surroundings.env));
      if (options.watch) {
        await watch(api, await serverOf(api, options), options, surroundings);
        ended(EXIT.well);
        return;
      }
      const servers = await whileWaiting(surroundings, 'asking the run lock', () => readAll(api, options));
      const look = lookOf(surroundings);
      surroundings.out(
        options.json
          ? asJson({ servers })
          : `${servers.map((status) => describeStatus(status, look).join('\n')).join('\n\n')}\n`,
      );
    });
}

/** The status of every sync server that is meant. */
export async function readAll(
  api: ApiClient,
  options: { readonly server?: string },
): Promise<readonly ServerStatus[]> {
  const servers = await serversOf(api, options);
  return Promise.all(servers.map((server) => api.get<ServerStatus>(serverPath(server))));
}

async function watch(
  api: ApiClient,
  server: string,
  { json }: Options,
  surroundings: Surroundings,
): Promise<void> {
  const { terminal, out, err } = surroundings;
  const signal = surroundings.takeInterrupt?.() ?? new AbortController().signal;
  const live = json ? undefined : terminal;
  let last: Tagged<ServerStatus> | undefined;
  let lost: string | undefined;
  try {
    for await (const _ of timesToLook(api, server, signal)) {
      let isNew = false;
      try {
        const next = await api.getIfChanged<ServerStatus>(serverPath(server), last?.entityTag);
        isNew = next !== undefined;
        last = next ?? last;
        lost = undefined;
      } catch (error) {
        // What is wrong from the beginning is told as an error. What is lost later may come back.
        if (last === undefined || !mayPass(error)) throw error;
        if (lost === undefined && !live) err(`${error.message}\n`);
        lost = error.message;
      }
      if (!last) continue;
      if (live) {
        const look = lookOf(surroundings);
        const foot = lost ?? `${moment(new Date(look.now).toISOString(), look)}, Ctrl-C ends it`;
        const color = lost === undefined ? look.colors.dim : look.colors.red;
        live.redraw([...describeStatus(last.body, look), '', color(foot)].join('\n'));
      } else if (isNew) {
        out(
          json
            ? `${JSON.stringify({ servers: [last.body] })}\n`
            : `${describeStatus(last.body, lookOf(surroundings)).join('\n')}\n\n`,
        );
      }
    }
  } finally {
    live?.keep();
  }
}
