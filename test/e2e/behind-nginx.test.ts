import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { hasNginx, type Nginx, startNginx } from '../helpers/nginx.js';

/** Cordon behind a real nginx (Debian: nginx-light). Skipped, and shown as such, where there is none. */
const describeWithNginx = hasNginx ? describe : describe.skip;

describeWithNginx('behind nginx, the address of a client is recorded', () => {
  let cordon: TestServer;
  let nginx: Nginx;

  beforeAll(async () => {
    cordon = await createTestServer({ CORDON_TRUSTED_PROXIES: '127.0.0.1' });
    const location = (path: string, fields: string): string =>
      `location /${path}/ { proxy_pass ${cordon.url}/; ${fields} }`;
    nginx = await startNginx(
      [
        location('port', 'proxy_set_header X-Forwarded-For "$remote_addr:$remote_port";'),
        location('append', 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;'),
        location(
          'forwarded',
          `proxy_set_header X-Forwarded-For "";
           proxy_set_header Forwarded "for=\\"$remote_addr:$remote_port\\";proto=http";`,
        ),
        location('v6', 'proxy_set_header X-Forwarded-For "[2001:DB8::0:$http_client_id]:443";'),
      ].join('\n'),
    );
  }, 120_000);

  afterAll(async () => {
    await nginx.close();
    await cordon.close();
  });

  /** Fails to log in from 127.0.0.2, and returns the address in the audit log. */
  async function recordedAddress(path: string, headers: Record<string, string> = {}): Promise<unknown> {
    const { port } = new URL(nginx.url);
    const form = 'username=nobody&password=not+the+right+one';
    await new Promise((resolve, reject) => {
      request(
        {
          port,
          localAddress: '127.0.0.2',
          path: `/${path}/token`,
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        },
        (response) => response.resume().on('end', resolve),
      )
        .on('error', reject)
        .end(form);
    });
    const rows = await cordon.sql(
      `SELECT ip_address FROM audit_events WHERE action = 'login.failed' ORDER BY sequence DESC LIMIT 1`,
    );
    return rows[0]?.['ip_address'];
  }

  test.each(['port', 'append', 'forwarded'])('whatever way it is forwarded: %s', async (path) => {
    expect(await recordedAddress(path)).toBe('127.0.0.2');
    const forged = { 'x-forwarded-for': '203.0.113.1:80', forwarded: 'for=203.0.113.1' };
    expect(await recordedAddress(path, forged)).toBe('127.0.0.2');
  });

  test('in one spelling', async () => {
    for (const id of ['1', '01', '001', '0001'])
      expect(await recordedAddress('v6', { 'client-id': id })).toBe('2001:db8::1');
  });
});
