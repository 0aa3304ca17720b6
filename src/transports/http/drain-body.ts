import type { IncomingMessage, Server } from 'node:http';

/**
 * Hangs up on whoever goes on sending a body, beyond so many bytes, after the request has been answered without it. Node would read it to
 * its end (to keep the connection), at the sender's speed, for as long as a request may take. What fits the limit is read, so that the answer
 * arrives. The bodies at some paths are left alone: uploads that a proxy sends along while it asks for leave.
 */
export function drainUnreadBodies(server: Server, limitBytes: number, exemptPaths: readonly string[]): void {
  server.on('request', (request, response) => {
    const [path = ''] = (request.url ?? '').split('?', 1);
    // Before Node's own listener, which would let the rest of the body flow away without telling anybody how much it was.
    if (!exemptPaths.includes(path))
      response.prependOnceListener('finish', () => drainBody(request, limitBytes));
  });
}

function drainBody(request: IncomingMessage, limitBytes: number): void {
  if (request.complete) return;
  let left = limitBytes;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.socket.destroy();
  });
  // To Node the body has a reader from now on.
  request.read(0);
}
