import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { generateKeys } from '../helpers/generate-keys.js';
import { type HttpResult, sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import { createFirstAdministrator } from '../helpers/sign-in.js';

/**
 * Signing keys on the embedded database: commands reach the server through its control socket, administrators
 * through GraphQL.
 */

let installation: TestInstallation;
let server: InProcessServer;
let admin: string;

beforeAll(async () => {
  installation = await createTestInstallation({ embedded: true });
  server = await installation.start();
  admin = (await createFirstAdministrator(server)).accessToken;
});
afterAll(() => installation.close());

async function publishedKids(): Promise<readonly unknown[]> {
  const { body } = await sendHttp(`${server.url}/.well-known/jwks.json`);
  return (valueAt(body, 'keys') as readonly unknown[]).map((key) => valueAt(key, 'kid'));
}

const rotate = `mutation ($input: RotateSigningKeyInput!) {
  rotateSigningKey(input: $input) { ok userErrors { code field } signingKey { kid algorithm status retireAt } }
}`;
const rotateBy = (token?: string, input: object = { reason: 'yearly' }): Promise<HttpResult> =>
  sendGraphql(server.url, rotate, { variables: { input }, ...(token === undefined ? {} : { token }) });

test('an administrator can rotate and revoke keys, other callers cannot list them', async () => {
  const rotated = await rotateBy(admin);
  const wrong = await rotateBy(admin, { reason: 'yearly', algorithm: 'none' });
  const unknown = await sendGraphql(
    server.url,
    `mutation { revokeSigningKey(kid: "x", reason: "a test") { ok userErrors { code field } signingKey { kid } } }`,
    { token: admin },
  );
  const anonymous = await rotateBy();
  const listing = await sendGraphql(server.url, '{ signingKeys { kid } }');

  expect(valueAt(rotated.body, 'data', 'rotateSigningKey')).toMatchObject({
    ok: true,
    userErrors: [],
    signingKey: { algorithm: 'ES256', status: 'PENDING', retireAt: null },
  });
  expect(valueAt(wrong.body, 'data', 'rotateSigningKey')).toEqual({
    ok: false,
    userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'algorithm'] }],
    signingKey: null,
  });
  expect(valueAt(unknown.body, 'data', 'revokeSigningKey')).toEqual({
    ok: false,
    userErrors: [{ code: 'NOT_FOUND', field: ['kid'] }],
    signingKey: null,
  });
  expect([anonymous.status, listing.status]).toEqual([401, 401]);
  expect(await publishedKids()).toHaveLength(2);
});

test('a key imported by a command signs immediately, and its revocation removes it from the key set', async () => {
  const { privateKey } = generateKeys();
  const path = join(installation.folder, 'own.jwk');
  writeFileSync(path, JSON.stringify(privateKey.export({ format: 'jwk' })));

  const imported = await installation.cordon(['keys', 'import', path, '--publish-for', '0', '--json']);
  const { kid } = JSON.parse(imported.stdout).key;
  const published = await publishedKids();
  const revoked = await installation.cordon(['keys', 'revoke', '--reason', 'a test', '--json', '--', kid]);
  const wrapped = await installation.cordon(['keys', 'rewrap', '--json']);

  expect([imported, revoked, wrapped].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect(published).toContain(kid);
  expect(await publishedKids()).not.toContain(kid);
  expect(JSON.parse(wrapped.stdout)).toMatchObject({ resealed: 0 });
  const { d } = privateKey.export({ format: 'jwk' });
  expect(imported.stdout + imported.stderr).not.toContain(d);
  // The administrator's token is of the first key, which is retiring: it is good until it expires.
  expect((await sendGraphql(server.url, '{ me { id } }', { token: admin })).status).toBe(200);
});
