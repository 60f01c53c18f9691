import { createServer } from 'node:net';
import getPort from 'get-port';
import { AutoSyncError } from '../../domain/errors.js';

/** Everything that we start listens here and nowhere else. */
export const LOOPBACK = '127.0.0.1';

/**
 * The port that was asked for, if it is free; any free one if none was.
 *
 * @param purpose names the port's use in the message, for example `Temporal`
 * @throws `port-in-use`; `invalid-input` when the system does not let us have this port
 */
export async function claimPort(asked: number | undefined, purpose: string): Promise<number> {
  if (asked === undefined) return await getPort({ host: LOOPBACK });
  const refusal = await tryToListen(asked);
  if (refusal === undefined) return asked;
  if (refusal.code === 'EADDRINUSE') {
    throw new AutoSyncError(
      'port-in-use',
      `Port ${asked} on ${LOOPBACK}, asked for ${purpose}, is used by another program. Choose another port, or end that program.`,
      { cause: refusal },
    );
  }
  throw new AutoSyncError(
    'invalid-input',
    `Port ${asked} on ${LOOPBACK}, asked for ${purpose}, cannot be used: ${refusal.message}. Choose another port.`,
    { cause: refusal },
  );
}

async function tryToListen(port: number): Promise<NodeJS.ErrnoException | undefined> {
  return await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      probe.close(() => resolve(undefined));
    });
  });
}
