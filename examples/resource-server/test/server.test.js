import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createCordon, readConfig } from 'cordon';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createResourceServer } from '../server.js';

const issuer = 'http://localhost:4000';
const folder = mkdtempSync(join(tmpdir(), 'resource-server-'));
const cordon = createCordon({
  config: readConfig({ PORT: '0', CORDON_DATA_DIR: folder, CORDON_BCRYPT_COST: '4', LOG_LEVEL: 'error' }),
});

let api;
let apiUrl = '';
let accessToken = '';

before(async () => {
  const { url, setupLink } = await cordon.start();
  const input = {
    username: 'ada',
    email: 'ada@example.com',
    password: 'seventeen green herons',
    token: setupLink.split('#token=')[1],
  };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: `mutation ($input: AcceptInvitationInput!) {
        acceptInvitation(input: $input) { tokens { accessToken } }
      }`,
      variables: { input },
    }),
  });
  accessToken = (await response.json()).data.acceptInvitation.tokens.accessToken;
  api = createResourceServer({ issuer, jwksUrl: `${url}/.well-known/jwks.json` });
  await new Promise((resolve) => api.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${api.address().port}/`;
});

after(async () => {
  api.closeAllConnections();
  api.close();
  await cordon.stop();
  rmSync(folder, { recursive: true });
});

async function call(token) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(apiUrl, { headers });
  return { status: response.status, body: await response.json() };
}

test('accepts an access token of Cordon', async () => {
  const { status, body } = await call(accessToken);

  assert.equal(status, 200);
  assert.equal(body.role, 'ADMIN');
});

test('rejects a request without a token', async () => {
  assert.equal((await call()).status, 401);
});

test('rejects a changed token', async () => {
  const [header, payload, signature] = accessToken.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'eve' })).toString('base64url');

  assert.deepEqual(await call([header, changed, signature].join('.')), {
    status: 401,
    body: { error: 'invalid_token' },
  });
});

test('rejects a token of another issuer that uses the same claims', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const { kid = 'other' } = await exportJWK(publicKey);
  const forged = await new SignJWT({ role: 'ADMIN' })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
    .setIssuer(issuer)
    .setAudience(issuer)
    .setSubject('eve')
    .setExpirationTime('5m')
    .sign(privateKey);

  assert.equal((await call(forged)).status, 401);
});

test('reports unavailable keys as a failure of the server, not of the token', async () => {
  const server = createResourceServer({ issuer, jwksUrl: `${apiUrl}none` });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

  const response = await fetch(`http://127.0.0.1:${server.address().port}/`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  await response.body?.cancel();
  server.closeAllConnections();
  server.close();

  assert.equal(response.status, 503);
});
