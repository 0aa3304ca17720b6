import type { AddressInfo, Server } from 'node:net';

/** Listens on a free port of the loopback address and returns the port. */
export async function listenOnFreePort(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // A TCP server has an address, not the name of a pipe.
  return (server.address() as AddressInfo).port;
}
