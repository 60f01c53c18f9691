import { Command } from 'commander';
import type { ServerStatus } from '../../../api/servers/server-status.js';
import type { WaitingRequest } from '../../../domain/run-lock/status.js';
import { AutoSyncError } from '../../../domain/errors.js';
import { describeRunOf } from '../printing/names.js';
import { printable } from '../printing/printable.js';
import type { ApiClient } from '../reach/api-client.js';
import { apiFor } from '../reach/api-for.js';
import { withServerOptions, type ServerOptions } from '../reach/api-options.js';
import { serverOf, serverPath } from '../reach/server.js';
import type { Ended, Surroundings } from '../surroundings.js';
import { carryOut, unlessMeant } from './carry-out.js';
import { requestMeant } from './request-meant.js';
import { whyOf } from './start-stop-commands.js';

interface Options extends ServerOptions {
  readonly why?: string;
  readonly yes?: true;
}

/** `autosync remove`: takes a request out of the queue. */
export function removeCommand(surroundings: Surroundings): Command {
  return onRequest('remove', surroundings, async (api, server, request, options) => {
    const query = options.why === undefined ? '' : `?${new URLSearchParams({ why: options.why }).toString()}`;
    await carryOut(
      api,
      { method: 'DELETE', path: `${serverPath(server, 'queue', request.requestId)}${query}` },
      options,
      () => `${describeRequest(request)} is taken out of the queue.`,
      surroundings,
    );
  })
    .description('Takes a request that waits out of the queue.')
    .addHelpText('after', '\nExample:\n  autosync remove HR --why "not needed"');
}

/** `autosync move-to-front`: puts a request before all others. */
export function moveToFrontCommand(surroundings: Surroundings): Command {
  return onRequest('move-to-front', surroundings, async (api, server, request, options) => {
    await carryOut(
      api,
      { path: serverPath(server, 'queue', request.requestId, 'move-to-front'), body: whyOf(options) },
      options,
      () => `${describeRequest(request)} is next.`,
      surroundings,
    );
  })
    .description('Puts a request that waits before all others.')
    .addHelpText('after', '\nExample:\n  autosync move-to-front "Fabrikam AD/0198c5b20000#1"');
}

/** `autosync force-release`: frees a lease without its holder. */
export function forceReleaseCommand(surroundings: Surroundings, ended: Ended): Command {
  return withServerOptions(new Command('force-release'))
    .description('Frees a lease although its cycle has not given it back: the last resort.')
    .argument('<lease>', 'number of the lease, as `autosync queue` shows it')
    .option('--why <text>', 'why, in words: kept with it')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      '\nWhat still runs on the engine goes on, and is kept out of the way of as a run of somebody else.\n\nExample:\n  autosync force-release 93 --why "its host is lost"',
    )
    .action(async (lease: string, options: Options) => {
      if (!/^[1-9]\d{0,14}$/.test(lease)) {
        throw new AutoSyncError(
          'invalid-input',
          `${JSON.stringify(lease)} is no number of a lease: \`autosync queue\` shows it behind each run.`,
        );
      }
      const api = await apiFor(options, surroundings);
      const server = await serverOf(api, options);
      const { running } = await api.get<ServerStatus>(serverPath(server));
      const run = running.find(({ token }) => token === Number(lease));
      const what = run ? `${printable(run.managementAgent)} ${describeRunOf(run)}` : `lease ${lease}`;
      const notMeant = await unlessMeant(`Free ${what} without its holder?`, options, surroundings);
      if (notMeant !== undefined) {
        ended(notMeant);
        return;
      }
      await carryOut(
        api,
        { path: serverPath(server, 'leases', lease, 'force-release'), body: whyOf(options) },
        options,
        () => `Lease ${lease} is free.`,
        surroundings,
      );
    });
}

function onRequest(
  name: string,
  surroundings: Surroundings,
  act: (api: ApiClient, server: string, request: WaitingRequest, options: Options) => Promise<void>,
): Command {
  return withServerOptions(new Command(name))
    .argument('<request>', 'its management agent, or the request that `autosync queue` names')
    .option('--why <text>', 'why, in words: kept with it')
    .action(async (named: string, options: Options) => {
      const api = await apiFor(options, surroundings);
      const server = await serverOf(api, options);
      const status = await api.get<ServerStatus>(serverPath(server));
      const request = requestMeant(status.waiting, named, status, {
        code: 'unknown-request',
        none: 'Nothing waits',
        what: 'requests that wait',
      });
      await act(api, server, request, options);
    });
}

function describeRequest({ managementAgent, runProfile }: WaitingRequest): string {
  return `${printable(managementAgent)} ${printable(runProfile)}`;
}
