import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { ServerExtension } from '../../src/library/index.js';
import type { Server } from '../../src/server.js';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import {
  acceptLink,
  createFirstAdministrator,
  errorCodeOf,
  login,
  type SignedInUser,
  signIn,
  tokenFromLink,
} from '../helpers/sign-in.js';
import { describeOnPostgres } from '../helpers/test-database.js';

const roles = { BILLING: { includes: ['USER'], scopes: ['invoices:read'] } };
const billing: ServerExtension = {
  typeDefs: `
    extend enum Role { BILLING }
    extend type Query {
      invoices: Int @auth(requires: BILLING, scopes: ["invoices:read"])
      tickets: Int @auth(requires: SUPPORT)
    }`,
  resolvers: { Query: { invoices: () => 7, tickets: () => 8 } },
  routes: (app, { requireUser }) => {
    app.get('/invoices', requireUser({ requires: 'BILLING' }), async () => ({ invoices: 7 }));
  },
  roles,
};

let installation: TestInstallation;
let server: InProcessServer;
let admin: SignedInUser;
let bill: SignedInUser;

beforeAll(async () => {
  installation = await createTestInstallation();
  server = await installation.start({}, billing);
  admin = await createFirstAdministrator(server);
  const { invitationLink } = await createUser('bill', 'BILLING');
  bill = await acceptLink(server, tokenFromLink(invitationLink));
});
afterAll(() => installation.close());

async function createUser(username: string, role: string): Promise<{ readonly invitationLink: unknown }> {
  const { body } = await sendGraphql(
    server.url,
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { invitationLink userErrors { code } } }',
    { token: admin.accessToken, variables: { input: { username, email: `${username}@example.com`, role } } },
  );
  return { invitationLink: valueAt(body, 'data', 'createUser', 'invitationLink') };
}

const query = (text: string, token: string) => sendGraphql(server.url, text, { token });

