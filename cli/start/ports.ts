import getPort, { portNumbers } from 'get-port';
import { claimPort, LOOPBACK } from '../../temporal/dev-server/ports.js';

/** The ports of one run. They stay the same when a process is started again. */
export interface Ports {
  readonly temporal: number;
  readonly webUi: number;
  readonly simulator: number;
  readonly api: number;
}

/** How far from the usual port we look before any free one will do. */
const NEIGHBOURS = 100;

/**
 * Chooses free ports: the usual ones, so that Temporal's own tools find the server, or their neighbours.
 *
 * @param askedApi the user's choice for the API
 * @throws `port-in-use` when it is taken
 */
export async function choosePorts(askedApi: number | undefined): Promise<Ports> {
  return {
    temporal: await freeFrom(7233),
    webUi: await freeFrom(8233),
    simulator: await freeFrom(4000),
    api: askedApi === undefined ? await freeFrom(8080) : await claimPort(askedApi, 'the API'),
  };
}

async function freeFrom(usual: number): Promise<number> {
  return await getPort({ host: LOOPBACK, port: portNumbers(usual, usual + NEIGHBOURS) });
}
