import { z } from 'zod';
import type { RunLockConfiguration } from '../../domain/run-lock/state.js';
import { duration } from './duration.js';
import { addressOrSecret, secret } from './secret.js';

const LONGEST_MS = 60_000;

/** A program that is asked before and after each run. */
export const controller = z
  .strictObject({
    url: addressOrSecret.describe(
      'Where to POST what is about to run, and what has run: an address, or {env: NAME} or {file: PATH} where a part of it is secret.',
    ),
    token: secret.exactOptional().describe('What it knows AutoSync by: sent as "Authorization: Bearer …".'),
    headers: z
      .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'write the name of an HTTP header'), secret)
      .exactOptional()
      .describe('More headers of each request, by name.'),
    timeout: duration
      .refine((milliseconds) => milliseconds <= LONGEST_MS, 'write no more than 60s: a run waits for it')
      .prefault('10s')
      .describe('How long one answer may take.'),
    reachedWithin: duration
      .refine((milliseconds) => milliseconds <= LONGEST_MS, 'write no more than 60s: a run waits for it')
      .prefault('60s')
      .describe(
        'How long it is tried, where it cannot be reached. After that its management agent is stopped.',
      ),
  })
  .describe(
    'Is asked before and after each run: may skip it, or stop the management agent or the sync server.',
  );

export type ControllerConfiguration = z.infer<typeof controller>;

/** The same at a management agent: another one, or none. */
export const controllerOrNone = z
  .union([controller, z.literal('none').transform(() => null)])
  .describe('Another controller for this management agent, or none.');

/** Where a sync server's configuration names controllers. */
interface WithControllers {
  readonly controller?: ControllerConfiguration | undefined;
  readonly managementAgents: Readonly<
    Record<string, { readonly controller?: ControllerConfiguration | null | undefined }>
  >;
}

/** Which management agents have a controller; `undefined` if none has. Where it is, and what it is, stays with the worker. */
export function controlledManagementAgents(server: WithControllers): RunLockConfiguration['controlled'] {
  const managementAgents = Object.entries(server.managementAgents).flatMap(([name, { controller: own }]) =>
    own === undefined ? [] : [[name, own !== null] as const],
  );
  if (!server.controller && managementAgents.length === 0) return undefined;
  return { all: server.controller !== undefined, managementAgents: Object.fromEntries(managementAgents) };
}

/**
 * The controller of a management agent; `undefined` if it has none.
 *
 * @param settings what its settings stand under; `undefined` = only those of the sync server count for it
 */
export function controllerOf(
  server: WithControllers,
  settings: string | undefined,
): ControllerConfiguration | undefined {
  const own = settings === undefined ? undefined : server.managementAgents[settings]?.controller;
  return own === null ? undefined : (own ?? server.controller);
}