async function verify(search: string, token: string): Promise<readonly unknown[]> {
  const { status, headers } = await sendHttp(`${server.url}/verify?${search}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return [status, headers.get('x-cordon-role')];
}

describe('a role that a project adds', () => {
  test('is answered with its scopes, in tokens and by every entry point', async () => {
    const { body } = await query('{ me { role permissions } invoices }', bill.accessToken);
    const userInfo = await sendHttp(`${server.url}/userinfo`, {
      headers: { authorization: `Bearer ${bill.accessToken}` },
    });
    const metadata = await sendHttp(`${server.url}/.well-known/oauth-authorization-server`);

    const permissions = ['account:read', 'account:write', 'invoices:read'];
    expect(valueAt(body, 'data')).toEqual({ me: { role: 'BILLING', permissions }, invoices: 7 });
    expect(decodeJwt(bill.accessToken)['role']).toBe('BILLING');
    expect(valueAt(userInfo.body, 'role')).toBe('BILLING');
    expect(valueAt(metadata.body, 'scopes_supported')).toEqual(
      expect.arrayContaining(['account:read', 'users:write', 'invoices:read']),
    );
    expect(await verify('requires=BILLING', bill.accessToken)).toEqual([204, 'BILLING']);
    expect(await verify('scope=invoices:read', bill.accessToken)).toEqual([204, 'BILLING']);
    expect((await verify('requires=SUPPORT', bill.accessToken))[0]).toBe(403);
    expect((await verify('requires=BILLING', admin.accessToken))[0]).toBe(204);
    expect((await verify('requires=GONE', admin.accessToken))[0]).toBe(400);
  });

  test('is beside SUPPORT: neither has what the other has, and an administrator has both', async () => {
    const { user } = await server.server.users.create({
      username: 'sue',
      email: 'sue@example.com',
      password: 'violet thunder over the quiet harbour',
      mustChangePassword: false,
      role: 'SUPPORT',
    });
    const { accessToken: support } = await server.server.issueTokens(user.id);
    const codes = async (token: string) =>
      Promise.all(
        ['{ invoices }', '{ tickets }'].map(async (text) => {
          const { body } = await query(text, token);
          return valueAt(body, 'errors', 0, 'extensions', 'code') ?? 'OK';
        }),
      );

    const routes = [bill.accessToken, support, admin.accessToken].map(async (token) => {
      const { status } = await sendHttp(`${server.url}/invoices`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return status;
    });

    expect(await Promise.all(routes)).toEqual([200, 403, 200]);
    expect(await codes(bill.accessToken)).toEqual(['OK', 'FORBIDDEN']);
    expect(await codes(support)).toEqual(['FORBIDDEN', 'OK']);
    expect(await codes(admin.accessToken)).toEqual(['OK', 'OK']);
  });

  test('narrows tokens to its own scopes, and only those of the role', async () => {
    const narrowed = await server.server.issueTokens(bill.id, { scope: ['invoices:read'] });

    const { body } = await query('{ invoices }', narrowed.accessToken);
    const refused = server.server.issueTokens(bill.id, { scope: ['users:read'] });

    expect(valueAt(body, 'data', 'invoices')).toBe(7);
    await expect(refused).rejects.toMatchObject({ reason: 'SCOPE_NOT_ALLOWED' });
  });

  test('is a value of filters and of commands beside the server', async () => {
    const filtered = await query(
      '{ users(filter: { roles: [BILLING] }) { nodes { username role } } }',
      admin.accessToken,
    );
    const created = await installation.cordon([
      'users',
      'create',
      '--username',
      'bo',
      '--email',
      'bo@example.com',
      '--role',
      'billing',
      '--invite',
    ]);
    const demoted = await installation.cordon(['users', 'set-role', 'bo', 'USER', '--reason', 'test']);
    const promoted = await installation.cordon(['users', 'set-role', 'bo', 'billing', '--reason', 'test']);
    const listed = await installation.cordon(['users', 'list', '--role', 'BILLING', '--json']);
    const unknown = await installation.cordon(['users', 'set-role', 'bo', 'GONE', '--reason', 'test']);

    expect(valueAt(filtered.body, 'data', 'users', 'nodes')).toEqual([{ username: 'bill', role: 'BILLING' }]);
    expect([created, demoted, promoted, listed].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    expect(listed.stdout).toContain('"bo"');
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stderr).toContain('one of USER, SUPPORT, BILLING, ADMIN');
  });

  test('must be in the option and in the schema', () => {
    const start = (extension: ServerExtension) => installation.start({}, extension);

    return Promise.all([
      expect(start({ typeDefs: 'extend enum Role { BILLING }' })).rejects.toThrow('Role.BILLING'),
      expect(start({ roles })).rejects.toThrow('BILLING is in the roles option but not in the enum.'),
      expect(start({ ...billing, roles: { BILLING: { includes: ['NOBODY'] } } })).rejects.toThrow(
        'roles.BILLING includes NOBODY, which is not declared.',
      ),
    ]);
  });
});

describe('after the project has removed the role, its users', () => {
  const warned: unknown[] = [];
  const failed: unknown[] = [];
  beforeAll(async () => {
    await server.stop();
    const prepare = ({ log }: Server): void => {
      log.warn = (fields: object) => void warned.push(fields);
      log.error = (fields: object) => void failed.push(fields);
    };
    server = await installation.start({}, {}, { prepare });
  });

  test('cannot use their sessions, refresh them or sign in', async () => {
    const { body } = await query('{ me { role } }', bill.accessToken);
    const refreshed = await sendGraphql(
      server.url,
      'mutation ($input: RefreshInput!) { refreshToken(input: $input) { tokens { accessToken } userErrors { code } } }',
      { variables: { input: { refreshToken: bill.refreshToken } } },
    );
    const signedIn = await login(server, 'bill', 'violet thunder over the quiet harbour');
    const wrong = await login(server, 'bill', 'not the password of this user');

    expect(valueAt(body, 'errors', 0, 'extensions', 'code')).toBe('UNAUTHENTICATED');
    expect(errorCodeOf(refreshed, 'refreshToken')).toBe('ACCOUNT_DISABLED');
    expect(errorCodeOf(signedIn, 'login')).toBe('ACCOUNT_DISABLED');
    expect(errorCodeOf(wrong, 'login')).toBe('INVALID_CREDENTIALS');
    await expect(server.server.issueTokens(bill.id)).rejects.toMatchObject({ reason: 'ACCOUNT_DISABLED' });
  });

  test('are reported in a warning at the start, and in one log line when they try', () => {
    expect(warned).toEqual([{ roles: [{ role: 'BILLING', users: 2 }] }]);
    expect(failed).toEqual([{ role: 'BILLING' }]);
  });

  test('are shown without permissions, and get another role', async () => {
    const { accessToken } = await signIn(server, 'admin');
    const shown = await query('{ users { nodes { username role permissions } } }', accessToken);
    const command = await installation.cordon(['users', 'show', 'bill']);
    const changed = await sendGraphql(
      server.url,
      'mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { user { role } userErrors { code } } }',
      { token: accessToken, variables: { input: { id: bill.id, role: 'USER', reason: 'the role is gone' } } },
    );

    expect(valueAt(shown.body, 'data', 'users', 'nodes')).toEqual(
      expect.arrayContaining([{ username: 'bill', role: 'USER', permissions: [] }]),
    );
    expect(command.stdout).toContain('BILLING');
    expect(valueAt(changed.body, 'data', 'setUserRole')).toEqual({ user: { role: 'USER' }, userErrors: [] });
    expect(await signIn(server, 'bill')).toMatchObject({ id: bill.id });
  });
});

describeOnPostgres('without its server, the role', () => {
  test('is reported by doctor, and --roles names it to commands', async () => {
    await server.stop();
    const file = join(installation.folder, 'roles.json');
    writeFileSync(file, JSON.stringify(roles));

    const unknown = await installation.cordon(['doctor']);
    const declared = await installation.cordon(['doctor', '--roles', file]);
    const listed = await installation.cordon(['users', 'list', '--role', 'BILLING', '--roles', file]);
    const set = ['users', 'set-role', 'bo', 'BILLING', '--reason', 'test'];
    const refused = await installation.cordon(set);
    const changed = await installation.cordon([...set, '--roles', file]);

    expect(unknown).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('WARN   roles: Users have'),
    });
    expect(declared).toMatchObject({ exitCode: 0, stdout: expect.not.stringContaining('WARN') });
    expect(listed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('bo@example.com') });
    expect([refused.exitCode, changed.exitCode]).toEqual([1, 0]);
  });
});
