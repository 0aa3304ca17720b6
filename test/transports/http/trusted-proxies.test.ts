import { afterEach, describe, expect, test } from '@jest/globals';
import { createTestHttpServer as createEdge, options, type TestHttpServer } from './http-server-fixture.js';

const edges: TestHttpServer[] = [];

// A server that a failed test left open would prevent the run from exiting.
afterEach(() => Promise.all(edges.splice(0).map((edge) => edge.close())));

const createTestHttpServer: typeof createEdge = (overrides) => {
  const edge = createEdge(overrides);
  edges.push(edge);
  return edge;
};

describe('behind a proxy', () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.7', 'x-request-id': 'proxy-request-1' };

  async function sendThroughProxy(trustedProxies: readonly string[], headers: Record<string, string>) {
    const edge = createTestHttpServer({ options: { ...options, trustedProxies } });
    const { url } = await edge.listen();
    const response = await fetch(`${url}/graphql`, { headers });
    const { client } = (await response.json()) as { client: { ipAddress: string; requestId: string } };
    await edge.close();
    return { ...client, sent: response.headers.get('x-request-id') };
  }

  test('that is trusted, the forwarded client address and request id are used', async () => {
    expect(await sendThroughProxy(['127.0.0.0/8'], forwarded)).toEqual({
      ipAddress: '203.0.113.7',
      userAgent: 'node',
      requestId: 'proxy-request-1',
      sent: 'proxy-request-1',
    });
  });

  test('that is not trusted, the forwarded client address and request id are ignored', async () => {
    const seen = await sendThroughProxy(['10.0.0.0/8'], forwarded);

    expect(seen.ipAddress).toBe('127.0.0.1');
    expect(seen.requestId).not.toBe('proxy-request-1');
    expect(seen.sent).toBe(seen.requestId);
  });

  test('the last untrusted address is used, whatever the client wrote before it', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.7, 127.0.0.9' };

    expect((await sendThroughProxy(['127.0.0.0/8'], headers)).ipAddress).toBe('203.0.113.7');
  });

  test('an address with a port is used without it', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7:51234' };

    expect((await sendThroughProxy(['127.0.0.1'], headers)).ipAddress).toBe('203.0.113.7');
  });

  test.each(['not an address', 'unknown', ''])(
    'an invalid forwarded address is ignored: %p',
    async (text) => {
      expect((await sendThroughProxy(['127.0.0.1'], { 'x-forwarded-for': text })).ipAddress).toBe(
        '127.0.0.1',
      );
    },
  );

  test.each(['short', 'a'.repeat(129), 'with space and more', '{"json":true}'])(
    'a malformed request id is replaced: %p',
    async (id) => {
      expect((await sendThroughProxy(['127.0.0.1'], { 'x-request-id': id })).requestId).not.toBe(id);
    },
  );
});
