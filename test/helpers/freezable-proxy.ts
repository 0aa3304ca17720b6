import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that a test can close without anybody being told, as a pulled cable does. */
export interface FreezableProxy {
  /** The address with the proxy's port in place of its own. */
  readonly url: string;
  /** From now on nothing passes in either direction, and no connection is ended. */
  freeze(): void;
  /** The present connections stay silent for ever; new ones pass again, as behind a balancer that has forgotten them. */
  forget(): void;
  /** Ends what was frozen; new connections pass again. */
  thaw(): void;
  close(): Promise<void>;
}

/** Opens the proxy before the server that the URL names. */
export async function createFreezableProxy(url: string): Promise<FreezableProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const silent = new WeakSet<Socket>();
  let isFrozen = false;
  const server = createServer((client) => {
    const upstream = connect({ host: target.hostname, port: Number(target.port || 5432) });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('data', (bytes) => {
        if (isFrozen) silent.add(client);
        if (!silent.has(client)) other.write(bytes);
      });
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        if (!isFrozen && !silent.has(client)) other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const proxyUrl = new URL(url);
  proxyUrl.hostname = '127.0.0.1';
  proxyUrl.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: proxyUrl.href,
    freeze: () => {
      isFrozen = true;
    },
    forget: () => {
      for (const socket of sockets) silent.add(socket);
      isFrozen = false;
    },
    thaw: () => {
      destroyAll();
      isFrozen = false;
    },
    close: async () => {
      destroyAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
