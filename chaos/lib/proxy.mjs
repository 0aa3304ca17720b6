/** A TCP proxy between the server and Postgres whose line can fail in several ways. */
import { connect, createServer } from 'node:net';

/** Modes: forward, cut (connections are reset and refused), blackhole (bytes are swallowed), slow. */
export async function startProxy(url) {
  let target = new URL(url);
  let mode = 'forward';
  let delayMs = 0;
  const pairs = new Set();
  const server = createServer((client) => {
    if (mode === 'cut') return client.destroy();
    const upstream = connect({ host: target.hostname, port: Number(target.port) });
    const pair = { client, upstream, isSwallowed: false };
    pairs.add(pair);
    const forward = (from, to) => {
      from.on('data', (bytes) => {
        if (mode === 'blackhole') pair.isSwallowed = true;
        if (pair.isSwallowed) return;
        if (delayMs === 0) to.write(bytes);
        else setTimeout(() => to.write(bytes), delayMs);
      });
      from.on('error', () => {});
      from.on('close', () => {
        pairs.delete(pair);
        if (!pair.isSwallowed && mode !== 'blackhole') to.destroy();
      });
    };
    forward(client, upstream);
    forward(upstream, client);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxyUrl = new URL(url);
  proxyUrl.hostname = '127.0.0.1';
  proxyUrl.port = String(server.address().port);
  const resetAll = () => {
    for (const { client, upstream } of pairs) {
      client.resetAndDestroy();
      upstream.destroy();
    }
  };
  return {
    url: proxyUrl.href,
    /** Resets every connection and refuses new ones. */
    cut: () => {
      mode = 'cut';
      resetAll();
    },
    /** Swallows all bytes and closes nothing. */
    blackhole: () => {
      mode = 'blackhole';
    },
    /** Delays every byte by this time in each direction. */
    slow: (ms) => {
      mode = 'forward';
      delayMs = ms;
    },
    /** Swallows the bytes of one connection for ever. */
    killOne: () => {
      const [pair] = pairs;
      pair.isSwallowed = true;
    },
    /** New connections work again; those from before stay as they are, like after a router restart. */
    restore: () => {
      for (const pair of pairs) pair.isSwallowed ||= mode === 'blackhole';
      mode = 'forward';
      delayMs = 0;
    },
    /** Sends new connections to another server. */
    redirect: (other) => {
      target = new URL(other);
    },
    close: async () => {
      resetAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
