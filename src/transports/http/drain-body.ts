import type { IncomingMessage, RequestListener } from 'node:http';

/**
 * Returns a listener of requests that closes the connection of a client that sends more than `limitBytes` of
 * a body after the response was sent. To keep the connection, Node would read the body to its end at the
 * speed of the client, for as long as a request may take. A body within the limit is read, so that the
 * response arrives. Bodies at `exemptPaths` are not limited: a proxy may forward an upload together with its
 * authorization request.
 */
export function createBodyDrain(limitBytes: number, exemptPaths: readonly string[]): RequestListener {
  return (request, response) => {
    // Must run before Node's own listener, which discards the rest of the body without reporting its size.
    if (!exemptPaths.includes(pathOf(request.url ?? '')))
      response.prependOnceListener('finish', () => drainBody(request, limitBytes));
  };
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

function drainBody(request: IncomingMessage, limitBytes: number): void {
  if (request.complete) return;
  let left = limitBytes;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.socket.destroy();
  });
  // From now on Node treats the body as being read.
  request.read(0);
}
