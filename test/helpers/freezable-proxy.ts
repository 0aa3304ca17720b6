import { connect, createServer, type Socket } from 'node:net';
import { listenOnFreePort } from './listen.js';

/** A TCP proxy that can stop forwarding data without closing a connection, as when a network link fails. */
export interface FreezableProxy {
  /** The URL of the server with the host and port of the proxy. */
  readonly url: string;
  /** Stops forwarding data in both directions; closes no connection. */
  freeze(): void;
  /**
   * Discards the data of existing connections for the rest of the test and forwards new ones, like a load
   * balancer that lost its state.
   */
  dropState(): void;
  /** Closes the frozen connections and forwards new ones. */
  thaw(): void;
  close(): Promise<void>;
}

/** Opens a proxy for the server of the URL. */
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
  const proxyUrl = new URL(url);
  proxyUrl.hostname = '127.0.0.1';
  proxyUrl.port = String(await listenOnFreePort(server));
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: proxyUrl.href,
    freeze: () => {
      isFrozen = true;
    },
    dropState: () => {
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
