import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that a test can close without anybody being told, as a pulled cable does. */
export interface FreezableProxy {
  /** The address with the proxy's port in place of its own. */
  readonly url: string;
  /** From now on nothing passes in either direction, and no connection is ended. */
  freeze(): void;
  /** Ends what was frozen; new connections pass again. */
  thaw(): void;
  close(): Promise<void>;
}

/** Opens the proxy before the server that the URL names. */
export async function createFreezableProxy(url: string): Promise<FreezableProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const server = createServer((near) => {
    const far = connect({ host: target.hostname, port: Number(target.port || 5432) });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('data', (bytes) => {
        if (!isFrozen) other.write(bytes);
      });
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        if (!isFrozen) other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: through.href,
    freeze: () => {
      isFrozen = true;
    },
    thaw: () => {
      endAll();
      isFrozen = false;
    },
    close: async () => {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
