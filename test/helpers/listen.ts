import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** Listens on a port of the loopback address, by default on any free one, and returns the port. */
export async function listenOnFreePort(server: Server, port = 0): Promise<number> {
  await once(server.listen(port, '127.0.0.1'), 'listening');
  // A TCP server has an address, not the name of a pipe.
  return (server.address() as AddressInfo).port;
}
