import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openTcpProxy, type TcpProxy } from './tcp-proxy.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A server that sends back what it gets, and a proxy before it. */
async function echoBehindProxy(): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const echo = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const proxy = await openTcpProxy((echo.address() as AddressInfo).port);
  closing.push(
    () => {
      for (const socket of sockets) socket.destroy();
      echo.close();
    },
    () => proxy.close(),
  );
  return proxy;
}

/** Resolves when it is closed, whatever closed it: a reset is what is looked for here. */
function closed(socket: Socket): Promise<void> {
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
  });
}

async function connected(proxy: TcpProxy): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: proxy.port });
  closing.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function echoed(socket: Socket, text: string): Promise<string> {
  const answered = once(socket, 'data');
  socket.write(text);
  const [chunk] = (await answered) as [Buffer];
  return chunk.toString();
}

describe('a network of our own', () => {
  it('carries what is sent both ways', async () => {
    const socket = await connected(await echoBehindProxy());
    expect(await echoed(socket, 'hello')).toBe('hello');
  });

  it('carries more than fits into a buffer', async () => {
    const socket = await connected(await echoBehindProxy());
    const sent = 'x'.repeat(5_000_000);
    let received = 0;
    const all = new Promise<void>((resolve) => {
      socket.on('data', (chunk) => {
        received += chunk.length;
        if (received === sent.length) resolve();
      });
    });
    socket.write(sent);
    await all;
    expect(received).toBe(sent.length);
  });

  it('resets what is open when it is cut, refuses what is new, and carries again when it is mended', async () => {
    const proxy = await echoBehindProxy();
    const socket = await connected(proxy);
    expect(await echoed(socket, 'before')).toBe('before');
    const broken = closed(socket);
    proxy.cut();
    await broken;

    await closed(connect({ host: '127.0.0.1', port: proxy.port }));

    proxy.mend();
    expect(await echoed(await connected(proxy), 'after')).toBe('after');
  });

  it('holds back in silence what is sent, and delivers it when it is mended', async () => {
    const proxy = await echoBehindProxy();
    const socket = await connected(proxy);
    expect(await echoed(socket, 'before')).toBe('before');
    proxy.hush();
    let heard = '';
    const answered = new Promise<void>((resolve) => {
      socket.on('data', (chunk) => {
        heard += String(chunk);
        if (heard.length === 'heldback'.length) resolve();
      });
    });
    socket.write('held');
    // A connection of another client shows that time has passed for the proxy, too.
    const other = await connected(proxy);
    other.write('nothing');
    expect(heard).toBe('');
    socket.write('back');
    proxy.mend();
    await answered;
    expect(heard).toBe('heldback');
  });

  it('ends its connections when it is closed', async () => {
    const proxy = await echoBehindProxy();
    const socket = await connected(proxy);
    const ended = closed(socket);
    await proxy.close();
    await ended;
    expect(socket.destroyed).toBe(true);
  });
});
