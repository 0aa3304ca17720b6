import { request as sendRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendHttp } from '../../helpers/http-client.js';

let server: TestServer;

beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

/** Sends a request with this Host header, which fetch does not allow. */
function statusFor(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    sendRequest(`${server.url}/mailbox`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test('escapes what mails contain', async () => {
  const hostile = `"><script>alert(1)</script>`;
  await server.server.app.mail.mailbox?.send(
    {
      to: hostile,
      messageId: '',
      subject: hostile,
      text: `https://a.example/${hostile}`,
      html: hostile,
      link: null,
    },
    new AbortController().signal,
  );
  const { text, headers } = await sendHttp(`${server.url}/mailbox`);

  expect(text).not.toContain('<script');
  expect(text).toContain('&lt;script&gt;');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('cache-control')).toBe('no-store');
});

test.each(['localhost', 'LOCALHOST:4000', 'cordon.localhost', '127.0.0.1:80', '[::1]:4000'])(
  'answers a request for %s',
  async (host) => {
    expect(await statusFor(host)).toBe(200);
  },
);

test.each([
  'evil.example',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '192.168.1.5:4000',
  'xlocalhost',
])('is refused to %s, whose page could read the links otherwise', async (host) => {
  expect(await statusFor(host)).toBe(403);
});

test('is linked from the start page', async () => {
  expect((await sendHttp(`${server.url}/`)).text).toContain('href="/mailbox"');
});

test('does not exist where mails are sent', async () => {
  const sending = await createTestServer({
    CORDON_SMTP_URL: 'smtp://127.0.0.1:1',
    CORDON_MAIL_FROM: 'no-reply@example.com',
  });
  const { status } = await sendHttp(`${sending.url}/mailbox`);
  await sending.close();

  expect(status).toBe(404);
});
