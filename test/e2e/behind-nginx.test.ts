import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findFreePort } from '../../scripts/free-port.mjs';
import { auditLog } from '../helpers/audit-log-sql.js';
import { describeInBrowser, launchBrowser, type TestBrowser } from '../helpers/chromium.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { hasNginx, type Nginx, startNginx } from '../helpers/nginx.js';
import { goodPassword, signUp } from '../helpers/sign-in.js';
import { createStaticPageServer } from '../helpers/static-page-server.js';

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
  });

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
      `SELECT ip_address FROM ${auditLog} WHERE action = 'login.failed' ORDER BY sequence DESC LIMIT 1`,
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

const describeWithBrowser = hasNginx ? describeInBrowser : describe.skip;

describeWithBrowser('behind nginx that rewrites Host, a page of the issuer in Chromium', () => {
  let cordon: TestServer;
  let nginx: Nginx;
  let browser: TestBrowser;
  let issuer: string;

  beforeAll(async () => {
    const port = await findFreePort();
    issuer = `http://localhost:${port}`;
    cordon = await createTestServer({ CORDON_ISSUER: issuer });
    nginx = await startNginx(
      `location / {
         proxy_pass ${cordon.url};
         proxy_http_version 1.1;
         proxy_set_header Host internal.example:4000;
         proxy_set_header Upgrade $http_upgrade;
         proxy_set_header Connection "upgrade";
       }`,
      port,
    );
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await nginx.close();
    await cordon.close();
  });

  test('may open WebSockets and use the refresh cookie', async () => {
    await signUp(cordon, 'ada');
    const { page } = await browser.visit(`${issuer}/setup`);

    const outcome = await page.evaluate(`(async () => {
      const socket = new WebSocket(location.origin.replace('http', 'ws') + '/graphql', 'graphql-transport-ws');
      const opened = await new Promise((resolve) => {
        socket.onopen = () => resolve('opened');
        socket.onerror = () => resolve('refused');
      });
      socket.close();
      const post = (query) => fetch('/graphql', {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }),
      }).then((response) => response.json());
      const login = await post('mutation { login(input: { username: "ada", password: "${goodPassword}", delivery: COOKIE }) { ok } }');
      const refresh = await post('mutation { refreshToken(input: {}) { ok } }');
      return [opened, login.data.login.ok, refresh.data.refreshToken.ok];
    })()`);

    expect(outcome).toEqual(['opened', true, true]);
  });

  test('and a page of another origin may not open a WebSocket', async () => {
    const other = await createStaticPageServer();
    const { page } = await browser.visit(other.origin);

    const outcome = await page.evaluate(`new Promise((resolve) => {
      const socket = new WebSocket('${issuer.replace('http', 'ws')}/graphql', 'graphql-transport-ws');
      socket.onopen = () => resolve('opened');
      socket.onerror = () => resolve('refused');
    })`);
    await other.close();

    expect(outcome).toBe('refused');
  });
});
