import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findFreePort } from '../../scripts/free-port.mjs';
import { type HttpResult, sendGraphql, sendHttp, stringAt, valueAt } from '../helpers/http-client.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';
import { describeOnPostgres } from '../helpers/test-database.js';

const firstPassword = 'nine amber lanterns';
const ownPassword = 'seventeen green herons';

describeOnPostgres('in production', () => {
  let installation: Installation;
  let server: ServerProcess;
  let metricsPort: number;

  beforeAll(async () => {
    installation = await createInstallation();
    metricsPort = await findFreePort();
    const file = (name: string, text: string): string => {
      const path = join(installation.folder, name);
      writeFileSync(path, `${text}\n`, { mode: 0o600 });
      return path;
    };
    server = await installation.start({
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      DATABASE_URL: undefined,
      DATABASE_URL_FILE: file('database-url', installation.databaseUrl ?? ''),
      CORDON_DATA_DIR: undefined,
      CORDON_ISSUER: 'https://id.example.com',
      CORDON_MASTER_KEY_FILE: file('master-key', randomBytes(32).toString('base64')),
      CORDON_BCRYPT_COST: '10',
      CORDON_METRICS_PORT: String(metricsPort),
      CORDON_ADMIN_USERNAME: 'root',
      CORDON_ADMIN_EMAIL: 'root@example.com',
      CORDON_ADMIN_PASSWORD_FILE: file('admin-password', firstPassword),
    });
  });

  afterAll(() => installation.close());

  function login(password: string): Promise<HttpResult> {
    const query = `mutation ($input: LoginInput!) {
      login(input: $input) { status passwordChangeToken userErrors { code } tokens { accessToken } }
    }`;
    return sendGraphql(server.url, query, { variables: { input: { username: 'root', password } } });
  }

  test('the log has one JSON object per line and contains no setup link', () => {
    const lines = server.output().trim().split('\n');

    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('message');
    expect(server.output()).not.toMatch(/setup#token|lanterns/);
    expect(server.setupLink).toBeNull();
  });

  test('the first administrator of CORDON_ADMIN_* must change the password before signing in', async () => {
    const first = await login(firstPassword);
    const token = stringAt(first, 'data', 'login', 'passwordChangeToken');
    const choose = `mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { ok userErrors { code } } }`;
    const same = await sendGraphql(server.url, choose, {
      variables: { input: { token, newPassword: firstPassword } },
    });
    const other = await sendGraphql(server.url, choose, {
      variables: { input: { token, newPassword: ownPassword } },
    });

    expect(first.body).toMatchObject({
      data: { login: { status: 'PASSWORD_CHANGE_REQUIRED', tokens: null } },
    });
    expect(valueAt(same.body, 'data', 'resetPassword', 'ok')).toBe(false);
    expect(valueAt(other.body, 'data', 'resetPassword', 'ok')).toBe(true);
    expect((await login(firstPassword)).body).toMatchObject({ data: { login: { status: 'FAILED' } } });
    expect((await login(ownPassword)).body).toMatchObject({ data: { login: { status: 'COMPLETE' } } });
  });

  test('introspection, sign-up and the pages for developers are disabled', async () => {
    const introspection = await sendGraphql(server.url, '{ __schema { types { name } } }');
    const suggestion = await sendGraphql(server.url, '{ serve { version } }');
    const signUp = await sendGraphql(
      server.url,
      `mutation { signUp(input: { username: "eve", email: "eve@example.com", password: "${ownPassword}" }) { ok userErrors { code } } }`,
    );

    expect(introspection.status).toBe(400);
    expect(suggestion.text).not.toMatch(/did you mean/i);
    expect(signUp.body).toMatchObject({
      data: { signUp: { ok: false, userErrors: [{ code: 'SIGNUP_DISABLED' }] } },
    });
    for (const path of ['/graphiql', '/sandbox']) {
      expect((await sendHttp(`${server.url}${path}`)).status).toBe(404);
    }
    expect((await sendHttp(`${server.url}/setup`)).status).toBe(200);
    expect((await sendHttp(`${server.url}/`, { redirect: 'manual' })).headers.get('location')).toBe(
      '/console',
    );
  });

  test('metrics are served on a separate port', async () => {
    expect((await sendHttp(`${server.url}/metrics`)).status).toBe(404);
    const metrics = await sendHttp(`http://127.0.0.1:${metricsPort}/metrics`);

    expect(metrics.status).toBe(200);
    expect(metrics.text).toMatch(/^# TYPE \w+ counter$/m);
  });

  test('tokens, links and metadata contain the issuer, whatever the Host header is', async () => {
    const { body } = await login(ownPassword);
    const token = String(valueAt(body, 'data', 'login', 'tokens', 'accessToken'));
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const created = await sendGraphql(
      server.url,
      `mutation { createUser(input: { username: "bob", email: "bob@example.com" }) { invitationLink } }`,
      { token },
    );
    const metadata = await sendHttp(`${server.url}/.well-known/oauth-authorization-server`, {
      headers: { 'x-forwarded-host': 'evil.example' },
    });

    expect(claims).toMatchObject({ iss: 'https://id.example.com', aud: 'https://id.example.com' });
    expect(stringAt(created, 'data', 'createUser', 'invitationLink')).toMatch(
      /^https:\/\/id\.example\.com\/setup#token=/,
    );
    expect(metadata.body).toMatchObject({
      issuer: 'https://id.example.com',
      token_endpoint: 'https://id.example.com/token',
    });
    expect(metadata.headers.get('strict-transport-security')).toMatch(/max-age=\d+/);
  });
});
