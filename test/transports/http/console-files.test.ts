import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestHttpServer, options, type TestHttpServer } from './http-server-fixture.js';

let edge: TestHttpServer;

beforeAll(() => {
  edge = createTestHttpServer({ options });
});

afterAll(() => edge.close());

/** The address of the only script in the page. */
async function scriptOf(page: string): Promise<string> {
  const { body } = await edge.inject({ url: page });
  return /<script type="module" src="([^"]+)">/.exec(body)?.[1] ?? '';
}

const pages = [
  '/sign-in',
  '/sign-up',
  '/reset',
  '/setup',
  '/account',
  '/account/security',
  '/console/users/1',
];

describe('the pages of the console', () => {
  test.each(pages)('%p runs no inline script or style, and is neither framed nor stored', async (url) => {
    const { body, headers, statusCode } = await edge.inject({ url });
    const policy = String(headers['content-security-policy']);

    expect(statusCode).toBe(200);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|data:/);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).not.toMatch(/<style|<script(?![^>]* src=)|\son[a-z]+=|style=/);
  });

  test('names only the allowed origins as return addresses, as text', async () => {
    const strange = createTestHttpServer({
      options: { ...options, allowedOrigins: ['https://a.example"><b'] },
    });
    const { body } = await strange.inject({ url: '/sign-in' });
    await strange.close();

    expect(body).toContain('content="https://a.example&quot;>&lt;b https://id.example"');
  });

  test('are not served when they are switched off', async () => {
    const closed = createTestHttpServer({ options: { ...options, console: false, explorers: false } });
    const found = await Promise.all(
      ['/', ...pages, await scriptOf('/sign-in')].map(
        async (url) => (await closed.inject({ url })).statusCode,
      ),
    );
    await closed.close();

    expect(new Set(found)).toEqual(new Set([404]));
  });
});

describe('the files of the console', () => {
  test('are kept for a year, in the smallest encoding that the browser accepts', async () => {
    const url = await scriptOf('/sign-in');
    const send = (encodings: string) => edge.inject({ url, headers: { 'accept-encoding': encodings } });

    const [plain, brotli, gzip, refused] = await Promise.all([
      send(''),
      send('gzip, deflate, br'),
      send('gzip;q=0.5'),
      send('br;q=0'),
    ]);

    expect(brotli.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'Origin, Accept-Encoding',
    });
    expect(brotliDecompressSync(brotli.rawPayload)).toEqual(plain.rawPayload);
    expect(gunzipSync(gzip.rawPayload)).toEqual(plain.rawPayload);
    expect(refused.headers['content-encoding']).toBeUndefined();
  });

  test.each([
    '/console/assets/main-AAAAAAAA.js',
    '/console/assets/..%2Findex.html',
    '/console/assets/%2e%2e%2f%2e%2e%2fmain.js',
    '/console/assets/index.html',
  ])('%p does not exist', async (url) => {
    expect((await edge.inject({ url })).statusCode).toBe(404);
  });
});
