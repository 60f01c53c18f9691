import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { LOOPBACK } from '../temporal/dev-server/ports.js';

/** A piece of network that can be cut. It listens on loopback only. */
export interface TcpProxy {
  readonly port: number;
  /** Cuts it so that both sides notice: open connections are reset, new ones are refused. */
  cut(): void;
  /** Cuts it in silence, as a firewall or a pulled cable does: nothing is lost and nothing arrives. */
  hush(): void;
  /** Makes it whole. What was held back in silence arrives now. */
  mend(): void;
  close(): Promise<void>;
}

/** Opens a proxy to a port on loopback; whether anybody listens there is only asked when somebody connects. */
export async function openTcpProxy(targetPort: number): Promise<TcpProxy> {
  let state: 'whole' | 'cut' | 'hushed' = 'whole';
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (near) => {
    if (state === 'cut') {
      near.on('error', () => near.destroy());
      near.resetAndDestroy();
      return;
    }
    join(near, connect({ host: LOOPBACK, port: targetPort, noDelay: true }));
  });

  function join(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        if (!to.write(chunk)) from.pause();
      });
      from.on('drain', () => {
        if (state === 'whole') to.resume();
      });
      from.on('end', () => to.end());
      // Its 'close' follows, and takes the other side along.
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    if (state === 'whole') near.resume();
    else far.pause();
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });

  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      state = 'cut';
      for (const socket of sockets) socket.resetAndDestroy();
    },
    hush() {
      state = 'hushed';
      for (const socket of sockets) socket.pause();
    },
    mend() {
      state = 'whole';
      for (const socket of sockets) socket.resume();
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
