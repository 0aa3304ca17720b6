import { createServer } from 'node:net';

/** Each process begins with ports of its own, so that two do not choose the same. */
let nextPort = 11_000 + (process.pid % 200) * 100;

/**
 * Returns a port of the loopback address that was free when the function returned. The system gives ports of
 * this range to nobody who asks for any, nor to outgoing connections.
 */
export async function findFreePort() {
  for (;;) {
    const port = nextPort++;
    const server = createServer();
    const isFree = await new Promise((resolve, reject) => {
      server.once('listening', () => resolve(true));
      server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
      server.listen(port, '127.0.0.1');
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
